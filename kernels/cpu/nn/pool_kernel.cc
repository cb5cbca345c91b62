#include "thalweg/kernels/cpu/nn/pool_kernel.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

absl::StatusOr<PoolSpec> PoolSpecOf(const KernelInfo& info, PoolDepth depth) {
  ASSIGN_OR_RETURN(PoolSpec spec, PoolSpecOf(info.node(), depth));
  if (spec.has_windows) return spec;
  const Tensor* const ksize = info.constant(info.num_inputs() - 2);
  const Tensor* const strides = info.constant(info.num_inputs() - 1);
  if (ksize != nullptr && strides != nullptr) {
    RETURN_IF_ERROR(SetWindows(spec, *ksize, *strides));
  }
  return spec;
}

absl::StatusOr<PoolGeometry> PoolGeometryOf(const KernelContext& context,
                                            const Shape& images,
                                            const PoolSpec& spec) {
  if (spec.has_windows) return PoolGeometryOf(images, spec);
  PoolSpec with_windows = spec;
  const int n = context.num_inputs();
  RETURN_IF_ERROR(
      SetWindows(with_windows, context.input(n - 2), context.input(n - 1)));
  return PoolGeometryOf(images, with_windows);
}

absl::Status RequirePoolShape(const Shape& expected, const Shape& got,
                              const char* what) {
  if (expected == got) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Expected ", what, " shape to be ", expected.ToString(),
                   ", but got ", got.ToString()));
}

}  // namespace thalweg
