// Reshape on the CPU.
#include "thalweg/ops/array/reshape.h"

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/view_kernel.h"

namespace thalweg {
namespace {

struct ReshapeView {
  static absl::StatusOr<ReshapeView> Create(const KernelInfo&) {
    return ReshapeView();
  }
  absl::StatusOr<Shape> OutputShape(
      const Shape& input, absl::Span<const Tensor* const> arguments) const {
    const Tensor& sizes = *arguments[0];
    if (sizes.rank() != 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "sizes input must be 1-D, not ", sizes.shape().ToString()));
    }
    ASSIGN_OR_RETURN(const IndexVector dims, ReadIndices(sizes));
    return ReshapedShape(input, dims);
  }
};

const KernelRegistration kReshape =
    CpuKernel<ViewKernel<ReshapeView>>("Reshape").For("Tshape", kIndices);

}  // namespace
}  // namespace thalweg
