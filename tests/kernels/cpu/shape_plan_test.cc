#include "thalweg/kernels/cpu/shape_plan.h"

#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/kernels/thread_pool.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/math/matmul.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

extern "C" {
int omp_get_max_threads(void);
void omp_set_num_threads(int);
}

namespace thalweg {
namespace {

// A MatMul kernel as a plan has it: one kernel, several instances.
class MatMulStep {
 public:
  explicit MatMulStep(Shape a, Shape b)
      : pool_(std::make_shared<ThreadPool>(2)),
        devices_(DeviceFactory::All()
                     .front()
                     ->CreateDevices({.num_threads = 2, .count = 1}, pool_)
                     .value()) {
    const Output product = MatMul(Placeholder(graph_, kFloat, std::move(a)),
                                  Placeholder(graph_, kFloat, std::move(b)));
    const KernelInfo info(product.node(), devices_[0].get(), &resources_, {});
    kernel_ = KernelRegistry::Create(info, "CPU").value();
  }

  struct Instance {
    explicit Instance(const Kernel& kernel)
        : state(kernel.Bind().value()),
          scratch(AllocateBuffer(kernel.scratch_bytes())) {}
    std::unique_ptr<KernelState> state;
    BufferRef scratch;
  };
  Instance NewInstance() const { return Instance(*kernel_); }

  absl::StatusOr<Tensor> Run(Instance& instance, Tensor a, Tensor b) {
    Tensor product;
    Tensor* const inputs[] = {&a, &b};
    Tensor* const outputs[] = {&product};
    RunContext run;
    run.pool = pool_.get();
    constexpr DType kType = kFloat;
    KernelContext context(inputs, outputs, 0, &kType, devices_[0].get(), &run);
    context.set_state(instance.state.get());
    context.set_scratch(instance.scratch->data());
    const absl::Status status = kernel_->Compute(context);
    if (!status.ok()) return status;
    return product;
  }

 private:
  Graph graph_;
  std::shared_ptr<ThreadPool> pool_;
  std::vector<std::unique_ptr<Device>> devices_;
  ResourceStore resources_;
  std::unique_ptr<Kernel> kernel_;
};

// m rows of k ones, by k rows of n times `value`.
Tensor Filled(const Shape& shape, float value) {
  std::vector<float> values(shape.num_elements(), value);
  return Tensor::Of<float>(shape, absl::MakeConstSpan(values));
}

TEST(ShapePlanTest, OneInstanceFollowsShapesThatChange) {
  MatMulStep step({-1, -1}, {-1, -1});
  MatMulStep::Instance instance = step.NewInstance();
  // More shapes than are kept, small and large, and back to the first.
  for (int64_t round = 0; round < 60; ++round) {
    const int64_t m = 1 + round % 20 * 9, k = 40, n = 30;
    ExpectEqual(step.Run(instance, Filled({m, k}, 1), Filled({k, n}, 2)),
                Filled({m, n}, 80));
  }
}

TEST(ShapePlanTest, ARefusedShapeLeavesTheInstanceUsable) {
  MatMulStep step({-1, -1}, {-1, -1});
  MatMulStep::Instance instance = step.NewInstance();
  const Tensor a = Filled({30, 40}, 1), b = Filled({40, 30}, 2);
  ExpectEqual(step.Run(instance, a, b), Filled({30, 30}, 80));
  EXPECT_THAT(step.Run(instance, a, a),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ExpectEqual(step.Run(instance, a, b), Filled({30, 30}, 80));
}

// Argument blocks that instances shared would mix up their results.
TEST(ShapePlanTest, InstancesRunAtOnceWithoutTouchingEachOther) {
  for (const bool is_static : {true, false}) {
    const int64_t m = 70, k = 300, n = 500;
    MatMulStep step(is_static ? Shape({m, k}) : Shape({-1, -1}),
                    is_static ? Shape({k, n}) : Shape({-1, -1}));
    std::vector<std::thread> threads;
    for (int i = 1; i <= 3; ++i) {
      threads.emplace_back([&, i] {
        MatMulStep::Instance instance = step.NewInstance();
        const Tensor a = Filled({m, k}, 1);
        const Tensor b = Filled({k, n}, static_cast<float>(i));
        const Tensor expected = Filled({m, n}, static_cast<float>(300 * i));
        for (int round = 0; round < 20; ++round) {
          ExpectEqual(step.Run(instance, a, b), expected);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

TEST(OneDnnTest, LeavesTheCallersNumberOfOpenMpThreads) {
  const int before = omp_get_max_threads();
  omp_set_num_threads(5);
  MatMulStep step({100, 100}, {100, 100});
  MatMulStep::Instance instance = step.NewInstance();
  EXPECT_OK(step.Run(instance, Filled({100, 100}, 1), Filled({100, 100}, 1)));
  EXPECT_EQ(omp_get_max_threads(), 5);
  omp_set_num_threads(before);
}

TEST(ShapeFromTensorTest, ReadsDimensionsAndRefusesOthers) {
  EXPECT_EQ(ShapeFromTensor(Tensor::Of<int32_t>({2}, {3, 0})).value(),
            Shape({3, 0}));
  EXPECT_EQ(ShapeFromTensor(Tensor::Of<int64_t>({1}, {7})).value(), Shape({7}));
  for (const Tensor& bad :
       {Tensor::Of<int32_t>({1}, {-1}), Tensor::Of<int32_t>({1, 1}, {1}),
        Tensor::Of<float>({1}, {1}),
        Tensor::Of<int64_t>({2}, {int64_t{1} << 40, int64_t{1} << 40})}) {
    EXPECT_THAT(ShapeFromTensor(bad),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace thalweg
