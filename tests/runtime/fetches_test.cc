#include "thalweg/runtime/fetches.h"

#include <gtest/gtest.h>

#include "thalweg/kernels/device.h"
#include "thalweg/kernels/thread_pool.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

// A plan without steps, of two fetches.
class FetchesTest : public testing::Test {
 protected:
  FetchesTest()
      : devices_(DeviceFactory::All()[0]
                     ->CreateDevices({}, std::make_shared<ThreadPool>(1))
                     .value()) {
    plan_.devices = {devices_[0].get()};
    plan_.arena_bytes = {0};
    plan_.slots.resize(2);
    plan_.slot_memory = {nullptr, nullptr};
    plan_.fetches = {{.slot = 0}, {.slot = 1}};
    instance_ = plan_.Acquire().value();
    instance_->slots[0] = Tensor::Scalar(1.f);
  }

  std::vector<std::unique_ptr<Device>> devices_;
  Plan plan_;
  std::unique_ptr<PlanInstance> instance_;
};

TEST_F(FetchesTest, OneWithoutAValueIsNamed) {
  std::vector<Tensor> out(2);
  EXPECT_THAT(TakeFetches(plan_, *instance_, absl::MakeSpan(out)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Retval[1] does not have value"));
  EXPECT_THAT(ReadFetch(plan_, *instance_, 1, /*shared=*/true),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Retval[1] does not have value"));
}

TEST_F(FetchesTest, ReadingLeavesTheValueAndCopiesWhatIsNotShared) {
  ASSERT_OK_AND_ASSIGN(const Tensor shared,
                       ReadFetch(plan_, *instance_, 0, /*shared=*/true));
  ASSERT_OK_AND_ASSIGN(const Tensor own,
                       ReadFetch(plan_, *instance_, 0, /*shared=*/false));
  EXPECT_EQ(shared.raw(), instance_->slots[0].raw());
  EXPECT_NE(own.raw(), instance_->slots[0].raw());
  EXPECT_EQ(own.scalar<float>(), 1.f);
}

TEST_F(FetchesTest, WhatLaterRunsMayWriteIsCopied) {
  plan_.fetches[0].copy = true;
  ASSERT_OK_AND_ASSIGN(const Tensor own,
                       ReadFetch(plan_, *instance_, 0, /*shared=*/true));
  EXPECT_NE(own.raw(), instance_->slots[0].raw());
}

}  // namespace
}  // namespace thalweg
