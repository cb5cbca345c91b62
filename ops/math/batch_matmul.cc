#include "thalweg/ops/math/batch_matmul.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/flops.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient_args.h"
#include "thalweg/ops/math/product_flops.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

template <bool broadcast>
absl::Status BatchMatMulOutputShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(BatchMatMulAttrs attrs, context.attrs<BatchMatMulAttrs>());
  ASSIGN_OR_RETURN(
      Shape shape,
      BatchMatMulShape(context.input(0), context.input(1), attrs, broadcast));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

struct BatchMatMulGradients {
  Output x, y;
};

// Of arguments with all leading dimensions. The adjoints take care of complex
// numbers.
absl::StatusOr<BatchMatMulGradients> ProductGradients(
    GradientContext& context,
    Output (*product)(Input, Input, BatchMatMulAttrs)) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BatchMatMulAttrs>());
  const Output g = context.upstream(0).dense();
  const Output x = context.input(0), y = context.input(1);
  const bool ax = attrs.adj_x, ay = attrs.adj_y;
  BatchMatMulGradients gradients;
  gradients.x = ax ? product(y, g, {.adj_x = ay, .adj_y = true, .grad_y = true})
                   : product(g, y, {.adj_y = !ay, .grad_x = true});
  gradients.y = ay ? product(g, x, {.adj_x = true, .adj_y = ax, .grad_x = true})
                   : product(x, g, {.adj_x = !ax, .grad_y = true});
  return gradients;
}

absl::Status BatchMatMulV1Gradient(GradientContext& context) {
  ASSIGN_OR_RETURN(BatchMatMulGradients gradients,
                   ProductGradients(context, &BatchMatMulV1));
  context.set(0, gradients.x);
  context.set(1, gradients.y);
  return absl::OkStatus();
}

// True when the static shapes prove that nothing was repeated.
bool EqualLeadingDims(const Shape& x, const Shape& y) {
  if (!x.has_rank() || x.rank() != y.rank()) return false;
  const Shape leading = x.Slice(0, x.rank() - 2);
  return leading.IsFullyDefined() && leading == y.Slice(0, y.rank() - 2);
}

// The leading dimensions of x as a vector.
Output LeadingDims(const Output& shape) {
  return StridedSlice(shape, {0}, {-2}, {1});
}

// Of the dtype that one of the arguments has, the other being integers.
Output FloatingProduct(Input x, Input y, BatchMatMulAttrs attrs) {
  const DType dtype = y.output().dtype();
  const bool is_y = (kFloating | kComplex).contains(dtype);
  return BatchMatMulV3(x, y, is_y ? dtype : x.output().dtype(), attrs);
}

// Sums the gradients over the leading dimensions that were repeated.
void SumToInputs(GradientContext& context, BatchMatMulGradients& gradients) {
  const Output x = context.input(0), y = context.input(1);
  if (EqualLeadingDims(x.shape(), y.shape())) return;
  const Output x_shape = ShapeOf(x), y_shape = ShapeOf(y);
  const Operation repeated =
      BroadcastGradientArgs(LeadingDims(x_shape), LeadingDims(y_shape));
  gradients.x = Reshape(Sum(gradients.x, repeated[0]), x_shape);
  gradients.y = Reshape(Sum(gradients.y, repeated[1]), y_shape);
}

absl::Status BatchMatMulGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(BatchMatMulGradients gradients,
                   ProductGradients(context, &BatchMatMul));
  SumToInputs(context, gradients);
  context.set(0, gradients.x);
  context.set(1, gradients.y);
  return absl::OkStatus();
}

absl::Status BatchMatMulV3Gradient(GradientContext& context) {
  const DType dtype = context.output().dtype();
  ASSIGN_OR_RETURN(BatchMatMulGradients gradients,
                   ProductGradients(context, &FloatingProduct));
  SumToInputs(context, gradients);
  if (context.input(0).dtype() == dtype) context.set(0, gradients.x);
  if (context.input(1).dtype() == dtype) context.set(1, gradients.y);
  return absl::OkStatus();
}

const OpRegistration kBatchMatMulV2 = OpSchema("BatchMatMulV2")
                                          .Input("x", "T")
                                          .Input("y", "T")
                                          .Output("output", "T")
                                          .Attr("T", kNumbers.Without(kInt8))
                                          .Attrs<BatchMatMulAttrs>()
                                          .Shape(BatchMatMulOutputShape<true>)
                                          .Gradient(BatchMatMulGradient);
const FlopsRegistration kBatchMatMulV2Flops(kBatchMatMulV2, ProductFlops);

constexpr DTypeSet kProductTypes =
    kFloating | kComplex | DTypeSet{kInt16, kInt32, kInt64};

const OpRegistration kBatchMatMulV3 =
    OpSchema("BatchMatMulV3")
        .Input("x", "Ta")
        .Input("y", "Tb")
        .Output("output", "Tout")
        .Attr("Ta", kProductTypes | DTypeSet{kInt8, kUint8})
        .Attr("Tb", kProductTypes | DTypeSet{kInt8, kUint8})
        .Attrs<BatchMatMulV3Attrs>()
        .Allowed("Tout", kProductTypes)
        .Shape(BatchMatMulOutputShape<true>)
        .Gradient(BatchMatMulV3Gradient);
const FlopsRegistration kBatchMatMulV3Flops(kBatchMatMulV3, ProductFlops);

const OpRegistration kBatchMatMulV1 =
    OpSchema("BatchMatMul")
        .Input("x", "T")
        .Input("y", "T")
        .Output("output", "T")
        .Attr("T", kFloating | kComplex | DTypeSet{kInt32, kInt64})
        .Attrs<BatchMatMulAttrs>()
        .Shape(BatchMatMulOutputShape<false>)
        .Gradient(BatchMatMulV1Gradient);
const FlopsRegistration kBatchMatMulV1Flops(kBatchMatMulV1, ProductFlops);

absl::Status CheckMatrices(const Shape& shape, int input) {
  if (!shape.has_rank() || shape.rank() >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("In[", input, "] ndims must be >= 2: ", shape.rank()));
}

absl::Status IncompatibleSizes(const Shape& x, const Shape& y) {
  return absl::InvalidArgumentError(
      absl::StrCat("Matrix size-incompatible: In[0]: ", x.ToString(),
                   ", In[1]: ", y.ToString()));
}

absl::StatusOr<Shape> LeadingShape(const Shape& x, const Shape& y,
                                   bool broadcast) {
  const Shape x_leading = x.Slice(0, x.rank() - 2);
  const Shape y_leading = y.Slice(0, y.rank() - 2);
  if (broadcast) {
    absl::StatusOr<Shape> leading = BroadcastShapes(x_leading, y_leading);
    if (leading.ok()) return leading;
    return absl::InvalidArgumentError(absl::StrCat(
        "In[0] and In[1] must have compatible batch dimensions: ", x.ToString(),
        " vs. ", y.ToString()));
  }
  if (x.rank() != y.rank()) {
    return absl::InvalidArgumentError(
        absl::StrCat("In[0] and In[1] has different ndims: ", x.ToString(),
                     " vs. ", y.ToString()));
  }
  for (int i = 0; i < x_leading.rank(); ++i) {
    if (MergeDims(x.dim(i), y.dim(i)).ok()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "In[0].dim(", i, ") and In[1].dim(", i,
        ") must be the same: ", x.ToString(), " vs ", y.ToString()));
  }
  return x_leading.MergeWith(y_leading);
}

}  // namespace

absl::StatusOr<Shape> BatchMatMulShape(const Shape& x, const Shape& y,
                                       const BatchMatMulAttrs& attrs,
                                       bool broadcast) {
  RETURN_IF_ERROR(CheckMatrices(x, 0));
  RETURN_IF_ERROR(CheckMatrices(y, 1));
  if (!x.has_rank() || !y.has_rank()) return Shape::Unknown();
  const int x_row = x.rank() - 2, y_row = y.rank() - 2;
  ASSIGN_OR_RETURN(Shape shape, LeadingShape(x, y, broadcast));
  if (!MergeDims(x.dim(attrs.adj_x ? x_row : x_row + 1),
                 y.dim(attrs.adj_y ? y_row + 1 : y_row))
           .ok()) {
    return IncompatibleSizes(x, y);
  }
  shape.AddDim(x.dim(attrs.adj_x ? x_row + 1 : x_row));
  shape.AddDim(y.dim(attrs.adj_y ? y_row : y_row + 1));
  return Shape::Make(shape.dims());
}

Output BatchMatMul(Input x, Input y, BatchMatMulAttrs attrs) {
  return Build(kBatchMatMulV2, {x, y}, attrs);
}

Output BatchMatMulV1(Input x, Input y, BatchMatMulAttrs attrs) {
  return Build(kBatchMatMulV1, {x, y}, attrs);
}

Output BatchMatMulV3(Input x, Input y, DType Tout, BatchMatMulAttrs attrs) {
  return Build(kBatchMatMulV3, {x, y},
               BatchMatMulV3Attrs{Tout, attrs.adj_x, attrs.adj_y, attrs.grad_x,
                                  attrs.grad_y});
}

}  // namespace thalweg
