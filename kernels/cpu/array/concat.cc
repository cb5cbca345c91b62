// Concat, ParallelConcat and ConcatOffset on the CPU.
#include "thalweg/ops/array/concat.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

struct Joining {
  Shape output;
  std::vector<StridedCopy> copies;  // One for each of the values.
};

absl::StatusOr<Joining> PlanConcat(DType dtype,
                                   absl::Span<const Shape* const> shapes,
                                   int64_t axis) {
  Joining joining;
  ASSIGN_OR_RETURN(joining.output, ConcatenatedShape(shapes, axis));
  const Shape& output = joining.output;
  const int rank = output.rank();
  const int at = static_cast<int>(axis < 0 ? axis + rank : axis);
  const int64_t outer = output.Slice(0, at).num_elements();
  const int64_t inner = output.Slice(at + 1, rank).num_elements();
  const int64_t row = output.dim(at) * inner;
  int64_t offset = 0;
  joining.copies.reserve(shapes.size());
  for (const Shape* shape : shapes) {
    const int64_t part = shape->dim(at) * inner;
    const CopyAxis axes[] = {{outer, part, row}, {part, 1, 1}};
    joining.copies.emplace_back(dtype, axes, 0, offset);
    offset += part;
  }
  return joining;
}

absl::StatusOr<int64_t> ReadAxis(const Tensor& axis) {
  if (axis.rank() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis tensor should be a scalar integer, but got shape ",
                     axis.shape().ToString()));
  }
  return ReadIndex(axis, "axis");
}

// Joins `count` inputs from `first` on.
class ConcatKernel : public Kernel {
 public:
  ConcatKernel(const KernelInfo& info, int first, int count)
      : dtype_(info.output_dtype(0)), first_(first), count_(count) {}

  absl::Status Compute(KernelContext& context) const final {
    if (joining_.has_value()) return Run(*joining_, context);
    std::vector<const Shape*> shapes;
    for (int i = 0; i < count_; ++i) {
      shapes.push_back(&context.input(first_ + i).shape());
    }
    ASSIGN_OR_RETURN(const int64_t axis, Axis(context));
    ASSIGN_OR_RETURN(const Joining joining, Plan(shapes, axis));
    return Run(joining, context);
  }

 protected:
  // To be called when the kernel is made, where the axis is known.
  absl::Status PlanAhead(const KernelInfo& info, int64_t axis) {
    if (!info.has_static_shapes()) return absl::OkStatus();
    std::vector<const Shape*> shapes;
    for (int i = 0; i < count_; ++i) {
      shapes.push_back(&info.input_shape(first_ + i));
    }
    ASSIGN_OR_RETURN(joining_, Plan(shapes, axis));
    return absl::OkStatus();
  }

 private:
  virtual absl::StatusOr<int64_t> Axis(const KernelContext& context) const = 0;
  virtual absl::StatusOr<Joining> Plan(absl::Span<const Shape* const> shapes,
                                       int64_t axis) const {
    return PlanConcat(dtype_, shapes, axis);
  }

  absl::Status Run(const Joining& joining, KernelContext& context) const {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, joining.output));
    for (int i = 0; i < count_; ++i) {
      joining.copies[i].Run(context, context.input(first_ + i).raw(),
                            output->mutable_raw());
    }
    return absl::OkStatus();
  }

 protected:
  const DType dtype_;

 private:
  const int first_;
  const int count_;
  std::optional<Joining> joining_;
};

template <bool axis_first>
class ConcatByAxisKernel final : public ConcatKernel {
 public:
  static absl::StatusOr<std::unique_ptr<ConcatByAxisKernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<ConcatByAxisKernel>(info);
    if (const Tensor* constant = info.constant(kernel->axis_)) {
      ASSIGN_OR_RETURN(const int64_t axis, ReadAxis(*constant));
      RETURN_IF_ERROR(kernel->PlanAhead(info, axis));
    }
    return kernel;
  }
  explicit ConcatByAxisKernel(const KernelInfo& info)
      : ConcatKernel(info, axis_first ? 1 : 0, info.num_inputs() - 1),
        axis_(axis_first ? 0 : info.num_inputs() - 1) {}

 private:
  absl::StatusOr<int64_t> Axis(const KernelContext& context) const override {
    return ReadAxis(context.input(axis_));
  }

  const int axis_;
};

const KernelRegistration kConcatV2 =
    CpuKernel<ConcatByAxisKernel<false>>("ConcatV2");
const KernelRegistration kConcat =
    CpuKernel<ConcatByAxisKernel<true>>("Concat");

// Of rows of a known shape.
class ParallelConcatKernel final : public ConcatKernel {
 public:
  static absl::StatusOr<std::unique_ptr<ParallelConcatKernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<ParallelConcatKernel>(info);
    RETURN_IF_ERROR(kernel->PlanAhead(info, 0));
    return kernel;
  }
  explicit ParallelConcatKernel(const KernelInfo& info)
      : ConcatKernel(info, 0, info.num_inputs()),
        output_(info.output_shape(0)) {}

 private:
  absl::StatusOr<int64_t> Axis(const KernelContext&) const override {
    return 0;
  }
  absl::StatusOr<Joining> Plan(absl::Span<const Shape* const> shapes,
                               int64_t axis) const override {
    ASSIGN_OR_RETURN(Joining joining, PlanConcat(dtype_, shapes, axis));
    for (const Shape* shape : shapes) {
      if (shape->dim(0) == 1 && joining.output == output_) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("values must have the shape of a row of ",
                       output_.ToString(), ", got ", shape->ToString()));
    }
    return joining;
  }

  const Shape output_;
};

const KernelRegistration kParallelConcat =
    CpuKernel<ParallelConcatKernel>("ParallelConcat");

template <class T>
class ConcatOffsetKernel final : public Kernel {
 public:
  explicit ConcatOffsetKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const int axis, CheckedAxis(context));
    const Tensor& first = context.input(1);
    T offset = 0;
    for (int n = 0; n < context.num_outputs(); ++n) {
      const Tensor& shape = context.input(n + 1);
      RETURN_IF_ERROR(CheckShape(shape, first, n, axis));
      if (context.wanted(n)) {
        ASSIGN_OR_RETURN(Tensor * output, context.Output(n, first.shape()));
        std::fill_n(output->mutable_data<T>(), output->num_elements(), T{0});
        output->mutable_data<T>()[axis] = offset;
      }
      if (__builtin_add_overflow(offset, shape.data<T>()[axis], &offset)) {
        return absl::InvalidArgumentError(
            absl::StrCat("the sum of dimension ", axis, " is too large"));
      }
    }
    return absl::OkStatus();
  }

 private:
  static absl::StatusOr<int> CheckedAxis(const KernelContext& context) {
    const Tensor& dim = context.input(0);
    if (dim.rank() != 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Concat dim tensor should be a scalar integer, but got shape ",
          dim.shape().ToString()));
    }
    for (int i = 1; i < context.num_inputs(); ++i) {
      if (context.input(i).rank() != 1) {
        return absl::InvalidArgumentError(
            absl::StrCat("input ", i - 1, " should be a vector, but got shape ",
                         context.input(i).shape().ToString()));
      }
    }
    const int64_t rank = context.input(1).num_elements();
    const int64_t axis = dim.scalar<int32_t>();
    if (axis < -rank || axis >= rank) {
      return absl::InvalidArgumentError(
          absl::StrCat("Concat dim is out of range: ", axis, " vs. ", rank));
    }
    return static_cast<int>(axis < 0 ? axis + rank : axis);
  }

  static std::string Brackets(const Tensor& shape) {
    return absl::StrCat("[", absl::StrJoin(shape.flat<T>(), " "), "]");
  }

  static absl::Status CheckShape(const Tensor& shape, const Tensor& first,
                                 int n, int axis) {
    if (shape.num_elements() != first.num_elements()) {
      return absl::InvalidArgumentError(
          absl::StrCat("input ", n, " should contain ", first.num_elements(),
                       " elements, but got ", shape.num_elements()));
    }
    for (int i = 0; i < shape.num_elements(); ++i) {
      if (i == axis || shape.data<T>()[i] == first.data<T>()[i]) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "All dimensions except ", axis, " must match. Input ", n,
          " has shape ", Brackets(shape), " and doesn't match input 0 with ",
          "shape ", Brackets(first), "."));
    }
    return absl::OkStatus();
  }
};

const CpuKernelOf<ConcatOffsetKernel, int32_t, int64_t> kConcatOffset(
    "ConcatOffset", "shape_type");

}  // namespace
}  // namespace thalweg
