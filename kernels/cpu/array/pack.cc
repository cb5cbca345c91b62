// Pack and Unpack on the CPU.
#include "thalweg/ops/array/pack.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// `count` parts of a stacked tensor: part n of row o is at n * inner.
struct Stack {
  Shape stacked;
  Shape part;
  std::vector<StridedCopy> copies;  // One for each part.
};

// The axes of the copies from stack to parts, or from parts to stack.
Stack PlanStack(DType dtype, Shape stacked, Shape part, int axis,
                bool to_parts) {
  const int64_t count = stacked.dim(axis);
  const int64_t outer = part.Slice(0, axis).num_elements();
  const int64_t inner = part.Slice(axis, part.rank()).num_elements();
  Stack stack = {std::move(stacked), std::move(part), {}};
  stack.copies.reserve(count);
  for (int64_t n = 0; n < count; ++n) {
    if (to_parts) {
      const CopyAxis axes[] = {{outer, count * inner, inner}, {inner, 1, 1}};
      stack.copies.emplace_back(dtype, axes, n * inner, 0);
    } else {
      const CopyAxis axes[] = {{outer, inner, count * inner}, {inner, 1, 1}};
      stack.copies.emplace_back(dtype, axes, 0, n * inner);
    }
  }
  return stack;
}

class PackKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<PackKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const PackAttrs attrs, info.attrs<PackAttrs>());
    auto kernel = std::make_unique<PackKernel>(attrs, info.output_dtype(0));
    if (info.has_static_shapes()) {
      ASSIGN_OR_RETURN(kernel->stack_,
                       kernel->Plan(info.input_shape(0), info.num_inputs()));
    }
    return kernel;
  }
  PackKernel(PackAttrs attrs, DType dtype) : attrs_(attrs), dtype_(dtype) {}

  absl::Status Compute(KernelContext& context) const override {
    if (stack_.has_value()) return Run(*stack_, context);
    const Shape& first = context.input(0).shape();
    for (int i = 1; i < context.num_inputs(); ++i) {
      if (context.input(i).shape() == first) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("Shapes of all inputs must match: values[0].shape = ",
                       first.ToString(), " != values[", i,
                       "].shape = ", context.input(i).shape().ToString()));
    }
    ASSIGN_OR_RETURN(const Stack stack, Plan(first, context.num_inputs()));
    return Run(stack, context);
  }

 private:
  absl::StatusOr<Stack> Plan(const Shape& part, int count) const {
    ASSIGN_OR_RETURN(Shape stacked, PackedShape(part, count, attrs_.axis));
    const int64_t rank = stacked.rank();
    const int64_t axis = attrs_.axis < 0 ? attrs_.axis + rank : attrs_.axis;
    return PlanStack(dtype_, std::move(stacked), part, static_cast<int>(axis),
                     /*to_parts=*/false);
  }

  static absl::Status Run(const Stack& stack, KernelContext& context) {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, stack.stacked));
    for (int i = 0; i < static_cast<int>(stack.copies.size()); ++i) {
      stack.copies[i].Run(context, context.input(i).raw(),
                          output->mutable_raw());
    }
    return absl::OkStatus();
  }

  const PackAttrs attrs_;
  const DType dtype_;
  std::optional<Stack> stack_;
};

const KernelRegistration kPack = CpuKernel<PackKernel>("Pack");

class UnpackKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<UnpackKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const UnpackAttrs attrs, info.attrs<UnpackAttrs>());
    auto kernel = std::make_unique<UnpackKernel>(attrs, info.input_dtype(0));
    if (info.has_static_shapes()) {
      ASSIGN_OR_RETURN(kernel->stack_,
                       kernel->Plan(info.input_shape(0), info.num_outputs()));
    }
    return kernel;
  }
  UnpackKernel(UnpackAttrs attrs, DType dtype) : attrs_(attrs), dtype_(dtype) {}

  absl::Status Compute(KernelContext& context) const override {
    if (stack_.has_value()) return Run(*stack_, context);
    ASSIGN_OR_RETURN(const Stack stack,
                     Plan(context.input(0).shape(), context.num_outputs()));
    return Run(stack, context);
  }

 private:
  absl::StatusOr<Stack> Plan(const Shape& stacked, int count) const {
    ASSIGN_OR_RETURN(Shape part, UnpackedShape(stacked, count, attrs_.axis));
    const int64_t rank = stacked.rank();
    const int64_t axis = attrs_.axis < 0 ? attrs_.axis + rank : attrs_.axis;
    return PlanStack(dtype_, stacked, std::move(part), static_cast<int>(axis),
                     /*to_parts=*/true);
  }

  static absl::Status Run(const Stack& stack, KernelContext& context) {
    for (int i = 0; i < static_cast<int>(stack.copies.size()); ++i) {
      if (!context.wanted(i)) continue;
      ASSIGN_OR_RETURN(Tensor * output, context.Output(i, stack.part));
      stack.copies[i].Run(context, context.input(0).raw(),
                          output->mutable_raw());
    }
    return absl::OkStatus();
  }

  const UnpackAttrs attrs_;
  const DType dtype_;
  std::optional<Stack> stack_;
};

const KernelRegistration kUnpack = CpuKernel<UnpackKernel>("Unpack");

}  // namespace
}  // namespace thalweg
