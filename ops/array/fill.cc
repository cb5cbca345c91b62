#include "thalweg/ops/array/fill.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

absl::Status FillShape(ShapeContext& context) {
  if (!RequireRank(context.input(0), 1).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("dims must represent a vector, got shape ",
                     context.input(0).ToString()));
  }
  if (!RequireRank(context.input(1), 0).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("value must represent a scalar, got shape ",
                     context.input(1).ToString()));
  }
  if (const PartialValue* dims = context.input_value(0)) {
    for (int64_t dim : dims->elements) {
      if (dim < 0 && dim != PartialValue::kUnknown) {
        return absl::InvalidArgumentError(
            absl::StrCat("Dimension ", dim, " must be >= 0"));
      }
    }
  }
  ASSIGN_OR_RETURN(Shape shape, context.input_as_shape(0));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status FillValue(ShapeContext& context) {
  const int64_t size = context.node().output_shape(0).num_elements();
  const PartialValue* element = context.input_value(1);
  if (element == nullptr || size < 0 || size > PartialValue::kMaxElements) {
    return absl::OkStatus();
  }
  PartialValue value;
  value.elements.assign(size, element->elements[0]);
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

absl::Status FillGradient(GradientContext& context) {
  context.set(1, Sum(context.upstream(0).dense()));
  return absl::OkStatus();
}

const OpRegistration kFill = OpSchema("Fill")
                                 .Input("dims", "index_type")
                                 .Input("value", "T")
                                 .Output("output", "T")
                                 .Attr("T", kAnyType)
                                 .Attr("index_type", kIndices, kInt32)
                                 .Shape(FillShape)
                                 .Value(FillValue)
                                 .Gradient(FillGradient);

}  // namespace

Output Fill(At graph, Input dims, Input value) {
  return Build(graph, kFill, {dims, value});
}

}  // namespace thalweg
