// Betainc.
#include <array>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/special/gamma.h"

namespace thalweg {
namespace {

constexpr int64_t kGrain = 512;

template <class T>
class BetaincKernel : public Kernel {
 public:
  explicit BetaincKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor* common = &context.input(0);
    for (int i = 1; i < kOperands; ++i) {
      const Tensor& input = context.input(i);
      if (common->shape().rank() == 0) {
        common = &input;
      } else if (input.shape().rank() > 0 && input.shape() != common->shape()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "Shapes of a, b and x are inconsistent: expected scalars or ",
            common->shape().ToString(), ", input ", i, " is ",
            input.shape().ToString()));
      }
    }
    const int64_t n = common->num_elements();
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, common->shape()));
    std::array<Operand, kOperands> operands;
    for (int i = 0; i < kOperands; ++i) {
      const Tensor& input = context.input(i);
      operands[i] = {input.data<T>(), input.shape().rank() == 0 ? 0 : 1};
    }
    T* const out = z->mutable_data<T>();
    context.ParallelRange(n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        out[i] = static_cast<T>(special::IncompleteBeta(
            operands[0].at(i), operands[1].at(i), operands[2].at(i)));
      }
    });
    return absl::OkStatus();
  }

 private:
  static constexpr int kOperands = 3;

  // A tensor, or a scalar that is repeated.
  struct Operand {
    const T* data = nullptr;
    int64_t stride = 0;
    T at(int64_t i) const { return data[i * stride]; }
  };
};

const CpuKernelOf<BetaincKernel, float, double> kBetainc("Betainc", "T");

}  // namespace
}  // namespace thalweg
