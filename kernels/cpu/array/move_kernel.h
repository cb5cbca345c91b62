// MoveKernel: kernels that move the elements of input 0 as further inputs,
// vectors of integers, say: Transpose, Slice, StridedSlice, Tile, BroadcastTo.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {

// What a move does with tensors of one shape.
struct Move {
  Shape output;
  StridedCopy copy;
};

using MoveArguments = absl::InlinedVector<IndexVector, 3>;

// `Mover` is a value that plans the move:
//   static absl::StatusOr<Mover> Create(const KernelInfo& info);
//   absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
//                             const MoveArguments& arguments) const;
// It plans once where shape and arguments are the same in every run.
template <class Mover>
class MoveKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<MoveKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(Mover mover, Mover::Create(info));
    auto kernel = std::make_unique<MoveKernel>(info, std::move(mover));
    RETURN_IF_ERROR(kernel->PlanAhead(info));
    return kernel;
  }
  MoveKernel(const KernelInfo& info, Mover mover) : mover_(std::move(mover)) {
    for (const ArgSpec& argument : info.node().op().inputs()) {
      names_.push_back(argument.name);
    }
  }

  absl::Status Compute(KernelContext& context) const override {
    if (move_.has_value()) return Run(*move_, context);
    std::vector<const Tensor*> arguments;
    for (int i = 1; i < context.num_inputs(); ++i) {
      arguments.push_back(&context.input(i));
    }
    ASSIGN_OR_RETURN(
        const Move move,
        Plan(context.input(0).dtype(), context.input(0).shape(), arguments));
    return Run(move, context);
  }

 private:
  absl::Status PlanAhead(const KernelInfo& info) {
    if (!info.input_shape(0).IsFullyDefined()) return absl::OkStatus();
    std::vector<const Tensor*> arguments;
    for (int i = 1; i < info.num_inputs(); ++i) {
      if (info.constant(i) == nullptr) return absl::OkStatus();
      arguments.push_back(info.constant(i));
    }
    ASSIGN_OR_RETURN(move_,
                     Plan(info.input_dtype(0), info.input_shape(0), arguments));
    return absl::OkStatus();
  }

  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            const std::vector<const Tensor*>& tensors) const {
    MoveArguments arguments;
    for (size_t i = 0; i < tensors.size(); ++i) {
      ASSIGN_OR_RETURN(IndexVector argument,
                       ReadIndexVector(*tensors[i], names_[i + 1].c_str()));
      arguments.push_back(std::move(argument));
    }
    return mover_.Plan(dtype, input, arguments);
  }

  static absl::Status Run(const Move& move, KernelContext& context) {
    if (!context.wanted(0)) return absl::OkStatus();
    const Tensor& input = context.input(0);
    if (!context.planned(0) && move.copy.is_plain() &&
        move.copy.num_elements() == input.num_elements()) {
      return context.SetOutput(0, input.Reshaped(move.output));
    }
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, move.output));
    move.copy.Run(context, input.raw(), output->mutable_raw());
    return absl::OkStatus();
  }

  const Mover mover_;
  std::vector<std::string> names_;
  std::optional<Move> move_;
};

}  // namespace thalweg
