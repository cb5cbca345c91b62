#include "thalweg/kernels/kernel_registry.h"

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

const OpRegistration kSource = OpSchema("TestRegistrySource")
                                   .Output("out", "T")
                                   .Attr("T", kNumbers)
                                   .Shape(ScalarOutput)
                                   .NotDifferentiable("is a test's");
const OpRegistration kLonely = OpSchema("TestRegistryLonely")
                                   .Output("out", kFloat)
                                   .Shape(ScalarOutput)
                                   .NotDifferentiable("is a test's");

template <int number>
class TestKernel : public Kernel {
 public:
  explicit TestKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext&) const override {
    return absl::OkStatus();
  }
  std::string implementation() const override { return std::to_string(number); }
};

class RefusingKernel : public TestKernel<0> {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(const KernelInfo&) {
    return absl::UnimplementedError("too cold");
  }
};

class FailingKernel : public TestKernel<0> {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(const KernelInfo&) {
    return absl::InvalidArgumentError("broken attributes");
  }
};

const KernelRegistration kPlain =
    CpuKernel<TestKernel<1>>("TestRegistrySource").For("T", {kFloat, kInt32});
const KernelRegistration kBetter =
    CpuKernel<TestKernel<2>>("TestRegistrySource").For("T", kFloat).Priority(1);
const KernelRegistration kRefusing =
    CpuKernel<RefusingKernel>("TestRegistrySource")
        .For("T", {kInt32, kDouble})
        .Priority(2);
const KernelRegistration kAnywhere =
    AnyDeviceKernel<TestKernel<3>>("TestRegistrySource").For("T", kUint16);
const KernelRegistration kFailing =
    CpuKernel<FailingKernel>("TestRegistrySource").For("T", kInt64);

absl::StatusOr<std::unique_ptr<Kernel>> CreateFor(const OpSchema& op,
                                                  AttrMap attrs) {
  Graph graph;
  auto node = graph.AddNode({.name = "n",
                             .op = &op,
                             .inputs = {},
                             .control_inputs = {},
                             .attrs = std::move(attrs),
                             .device = "",
                             .location = {}});
  if (!node.ok()) return node.status();
  KernelInfo info(*node, nullptr, nullptr, {});
  return KernelRegistry::Create(info, "CPU");
}

absl::StatusOr<std::unique_ptr<Kernel>> CreateFor(DType dtype) {
  AttrMap attrs;
  attrs.Set("T", dtype);
  return CreateFor(kSource, attrs);
}

TEST(KernelRegistryTest, TakesTheKernelOfHighestPriorityForTheType) {
  auto kernel = CreateFor(kFloat);
  ASSERT_TRUE(kernel.ok()) << kernel.status();
  EXPECT_EQ((*kernel)->implementation(), "2");
}

TEST(KernelRegistryTest, AsksTheNextKernelWhenOneRefuses) {
  auto kernel = CreateFor(kInt32);
  ASSERT_TRUE(kernel.ok()) << kernel.status();
  EXPECT_EQ((*kernel)->implementation(), "1");
}

TEST(KernelRegistryTest, AKernelForAnyDeviceServesWhereThereIsNoOther) {
  Graph graph;
  const auto candidates = [&](const char* name, DType dtype,
                              const char* device) {
    AttrMap attrs;
    attrs.Set("T", dtype);
    NodeSpec spec;
    spec.op = &static_cast<const OpSchema&>(kSource);
    spec.name = name;
    spec.attrs = std::move(attrs);
    auto node = graph.AddNode(std::move(spec));
    EXPECT_TRUE(node.ok()) << node.status();
    return KernelRegistry::Candidates(**node, device);
  };
  ASSERT_EQ(candidates("a", kUint16, "CPU").size(), 1u);
  EXPECT_EQ(candidates("b", kUint16, "TPU").size(), 1u);
  // The CPU's own.
  for (const KernelCandidate* candidate : candidates("c", kFloat, "CPU")) {
    EXPECT_EQ(candidate->device_type, "CPU");
  }
  EXPECT_TRUE(candidates("d", kFloat, "TPU").empty());
}

TEST(KernelRegistryTest, SaysWhyEachKernelRefused) {
  const absl::Status status = CreateFor(kDouble).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  const std::string message(status.message());
  EXPECT_EQ(message.find("No registered 'TestRegistrySource' OpKernel for CPU "
                         "devices compatible with node {{node n}}"),
            0u)
      << message;
  EXPECT_NE(message.find("too cold"), std::string::npos) << message;
}

TEST(KernelRegistryTest, SaysThatAttributesDidNotMatch) {
  const absl::Status status = CreateFor(kUint8).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  const std::string message(status.message());
  EXPECT_NE(message.find("(OpKernel was found, but attributes didn't match) "
                         "Requested Attributes: T=DT_UINT8"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("device='CPU'; T in [float, int32]"),
            std::string::npos)
      << message;
}

TEST(KernelRegistryTest, SaysThatAnOpHasNoKernelAtAll) {
  const absl::Status status = CreateFor(kLonely, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(std::string(status.message()).find("<no registered kernels>"),
            std::string::npos);
}

TEST(KernelRegistryTest, AnErrorThatIsNoRefusalEndsTheSearch) {
  EXPECT_EQ(CreateFor(kInt64).status(),
            absl::InvalidArgumentError("broken attributes"));
}

}  // namespace
}  // namespace thalweg
