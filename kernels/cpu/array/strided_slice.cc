// StridedSlice, StridedSliceGrad and TensorStridedSliceUpdate on the CPU.
#include "thalweg/ops/array/strided_slice.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/move_kernel.h"
#include "thalweg/ops/array/strided_slice_extent.h"

namespace thalweg {
namespace {

absl::StatusOr<StridedSliceExtent> ExtentOf(
    const Shape& shape, absl::Span<const IndexVector> indices,
    const StridedSliceAttrs& attrs) {
  if (indices[0].size() != indices[1].size() ||
      indices[0].size() != indices[2].size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected begin, end, and strides to be 1D equal size tensors, but "
        "got shapes [",
        indices[0].size(), "], [", indices[1].size(), "], and [",
        indices[2].size(), "] instead."));
  }
  return ResolveStridedSlice(shape, {indices[0], indices[1], indices[2]},
                             attrs);
}

// The axes that lead through a tensor of this shape (as `from`, or as `to` for
// the gradient) and in C order through what is read of it.
struct StridedWalk {
  StridedWalk(const Shape& shape, const StridedSliceExtent& extent,
              bool shape_is_from) {
    const Shape::Dims whole = ContiguousStrides(shape);
    const Shape::Dims part = ContiguousStrides(Shape(extent.size));
    for (int i = 0; i < shape.rank(); ++i) {
      // Of one position the stride may be as large as int64.
      const int64_t stride =
          extent.size[i] > 1 ? whole[i] * extent.stride[i] : 0;
      axes.push_back(shape_is_from ? CopyAxis{extent.size[i], stride, part[i]}
                                   : CopyAxis{extent.size[i], part[i], stride});
      offset += extent.begin[i] * whole[i];
    }
  }
  absl::InlinedVector<CopyAxis, 4> axes;
  int64_t offset = 0;
};

struct StridedSliceMover {
  static absl::StatusOr<StridedSliceMover> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<StridedSliceAttrs>());
    return StridedSliceMover{attrs};
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            const MoveArguments& arguments) const {
    ASSIGN_OR_RETURN(StridedSliceExtent extent,
                     ExtentOf(input, arguments, attrs));
    const StridedWalk walk(input, extent, /*shape_is_from=*/true);
    Move move;
    move.copy = StridedCopy(dtype, walk.axes, walk.offset);
    move.output = std::move(extent.output);
    return move;
  }
  StridedSliceAttrs attrs;
};

const KernelRegistration kStridedSlice =
    CpuKernel<MoveKernel<StridedSliceMover>>("StridedSlice");

// Input 4 written where a slice would read: over zeros of the shape that input
// 0 gives, or (`update`) over input 0 itself.
template <bool update>
class SliceWriteKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<SliceWriteKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<StridedSliceAttrs>());
    ASSIGN_OR_RETURN(Tensor zero, Tensor::Zeros(info.input_dtype(4), Shape()));
    auto kernel = std::make_unique<SliceWriteKernel>(attrs, std::move(zero));
    absl::InlinedVector<const Tensor*, 4> constants;
    for (int i = 0; i < 4; ++i) constants.push_back(info.constant(i));
    const auto arguments = absl::MakeSpan(constants).subspan(update ? 1 : 0);
    if (info.input_shape(4).IsFullyDefined() &&
        (!update || info.input_shape(0).IsFullyDefined()) &&
        !absl::c_linear_search(arguments, nullptr)) {
      ASSIGN_OR_RETURN(
          kernel->move_,
          kernel->Plan(info.input_shape(0), info.input_shape(4), constants));
    }
    return kernel;
  }
  SliceWriteKernel(StridedSliceAttrs attrs, Tensor zero)
      : attrs_(attrs), zero_(std::move(zero)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (move_.has_value()) return Run(*move_, context);
    absl::InlinedVector<const Tensor*, 4> arguments;
    for (int i = 0; i < 4; ++i) arguments.push_back(&context.input(i));
    ASSIGN_OR_RETURN(
        const Move move,
        Plan(context.input(0).shape(), context.input(4).shape(), arguments));
    return Run(move, context);
  }

 private:
  // The shape of the result.
  static absl::StatusOr<Shape> OutputShape(const Shape& input,
                                           const Tensor* spelled) {
    if (update) return input;
    ASSIGN_OR_RETURN(const IndexVector dims,
                     ReadIndexVector(*spelled, "shape"));
    ASSIGN_OR_RETURN(Shape shape, Shape::Make(dims));
    if (!shape.IsFullyDefined()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "shape must not have negative dimensions, got ", shape.ToString()));
    }
    return shape;
  }

  static absl::Status CheckWritten(const Shape& extent, const Shape& written) {
    if (update) return CheckSliceUpdate(extent, written);
    if (written == extent) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("shape of dy was ", written.ToString(), " instead of ",
                     extent.ToString()));
  }

  absl::StatusOr<Move> Plan(const Shape& input, const Shape& written,
                            absl::Span<const Tensor* const> tensors) const {
    static constexpr const char* kNames[] = {"begin", "end", "strides"};
    MoveArguments arguments;
    for (int i = 0; i < 3; ++i) {
      ASSIGN_OR_RETURN(IndexVector argument,
                       ReadIndexVector(*tensors[i + 1], kNames[i]));
      arguments.push_back(std::move(argument));
    }
    Move move;
    ASSIGN_OR_RETURN(move.output, OutputShape(input, tensors[0]));
    ASSIGN_OR_RETURN(const StridedSliceExtent extent,
                     ExtentOf(move.output, arguments, attrs_));
    RETURN_IF_ERROR(CheckWritten(extent.output, written));
    const StridedWalk walk(move.output, extent, /*shape_is_from=*/false);
    move.copy = StridedCopy(zero_.dtype(), walk.axes, 0, walk.offset);
    return move;
  }

  absl::Status Run(const Move& move, KernelContext& context) const {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, move.output));
    const Tensor& input = context.input(0);
    if (update && input.raw() != output->raw()) {
      CopyElements(input, *output);
    } else if (!update && move.copy.num_elements() != output->num_elements()) {
      FillElements(context, zero_.dtype(), zero_.raw(), output->num_elements(),
                   output->mutable_raw());
    }
    move.copy.Run(context, context.input(4).raw(), output->mutable_raw());
    return absl::OkStatus();
  }

  const StridedSliceAttrs attrs_;
  const Tensor zero_;
  std::optional<Move> move_;
};

const KernelRegistration kStridedSliceGrad =
    CpuKernel<SliceWriteKernel<false>>("StridedSliceGrad");
const KernelRegistration kTensorStridedSliceUpdate =
    CpuKernel<SliceWriteKernel<true>>("TensorStridedSliceUpdate");

}  // namespace
}  // namespace thalweg
