// BroadcastTo on the CPU.
#include "thalweg/ops/array/broadcast_to.h"

#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

struct BroadcastToMover {
  static absl::StatusOr<BroadcastToMover> Create(const KernelInfo&) {
    return BroadcastToMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            const MoveArguments& arguments) const {
    Move move;
    ASSIGN_OR_RETURN(move.output, Shape::Make(arguments[0]));
    if (!move.output.IsFullyDefined()) {
      return absl::InvalidArgumentError(
          "shape must not have negative dimensions, got " +
          move.output.ToString());
    }
    RETURN_IF_ERROR(CheckBroadcastTo(input, move.output));
    const Shape::Dims from = ContiguousStrides(input);
    const Shape::Dims to = ContiguousStrides(move.output);
    const int missing = move.output.rank() - input.rank();
    absl::InlinedVector<CopyAxis, 4> axes;
    for (int i = 0; i < move.output.rank(); ++i) {
      const bool repeated = i < missing || input.dim(i - missing) == 1;
      axes.push_back(
          {move.output.dim(i), repeated ? 0 : from[i - missing], to[i]});
    }
    move.copy = StridedCopy(dtype, axes);
    return move;
  }
};

const KernelRegistration kBroadcastTo =
    CpuKernel<MoveKernel<BroadcastToMover>>("BroadcastTo");

}  // namespace
}  // namespace thalweg
