// Split and SplitV on the CPU.
#include "thalweg/ops/array/split.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/node.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

struct Parts {
  std::vector<Shape> shapes;
  std::vector<StridedCopy> copies;  // One for each.
};

Parts PlanParts(DType dtype, const Shape& value, int64_t split_dim,
                std::vector<Shape> shapes) {
  const int rank = value.rank();
  const int axis =
      static_cast<int>(split_dim < 0 ? split_dim + rank : split_dim);
  const int64_t outer = value.Slice(0, axis).num_elements();
  const int64_t inner = value.Slice(axis + 1, rank).num_elements();
  const int64_t row = value.dim(axis) * inner;
  Parts parts;
  parts.copies.reserve(shapes.size());
  int64_t offset = 0;
  for (const Shape& shape : shapes) {
    const int64_t part = shape.dim(axis) * inner;
    const CopyAxis axes[] = {{outer, row, part}, {part, 1, 1}};
    parts.copies.emplace_back(dtype, axes, offset, 0);
    offset += part;
  }
  parts.shapes = std::move(shapes);
  return parts;
}

// Where an op has its inputs.
struct SplitInputs {
  int value;
  int sizes;  // -1: all parts have the same.
  int split_dim;
};

class SplitKernel : public Kernel {
 public:
  SplitKernel(const KernelInfo& info, SplitInputs inputs)
      : inputs_(inputs), dtype_(info.input_dtype(inputs.value)) {}

  absl::Status Compute(KernelContext& context) const final {
    if (parts_.has_value()) return Run(*parts_, context);
    const Tensor* sizes =
        inputs_.sizes < 0 ? nullptr : &context.input(inputs_.sizes);
    ASSIGN_OR_RETURN(
        const Parts parts,
        Plan(context.input(inputs_.value).shape(), sizes,
             context.input(inputs_.split_dim), context.num_outputs()));
    return Run(parts, context);
  }

 protected:
  // Where value's shape and the other inputs are the same in every run.
  absl::Status PlanAhead(const KernelInfo& info) {
    const Tensor* sizes =
        inputs_.sizes < 0 ? nullptr : info.constant(inputs_.sizes);
    const Tensor* split_dim = info.constant(inputs_.split_dim);
    if (!info.input_shape(inputs_.value).IsFullyDefined() ||
        split_dim == nullptr || (sizes == nullptr && inputs_.sizes >= 0)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(parts_, Plan(info.input_shape(inputs_.value), sizes,
                                  *split_dim, info.num_outputs()));
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<Parts> Plan(const Shape& value, const Tensor* sizes,
                             const Tensor& split_dim, int64_t count) const {
    if (split_dim.rank() != 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "split_dim must be a scalar but has rank ", split_dim.rank()));
    }
    const int64_t axis = split_dim.scalar<int32_t>();
    if (sizes == nullptr) {
      ASSIGN_OR_RETURN(std::vector<Shape> shapes,
                       SplitShapes(value, axis, count));
      return PlanParts(dtype_, value, axis, std::move(shapes));
    }
    if (sizes->rank() != 1 || sizes->num_elements() != count) {
      return absl::InvalidArgumentError(absl::StrCat(
          "size of the split_tensor must be 1-D and have the same elements "
          "as outputs got ",
          sizes->rank(), " -D and ", sizes->num_elements(), " elements"));
    }
    std::vector<int64_t> elements(count);
    ReadIndexRange(*sizes, 0, absl::MakeSpan(elements));
    for (int64_t& size : elements) {
      if (size == PartialValue::kUnknown) ++size;  // As bad a size.
    }
    ASSIGN_OR_RETURN(std::vector<Shape> shapes,
                     SplitShapes(value, axis, elements));
    return PlanParts(dtype_, value, axis, std::move(shapes));
  }

  absl::Status Run(const Parts& parts, KernelContext& context) const {
    const Tensor& value = context.input(inputs_.value);
    for (int i = 0; i < context.num_outputs(); ++i) {
      if (!context.wanted(i)) continue;
      if (context.num_outputs() == 1 && !context.planned(i)) {
        return context.SetOutput(i, value);
      }
      ASSIGN_OR_RETURN(Tensor * output, context.Output(i, parts.shapes[i]));
      parts.copies[i].Run(context, value.raw(), output->mutable_raw());
    }
    return absl::OkStatus();
  }

  const SplitInputs inputs_;
  const DType dtype_;
  std::optional<Parts> parts_;
};

template <int value, int sizes, int split_dim>
class SplitOf final : public SplitKernel {
 public:
  static absl::StatusOr<std::unique_ptr<SplitOf>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<SplitOf>(info);
    RETURN_IF_ERROR(kernel->PlanAhead(info));
    return kernel;
  }
  explicit SplitOf(const KernelInfo& info)
      : SplitKernel(info, {value, sizes, split_dim}) {}
};

const KernelRegistration kSplit = CpuKernel<SplitOf<1, -1, 0>>("Split");
const KernelRegistration kSplitV = CpuKernel<SplitOf<0, 1, 2>>("SplitV");

}  // namespace
}  // namespace thalweg
