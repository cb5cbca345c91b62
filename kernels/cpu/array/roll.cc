// Roll on the CPU.
#include "thalweg/ops/array/roll.h"

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

absl::StatusOr<IndexVector> ReadScalarOrVector(const Tensor& tensor,
                                               const char* name) {
  if (tensor.rank() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " must be a scalar or a 1-D vector. Found: ",
                     tensor.shape().ToString()));
  }
  return ReadIndices(tensor);
}

struct RollMover {
  static absl::StatusOr<RollMover> Create(const KernelInfo&) {
    return RollMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors arguments) const {
    ASSIGN_OR_RETURN(const IndexVector shift,
                     ReadScalarOrVector(*arguments[0], "shift"));
    ASSIGN_OR_RETURN(const IndexVector axis,
                     ReadScalarOrVector(*arguments[1], "axis"));
    if (arguments[0]->rank() != arguments[1]->rank()) {
      return absl::InvalidArgumentError(
          "shift and axis must have the same size");
    }
    ASSIGN_OR_RETURN(const Shape::Dims shifts, RollShifts(input, shift, axis));
    const Shape::Dims strides = ContiguousStrides(input);
    absl::InlinedVector<CopyPieces, 4> axes;
    for (int i = 0; i < input.rank(); ++i) {
      const int64_t stride = strides[i];
      const int64_t stay = input.dim(i) - shifts[i];
      CopyPieces pieces;
      pieces.push_back({{{stay, stride, stride}}, 0, shifts[i] * stride});
      if (shifts[i] > 0) {
        pieces.push_back({{{shifts[i], stride, stride}}, stay * stride, 0});
      }
      axes.push_back(pieces);
    }
    return MoveInPieces(dtype, input, axes);
  }
};

const KernelRegistration kRoll = CpuKernel<MoveKernel<RollMover>>("Roll");

}  // namespace
}  // namespace thalweg
