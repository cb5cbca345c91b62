// MoveKernel: kernels that move the elements of input 0 as attributes and
// further inputs, which are about axes, say: Transpose, Slice, Reverse, Roll.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/move.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {

// Of vectors.
using MoveArguments = absl::InlinedVector<IndexVector, 3>;
// Of any shape.
using MoveTensors = absl::Span<const Tensor* const>;

// `Mover` is a value that plans the move:
//   static absl::StatusOr<Mover> Create(const KernelInfo& info);
//   absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
//                             const MoveArguments& arguments) const;
// or, where not all arguments are vectors, with MoveTensors. It plans once
// where shape and arguments are the same in every run. It may have
//   static void Finish(const KernelContext& context, Tensor& output);
// to change the elements after the move.
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
    if constexpr (requires { mover_.Plan(dtype, input, MoveTensors()); }) {
      return mover_.Plan(dtype, input, tensors);
    } else {
      return PlanWithVectors(dtype, input, tensors);
    }
  }

  absl::StatusOr<Move> PlanWithVectors(
      DType dtype, const Shape& input,
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
    constexpr bool finishes = requires(Tensor & output) {
      Mover::Finish(context, output);
    };
    const Tensor& input = context.input(0);
    if (!finishes && !context.planned(0) && move.IsView(input)) {
      return context.SetOutput(0, input.Reshaped(move.output));
    }
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, move.output));
    move.Run(context, input, *output);
    if constexpr (finishes) Mover::Finish(context, *output);
    return absl::OkStatus();
  }

  const Mover mover_;
  std::vector<std::string> names_;
  std::optional<Move> move_;
};

}  // namespace thalweg
