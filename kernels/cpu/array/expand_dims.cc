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
  absl::StatusOr<Shape> OutputShape(const KernelContext& context) const {
    ASSIGN_OR_RETURN(const int64_t dim, ReadIndex(context.input(1), "'dim'",
                                                  /*any_shape=*/true));
    return ExpandedShape(context.input(0).shape(), dim);
  }
};

const KernelRegistration kExpandDims =
    CpuKernel<ViewKernel<ExpandDimsView>>("ExpandDims").For("Tdim", kIndices);

struct SqueezeView {
  static absl::StatusOr<SqueezeView> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(SqueezeAttrs attrs, info.attrs<SqueezeAttrs>());
    return SqueezeView{std::move(attrs)};
  }
  absl::StatusOr<Shape> OutputShape(const KernelContext& context) const {
    return SqueezedShape(context.input(0).shape(), attrs.squeeze_dims);
  }
  SqueezeAttrs attrs;
};

const KernelRegistration kSqueeze =
    CpuKernel<ViewKernel<SqueezeView>>("Squeeze");

}  // namespace
}  // namespace thalweg
