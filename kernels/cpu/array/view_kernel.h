// ViewKernel: input 0's elements in another shape.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/pass_through.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {

// `View` is a value that knows the new shape:
//   static absl::StatusOr<View> Create(const KernelInfo& info);
//   absl::StatusOr<Shape> OutputShape(const KernelContext& context) const;
// A planned output lies where the input does, or is copied to; any other
// shares the input's buffer.
template <class View>
class ViewKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ViewKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(View view, View::Create(info));
    return std::make_unique<ViewKernel>(std::move(view));
  }
  explicit ViewKernel(View view) : view_(std::move(view)) {}

  absl::Status Compute(KernelContext& context) const override {
    // A planned shape was inferred from what OutputShape would read.
    if (CopyToPlanned(context.input(0), context)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Shape shape, view_.OutputShape(context));
    return context.SetOutput(0, context.input(0).Reshaped(shape));
  }

 private:
  const View view_;
};

}  // namespace thalweg
