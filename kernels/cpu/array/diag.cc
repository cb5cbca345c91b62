// Diag and DiagPart on the CPU.
#include "thalweg/ops/array/diag.h"

#include <utility>

#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

struct DiagMover {
  static absl::StatusOr<DiagMover> Create(const KernelInfo&) {
    return DiagMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors) const {
    Move move;
    ASSIGN_OR_RETURN(move.output, DiagShape(input));
    const int64_t size = input.num_elements();
    move.copy = StridedCopy(dtype, {{size, 1, size + 1}});
    move.zeros = true;
    return move;
  }
};

struct DiagPartMover {
  static absl::StatusOr<DiagPartMover> Create(const KernelInfo&) {
    return DiagPartMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors) const {
    Move move;
    ASSIGN_OR_RETURN(move.output, DiagPartShape(input));
    const int64_t size = move.output.num_elements();
    move.copy = StridedCopy(dtype, {{size, size + 1, 1}});
    return move;
  }
};

const KernelRegistration kDiag = CpuKernel<MoveKernel<DiagMover>>("Diag");
const KernelRegistration kDiagPart =
    CpuKernel<MoveKernel<DiagPartMover>>("DiagPart");

}  // namespace
}  // namespace thalweg
