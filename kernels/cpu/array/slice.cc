// Slice on the CPU.
#include "thalweg/ops/array/slice.h"

#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

struct SliceMover {
  static absl::StatusOr<SliceMover> Create(const KernelInfo&) {
    return SliceMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            const MoveArguments& arguments) const {
    const IndexVector& begin = arguments[0];
    Move move;
    ASSIGN_OR_RETURN(move.output, SlicedShape(input, begin, arguments[1]));
    const Shape::Dims from = ContiguousStrides(input);
    const Shape::Dims to = ContiguousStrides(move.output);
    absl::InlinedVector<CopyAxis, 4> axes;
    int64_t offset = 0;
    for (int i = 0; i < input.rank(); ++i) {
      axes.push_back({move.output.dim(i), from[i], to[i]});
      offset += begin[i] * from[i];
    }
    move.copy = StridedCopy(dtype, axes, offset);
    return move;
  }
};

const KernelRegistration kSlice = CpuKernel<MoveKernel<SliceMover>>("Slice");

}  // namespace
}  // namespace thalweg
