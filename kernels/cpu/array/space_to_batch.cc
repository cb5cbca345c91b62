// SpaceToBatchND, BatchToSpaceND, SpaceToBatch and BatchToSpace on the CPU.
#include "thalweg/ops/array/space_to_batch.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

// One dimension of space cut into blocks: position i of block position o is at
// i * block + o - before in space, and at i and o in the batch.
struct BlockedDim {
  int64_t space;  // Its size.
  int64_t block;
  int64_t before;     // The margin at its beginning.
  int64_t positions;  // The number of blocks.
  int64_t space_stride;
  int64_t position_stride;
  int64_t block_stride;
};

// floor(a / b), b > 0.
int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The positions that lie in space for block positions [begin, end), for all of
// which they are the same, as a move from space to the batch.
void AddPiece(const BlockedDim& dim, int64_t begin, int64_t end,
              CopyPieces& pieces) {
  const int64_t first = std::max<int64_t>(
      0, FloorDiv(dim.before - begin + dim.block - 1, dim.block));
  const int64_t last =
      std::min(dim.positions,
               FloorDiv(dim.space + dim.before - 1 - begin, dim.block) + 1);
  if (begin >= end || first >= last) return;
  CopyPiece piece;
  piece.axes = {
      {end - begin, dim.space_stride, dim.block_stride},
      {last - first, dim.block * dim.space_stride, dim.position_stride}};
  piece.from_offset =
      (first * dim.block + begin - dim.before) * dim.space_stride;
  piece.to_offset = begin * dim.block_stride + first * dim.position_stride;
  pieces.push_back(std::move(piece));
}

// The first and the last position in space change where the margins end in a
// block.
CopyPieces PiecesOf(const BlockedDim& dim) {
  std::array<int64_t, 4> cuts = {0, dim.before % dim.block,
                                 (dim.before + dim.space) % dim.block,
                                 dim.block};
  std::sort(cuts.begin(), cuts.end());
  CopyPieces pieces;
  for (int i = 0; i < 3; ++i) AddPiece(dim, cuts[i], cuts[i + 1], pieces);
  return pieces;
}

void TurnAround(CopyPieces& pieces) {
  for (CopyPiece& piece : pieces) {
    for (CopyAxis& axis : piece.axes) {
      std::swap(axis.from_stride, axis.to_stride);
    }
    std::swap(piece.from_offset, piece.to_offset);
  }
}

struct Blocks {
  IndexVector block;
  IndexVector margins;
};

// `space` and `batch` are the shapes of the two tensors.
absl::StatusOr<Move> PlanBlocks(DType dtype, const Shape& space,
                                const Shape& batch, const Blocks& blocks,
                                bool to_batch) {
  const Shape::Dims in_space = ContiguousStrides(space);
  const Shape::Dims in_batch = ContiguousStrides(batch);
  const int count = static_cast<int>(blocks.block.size());
  absl::InlinedVector<CopyPieces, 6> axes;
  axes.push_back({{{{space.dim(0), in_space[0], in_batch[0]}}, 0, 0}});
  for (int i = count + 1; i < space.rank(); ++i) {
    axes.push_back({{{{space.dim(i), in_space[i], in_batch[i]}}, 0, 0}});
  }
  bool covered = true;
  int64_t block_stride = space.dim(0) * in_batch[0];
  for (int i = count - 1; i >= 0; --i) {
    const BlockedDim dim = {space.dim(i + 1),      blocks.block[i],
                            blocks.margins[2 * i], batch.dim(i + 1),
                            in_space[i + 1],       in_batch[i + 1],
                            block_stride};
    block_stride *= dim.block;
    covered &= dim.positions * dim.block <= dim.space;
    axes.push_back(PiecesOf(dim));
  }
  if (!to_batch) {
    for (CopyPieces& pieces : axes) TurnAround(pieces);
  }
  ASSIGN_OR_RETURN(Move move,
                   MoveInPieces(dtype, to_batch ? batch : space, axes));
  move.zeros = to_batch && !covered;
  return move;
}

template <bool to_batch>
absl::StatusOr<Move> PlanMove(DType dtype, const Shape& input,
                              const Blocks& blocks) {
  if constexpr (to_batch) {
    ASSIGN_OR_RETURN(const Shape output,
                     SpaceToBatchShape(input, blocks.block, blocks.margins));
    return PlanBlocks(dtype, input, output, blocks, to_batch);
  } else {
    ASSIGN_OR_RETURN(const Shape output,
                     BatchToSpaceShape(input, blocks.block, blocks.margins));
    return PlanBlocks(dtype, output, input, blocks, to_batch);
  }
}

template <bool to_batch>
struct BlocksMover {
  static absl::StatusOr<BlocksMover> Create(const KernelInfo&) {
    return BlocksMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors arguments) const {
    RETURN_IF_ERROR(
        CheckBlockArguments(arguments[0]->shape(), arguments[1]->shape()));
    Blocks blocks;
    ASSIGN_OR_RETURN(blocks.block, ReadIndices(*arguments[0]));
    ASSIGN_OR_RETURN(blocks.margins, ReadIndices(*arguments[1]));
    return PlanMove<to_batch>(dtype, input, blocks);
  }
};

template <bool to_batch>
struct ImageBlocksMover {
  static absl::StatusOr<ImageBlocksMover> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<SpaceToBatchAttrs>());
    return ImageBlocksMover{attrs.block_size};
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors arguments) const {
    RETURN_IF_ERROR(RequireImageRank(input));
    RETURN_IF_ERROR(CheckBlockArguments({2}, arguments[0]->shape()));
    Blocks blocks = {{block_size, block_size}, {}};
    ASSIGN_OR_RETURN(blocks.margins, ReadIndices(*arguments[0]));
    return PlanMove<to_batch>(dtype, input, blocks);
  }
  int64_t block_size;
};

const KernelRegistration kSpaceToBatchND =
    CpuKernel<MoveKernel<BlocksMover<true>>>("SpaceToBatchND")
        .For("T", kRealNumbers);
const KernelRegistration kBatchToSpaceND =
    CpuKernel<MoveKernel<BlocksMover<false>>>("BatchToSpaceND")
        .For("T", kRealNumbers);
const KernelRegistration kSpaceToBatch =
    CpuKernel<MoveKernel<ImageBlocksMover<true>>>("SpaceToBatch")
        .For("T", kRealNumbers);
const KernelRegistration kBatchToSpace =
    CpuKernel<MoveKernel<ImageBlocksMover<false>>>("BatchToSpace")
        .For("T", kRealNumbers);

}  // namespace
}  // namespace thalweg
