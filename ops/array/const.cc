#include "thalweg/ops/array/const.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/literal.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/values.h"

namespace thalweg {
namespace {

absl::Status ConstShape(ShapeContext& context) {
  const auto* value = context.node().attrs().Get<Tensor>("value");
  const auto* dtype = context.node().attrs().Get<DType>("dtype");
  if (value == nullptr || dtype == nullptr) {
    return absl::InvalidArgumentError(
        "needs the attributes value, a tensor, and dtype, a type");
  }
  if (value->dtype() != *dtype) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the tensor in attribute value is ", DTypeName(value->dtype()),
        ", but attribute dtype is ", DTypeName(*dtype)));
  }
  context.set_output(0, value->shape());
  return absl::OkStatus();
}

absl::Status ConstValue(ShapeContext& context) {
  const auto* tensor = context.node().attrs().Get<Tensor>("value");
  if (tensor == nullptr) return absl::OkStatus();
  if (auto value = IntegerElements(*tensor)) {
    context.set_output_value(0, *std::move(value));
  }
  return absl::OkStatus();
}

const OpRegistration kConst = OpSchema("Const")
                                  .Output("output", "dtype")
                                  .Attrs<ConstAttrs>()
                                  .Traits({Trait::kConstant})
                                  .Shape(ConstShape)
                                  .Value(ConstValue)
                                  .NotDifferentiable("depends on nothing");

// The tensor of a literal in the dtype that it has by itself.
Tensor LiteralTensor(const Input& input) {
  const bool real = input.literal_kind() == Input::Literal::kReal;
  if (!real && input.literal_kind() != Input::Literal::kInteger) {
    return input.value();
  }
  absl::StatusOr<Tensor> natural =
      ConvertLiteral(input.value(), real ? kFloat : kInt32);
  return natural.ok() ? *std::move(natural) : input.value();
}

}  // namespace

Output Const(At graph, Tensor value) {
  const DType dtype = value.dtype();
  return Build(graph, kConst, {}, ConstAttrs{std::move(value), dtype});
}

Output Const(At graph, Input value) {
  if (value.literal_kind() == Input::Literal::kNone) {
    Graph target = graph.graph();
    target.Fail(absl::InvalidArgumentError(
        absl::StrCat("Const (", graph.location().ToString(),
                     "): the value must be a literal or a Tensor, got the "
                     "output '",
                     value.output().name(), "'")));
    return Output();
  }
  return Const(graph, LiteralTensor(value));
}

}  // namespace thalweg
