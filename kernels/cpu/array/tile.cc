// Tile on the CPU.
#include "thalweg/ops/array/tile.h"

#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

struct TileMover {
  static absl::StatusOr<TileMover> Create(const KernelInfo&) {
    return TileMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            const MoveArguments& arguments) const {
    const IndexVector& multiples = arguments[0];
    Move move;
    ASSIGN_OR_RETURN(move.output, TiledShape(input, multiples));
    const Shape::Dims from = ContiguousStrides(input);
    const Shape::Dims to = ContiguousStrides(move.output);
    // Each axis is its copies, then itself.
    absl::InlinedVector<CopyAxis, 4> axes;
    for (int i = 0; i < input.rank(); ++i) {
      axes.push_back({multiples[i], 0, input.dim(i) * to[i]});
      axes.push_back({input.dim(i), from[i], to[i]});
    }
    move.copy = StridedCopy(dtype, axes);
    return move;
  }
};

const KernelRegistration kTile =
    CpuKernel<MoveKernel<TileMover>>("Tile").For("Tmultiples", kIndices);

}  // namespace
}  // namespace thalweg
