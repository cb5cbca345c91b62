// ExtractImagePatches and ExtractVolumePatches on the CPU.
#include "thalweg/ops/array/extract_patches.h"

#include <algorithm>
#include <utility>

#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

// The cells [begin, end) of a window that lie in the image.
struct Cells {
  int64_t begin;
  int64_t end;
  friend bool operator==(const Cells&, const Cells&) = default;
};

Cells CellsInside(const WindowDim& dim, int64_t position) {
  const int64_t first = position * dim.stride - dim.pad_before;
  const int64_t begin =
      first >= 0 ? 0 : (-first + dim.dilation - 1) / dim.dilation;
  const int64_t room = dim.input - first;
  const int64_t end = room <= 0 ? 0 : (room + dim.dilation - 1) / dim.dilation;
  return {std::min(begin, dim.window), std::min(end, dim.window)};
}

struct PatchStrides {
  int64_t image;     // From cell to cell of the image.
  int64_t position;  // From window to window.
  int64_t cell;      // From cell to cell of a window.
};

// Windows at neighbouring positions that have the same cells inside are one
// piece.
CopyPieces PiecesOf(const WindowDim& dim, const PatchStrides& strides) {
  CopyPieces pieces;
  int64_t begin = 0;
  for (int64_t end = 1; end <= dim.output; ++end) {
    const Cells cells = CellsInside(dim, begin);
    if (end < dim.output && CellsInside(dim, end) == cells) continue;
    if (cells.begin < cells.end) {
      CopyPiece piece;
      piece.axes = {{end - begin, dim.stride * strides.image, strides.position},
                    {cells.end - cells.begin, dim.dilation * strides.image,
                     strides.cell}};
      piece.from_offset =
          (begin * dim.stride - dim.pad_before + cells.begin * dim.dilation) *
          strides.image;
      piece.to_offset = begin * strides.position + cells.begin * strides.cell;
      pieces.push_back(std::move(piece));
    }
    begin = end;
  }
  return pieces;
}

// True when no window reaches over the border.
bool IsInside(const std::vector<WindowDim>& dims) {
  return std::all_of(dims.begin(), dims.end(), [](const WindowDim& dim) {
    return dim.pad_before == 0 &&
           (dim.output - 1) * dim.stride + dim.span() <= dim.input;
  });
}

template <class Attrs>
struct PatchesMover {
  static absl::StatusOr<PatchesMover> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<Attrs>());
    return PatchesMover{std::move(attrs)};
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors) const {
    ASSIGN_OR_RETURN(const PatchWindows windows, SlidePatches(input, attrs));
    const Shape::Dims from = ContiguousStrides(input);
    const Shape::Dims to = ContiguousStrides(windows.patches);
    const int last = input.rank() - 1;
    const int64_t depth = input.dim(last);
    if (windows.patches.num_elements() == 0) {
      return MoveInPieces(dtype, windows.patches, {CopyPieces()});
    }
    absl::InlinedVector<CopyPieces, 5> axes;
    axes.push_back({{{{input.dim(0), from[0], to[0]}}, 0, 0}});
    axes.push_back({{{{depth, 1, 1}}, 0, 0}});
    int64_t cell = depth;
    for (int i = last - 1; i > 0; --i) {
      const WindowDim& dim = windows.dims[i - 1];
      axes.push_back(PiecesOf(dim, {from[i], to[i], cell}));
      cell *= dim.window;
    }
    ASSIGN_OR_RETURN(Move move, MoveInPieces(dtype, windows.patches, axes));
    move.zeros = !IsInside(windows.dims);
    return move;
  }
  Attrs attrs;
};

const KernelRegistration kExtractImagePatches =
    CpuKernel<MoveKernel<PatchesMover<ExtractImagePatchesAttrs>>>(
        "ExtractImagePatches");
const KernelRegistration kExtractVolumePatches =
    CpuKernel<MoveKernel<PatchesMover<ExtractVolumePatchesAttrs>>>(
        "ExtractVolumePatches");

}  // namespace
}  // namespace thalweg
