// SpaceToDepth and DepthToSpace on the CPU.
#include "thalweg/ops/array/space_to_depth.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

// The six axes of the move from images `space` to images `deep`.
absl::InlinedVector<CopyAxis, 6> DepthAxes(const Shape& space,
                                           const Shape& deep, int64_t block) {
  const Shape::Dims from = ContiguousStrides(space);
  const Shape::Dims to = ContiguousStrides(deep);
  const int64_t depth = space.dim(3);
  return {{deep.dim(0), from[0], to[0]},
          {deep.dim(1), block * from[1], to[1]},
          {deep.dim(2), block * from[2], to[2]},
          {block, from[1], block * depth},
          {block, from[2], depth},
          {depth, 1, 1}};
}

template <bool to_depth>
struct DepthMover {
  static absl::StatusOr<DepthMover> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<SpaceToDepthAttrs>());
    if (attrs.data_format != "NHWC") {
      return absl::InvalidArgumentError(absl::StrCat(
          "Only NHWC data_format supported on CPU. Got ", attrs.data_format));
    }
    return DepthMover{std::move(attrs)};
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors) const {
    Move move;
    if (to_depth) {
      ASSIGN_OR_RETURN(move.output, SpaceToDepthShape(input, attrs));
      move.copy =
          StridedCopy(dtype, DepthAxes(input, move.output, attrs.block_size));
      return move;
    }
    ASSIGN_OR_RETURN(move.output, DepthToSpaceShape(input, attrs));
    auto axes = DepthAxes(move.output, input, attrs.block_size);
    for (CopyAxis& axis : axes) std::swap(axis.from_stride, axis.to_stride);
    // As the images have them: rows and their blocks, columns and theirs.
    std::swap(axes[2], axes[3]);
    move.copy = StridedCopy(dtype, axes);
    return move;
  }
  SpaceToDepthAttrs attrs;
};

const KernelRegistration kSpaceToDepth =
    CpuKernel<MoveKernel<DepthMover<true>>>("SpaceToDepth");
const KernelRegistration kDepthToSpace =
    CpuKernel<MoveKernel<DepthMover<false>>>("DepthToSpace");

}  // namespace
}  // namespace thalweg
