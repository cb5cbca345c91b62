// ViewKernel: input 0's elements in another shape.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/pass_through.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {

// `View` is a value that knows the new shape:
//   static absl::StatusOr<View> Create(const KernelInfo& info);
//   absl::StatusOr<Shape> OutputShape(
//       const Shape& input, absl::Span<const Tensor* const> arguments) const;
// The arguments are the inputs after the first. A planned output lies where
// the input does, or is copied to; any other shares the input's buffer.
template <class View>
class ViewKernel final : public Kernel {
 public:
  using Arguments = absl::InlinedVector<const Tensor*, 2>;

  static absl::StatusOr<std::unique_ptr<ViewKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(View view, View::Create(info));
    auto kernel = std::make_unique<ViewKernel>(std::move(view));
    if (!info.input_shape(0).IsFullyDefined()) return kernel;
    Arguments arguments;
    for (int i = 1; i < info.num_inputs(); ++i) {
      if (info.constant(i) == nullptr) return kernel;
      arguments.push_back(info.constant(i));
    }
    ASSIGN_OR_RETURN(kernel->shape_,
                     kernel->view_.OutputShape(info.input_shape(0), arguments));
    return kernel;
  }
  explicit ViewKernel(View view) : view_(std::move(view)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (shape_.has_value()) return Run(*shape_, context);
    Arguments arguments;
    for (int i = 1; i < context.num_inputs(); ++i) {
      arguments.push_back(&context.input(i));
    }
    // Checked for planned outputs too: a shape inferred from the number of
    // elements need not be the one that is asked for.
    ASSIGN_OR_RETURN(const Shape shape,
                     view_.OutputShape(context.input(0).shape(), arguments));
    return Run(shape, context);
  }

 private:
  static absl::Status Run(const Shape& shape, KernelContext& context) {
    if (CopyToPlanned(context.input(0), context)) return absl::OkStatus();
    return context.SetOutput(0, context.input(0).Reshaped(shape));
  }

  const View view_;
  // Set where it is the same in every run.
  std::optional<Shape> shape_;
};

}  // namespace thalweg
