// ExpandDims and Squeeze on the CPU.
#include "thalweg/ops/array/expand_dims.h"

#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/view_kernel.h"

namespace thalweg {
namespace {

struct ExpandDimsView {
  static absl::StatusOr<ExpandDimsView> Create(const KernelInfo&) {
    return ExpandDimsView();
  }
  absl::StatusOr<Shape> OutputShape(
      const Shape& input, absl::Span<const Tensor* const> arguments) const {
    ASSIGN_OR_RETURN(const int64_t dim, ReadIndex(*arguments[0], "'dim'",
                                                  /*any_shape=*/true));
    return ExpandedShape(input, dim);
  }
};

const KernelRegistration kExpandDims =
    CpuKernel<ViewKernel<ExpandDimsView>>("ExpandDims").For("Tdim", kIndices);

struct SqueezeView {
  static absl::StatusOr<SqueezeView> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(SqueezeAttrs attrs, info.attrs<SqueezeAttrs>());
    return SqueezeView{std::move(attrs)};
  }
  absl::StatusOr<Shape> OutputShape(const Shape& input,
                                    absl::Span<const Tensor* const>) const {
    return SqueezedShape(input, attrs.squeeze_dims);
  }
  SqueezeAttrs attrs;
};

const KernelRegistration kSqueeze =
    CpuKernel<ViewKernel<SqueezeView>>("Squeeze");

}  // namespace
}  // namespace thalweg
