#include "thalweg/kernels/resource_store.h"

#include <gtest/gtest.h>

#include "thalweg/kernels/variable.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using absl::StatusCode;

class Other : public Resource {
 public:
  absl::string_view type_name() const override { return "Other"; }
};

class ResourceStoreTest : public testing::Test {
 protected:
  std::shared_ptr<VariableState> Make(Text container, Text name) {
    return store_
        .FindOrCreate<VariableState>(
            container, name,
            [] { return std::make_shared<VariableState>(kFloat, Shape()); })
        .value();
  }

  ResourceStore store_;
};

TEST_F(ResourceStoreTest, OneContainerAndNameIsOneResource) {
  const auto v = Make("box", "v");
  EXPECT_EQ(Make("box", "v"), v);
  EXPECT_EQ(store_.Find("box", "v"), v);
  EXPECT_NE(Make("box", "w"), v);
  EXPECT_NE(Make("crate", "v"), v);
}

TEST_F(ResourceStoreTest, NoContainerIsTheDefaultOne) {
  EXPECT_EQ(Make("", "v"), Make("localhost", "v"));
}

TEST_F(ResourceStoreTest, AResourceHasOneType) {
  Make("", "v");
  EXPECT_THAT(store_.FindOrCreate<Other>(
                  "", "v", [] { return std::make_shared<Other>(); }),
              StatusIs(StatusCode::kInvalidArgument, "localhost/v"));
}

TEST_F(ResourceStoreTest, ClearingAContainerLeavesTheOthers) {
  Make("b", "v");
  Make("b", "w");
  const auto kept = Make("a", "v");
  Make("bb", "v");
  store_.Clear("b");
  EXPECT_EQ(store_.Find("b", "v"), nullptr);
  EXPECT_EQ(store_.Find("b", "w"), nullptr);
  EXPECT_EQ(store_.Find("a", "v"), kept);
  EXPECT_NE(store_.Find("bb", "v"), nullptr);
}

TEST_F(ResourceStoreTest, WhoeverHoldsAResourceKeepsIt) {
  const auto v = Make("", "v");
  v->Assign(Tensor::Scalar(2.f));
  ASSERT_OK(store_.Erase("", "v"));
  EXPECT_EQ(v->Read().scalar<float>(), 2.f);
  EXPECT_NE(Make("", "v"), v);
}

TEST_F(ResourceStoreTest, ErasingWhatIsNotThereIsAnError) {
  EXPECT_THAT(
      store_.Erase("box", "v"),
      StatusIs(StatusCode::kNotFound, "Resource box/v does not exist."));
}

TEST(NameResourceTest, FillsInTheDefaultContainerAndTheNodesName) {
  ASSERT_OK_AND_ASSIGN(const ResourceName name, NameResource("", "", "node"));
  EXPECT_EQ(name.container, "localhost");
  EXPECT_EQ(name.name, "node");
  ASSERT_OK_AND_ASSIGN(const ResourceName shared,
                       NameResource(".a-1/B_c", "x", "node"));
  EXPECT_EQ(shared.container, ".a-1/B_c");
  EXPECT_EQ(shared.name, "x");
}

TEST(NameResourceTest, RefusesWhatIsNoContainerName) {
  for (const char* container : {"_a", "-a", "/a", "a b", "a:b", "\xc3\xa9"}) {
    EXPECT_THAT(
        NameResource(container, "", "node"),
        StatusIs(StatusCode::kInvalidArgument,
                 std::string("container contains invalid characters: ") +
                     container));
  }
}

TEST(NameResourceTest, RefusesSharedNamesOfTheEnginesOwn) {
  EXPECT_THAT(NameResource("", "_x", "node"),
              StatusIs(StatusCode::kInvalidArgument,
                       "shared_name cannot start with '_':_x"));
  EXPECT_OK(NameResource("", "x_", "node"));
}

}  // namespace
}  // namespace thalweg
