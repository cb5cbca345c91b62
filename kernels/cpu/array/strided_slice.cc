// StridedSlice and StridedSliceGrad on the CPU.
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

// Zeros, then dy's elements where they were read.
class StridedSliceGradKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<StridedSliceGradKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<StridedSliceAttrs>());
    ASSIGN_OR_RETURN(Tensor zero, Tensor::Zeros(info.input_dtype(4), Shape()));
    auto kernel =
        std::make_unique<StridedSliceGradKernel>(attrs, std::move(zero));
    absl::InlinedVector<const Tensor*, 4> constants;
    for (int i = 0; i < 4; ++i) constants.push_back(info.constant(i));
    if (info.input_shape(4).IsFullyDefined() &&
        !absl::c_linear_search(constants, nullptr)) {
      ASSIGN_OR_RETURN(kernel->move_,
                       kernel->Plan(info.input_shape(4), constants));
    }
    return kernel;
  }
  StridedSliceGradKernel(StridedSliceAttrs attrs, Tensor zero)
      : attrs_(attrs), zero_(std::move(zero)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (move_.has_value()) return Run(*move_, context);
    absl::InlinedVector<const Tensor*, 4> arguments;
    for (int i = 0; i < 4; ++i) arguments.push_back(&context.input(i));
    ASSIGN_OR_RETURN(const Move move,
                     Plan(context.input(4).shape(), arguments));
    return Run(move, context);
  }

 private:
  absl::StatusOr<Move> Plan(const Shape& dy,
                            absl::Span<const Tensor* const> tensors) const {
    static constexpr const char* kNames[] = {"shape", "begin", "end",
                                             "strides"};
    MoveArguments arguments;
    for (int i = 0; i < 4; ++i) {
      ASSIGN_OR_RETURN(IndexVector argument,
                       ReadIndexVector(*tensors[i], kNames[i]));
      arguments.push_back(std::move(argument));
    }
    Move move;
    ASSIGN_OR_RETURN(move.output, Shape::Make(arguments[0]));
    if (!move.output.IsFullyDefined()) {
      return absl::InvalidArgumentError(
          absl::StrCat("shape must not have negative dimensions, got ",
                       move.output.ToString()));
    }
    ASSIGN_OR_RETURN(
        const StridedSliceExtent extent,
        ExtentOf(move.output, absl::MakeSpan(arguments).subspan(1), attrs_));
    if (dy != extent.output) {
      return absl::InvalidArgumentError(
          absl::StrCat("shape of dy was ", dy.ToString(), " instead of ",
                       extent.output.ToString()));
    }
    const StridedWalk walk(move.output, extent, /*shape_is_from=*/false);
    move.copy = StridedCopy(zero_.dtype(), walk.axes, 0, walk.offset);
    return move;
  }

  absl::Status Run(const Move& move, KernelContext& context) const {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, move.output));
    if (move.copy.num_elements() != output->num_elements()) {
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
    CpuKernel<StridedSliceGradKernel>("StridedSliceGrad");

}  // namespace
}  // namespace thalweg
