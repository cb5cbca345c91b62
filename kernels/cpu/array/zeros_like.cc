// ZerosLike and OnesLike on the CPU.
#include <memory>
#include <utility>

#include "thalweg/graph/literal.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// One element everywhere in the shape of the input.
class LikeKernel : public Kernel {
 public:
  explicit LikeKernel(Tensor element) : element_(std::move(element)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output,
                     context.Output(0, context.input(0).shape()));
    FillElements(context, element_.dtype(), element_.raw(),
                 output->num_elements(), output->mutable_raw());
    return absl::OkStatus();
  }

 private:
  const Tensor element_;
};

struct ZerosLikeKernel {
  static absl::StatusOr<std::unique_ptr<LikeKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(Tensor zero, Tensor::Zeros(info.output_dtype(0), {}));
    return std::make_unique<LikeKernel>(std::move(zero));
  }
};

struct OnesLikeKernel {
  static absl::StatusOr<std::unique_ptr<LikeKernel>> Create(
      const KernelInfo& info) {
    const DType dtype = info.output_dtype(0);
    if (dtype == kBool) {
      return std::make_unique<LikeKernel>(Tensor::Scalar(true));
    }
    ASSIGN_OR_RETURN(Tensor one,
                     ConvertLiteral(Tensor::Scalar<int64_t>(1), dtype));
    return std::make_unique<LikeKernel>(std::move(one));
  }
};

const KernelRegistration kZerosLike =
    CpuKernel<ZerosLikeKernel>("ZerosLike")
        .For("T", kAnyType.Without(kResource));
const KernelRegistration kOnesLike = CpuKernel<OnesLikeKernel>("OnesLike");

}  // namespace
}  // namespace thalweg
