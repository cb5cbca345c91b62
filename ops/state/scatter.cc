#include "thalweg/ops/state/scatter.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status ScatterShape(ShapeContext& context) {
  RETURN_IF_ERROR(
      CheckScatter(context.input(0), context.input(1), context.input(2)));
  context.set_output(0, context.input(0));
  return absl::OkStatus();
}

template <class Attrs>
OpSchema ScatterSchema(const char* name, DTypeSet types,
                       const char* file = __builtin_FILE(),
                       int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .RefInput("ref", "T")
      .Input("indices", "Tindices")
      .Input("updates", "T")
      .RefOutput("output_ref", "T")
      .Attr("T", types)
      .Attr("Tindices", kIndices)
      .Attrs<Attrs>()
      .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
      .Shape(ScatterShape)
      .NotDifferentiable("writes a variable");
}

constexpr DTypeSet kOrdered = kFloating | kIndices;

const OpRegistration kScatterUpdate =
    ScatterSchema<ScatterUpdateAttrs>("ScatterUpdate", kAnyType);
const OpRegistration kScatterAdd =
    ScatterSchema<ScatterAttrs>("ScatterAdd", kNumbersAndQuantized);
const OpRegistration kScatterSub =
    ScatterSchema<ScatterAttrs>("ScatterSub", kNumbersAndQuantized);
const OpRegistration kScatterMul =
    ScatterSchema<ScatterAttrs>("ScatterMul", kNumbersAndQuantized);
const OpRegistration kScatterDiv =
    ScatterSchema<ScatterAttrs>("ScatterDiv", kNumbersAndQuantized);
const OpRegistration kScatterMin =
    ScatterSchema<ScatterAttrs>("ScatterMin", kOrdered);
const OpRegistration kScatterMax =
    ScatterSchema<ScatterAttrs>("ScatterMax", kOrdered);

}  // namespace

absl::Status CheckScatter(const Shape& variable, const Shape& indices,
                          const Shape& updates) {
  if (variable.has_rank() && variable.rank() == 0) {
    return absl::InvalidArgumentError(
        "params must be at least 1-D, got shape []");
  }
  if (!variable.has_rank() || !indices.has_rank() || !updates.has_rank() ||
      updates.rank() == 0) {
    return absl::OkStatus();
  }
  const Shape expected = indices.Concat(variable.Slice(1, variable.rank()));
  if (expected.IsCompatibleWith(updates)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Must have updates.shape = indices.shape + params.shape[1:] or "
      "updates.shape = [], got updates.shape ",
      updates.ToString(), ", indices.shape ", indices.ToString(),
      ", params.shape ", variable.ToString()));
}

Output ScatterUpdate(Input ref, Input indices, Input updates,
                     ScatterUpdateAttrs attrs) {
  return Build(kScatterUpdate, {ref, indices, updates}, attrs);
}

Output ScatterAdd(Input ref, Input indices, Input updates, ScatterAttrs attrs) {
  return Build(kScatterAdd, {ref, indices, updates}, attrs);
}

Output ScatterSub(Input ref, Input indices, Input updates, ScatterAttrs attrs) {
  return Build(kScatterSub, {ref, indices, updates}, attrs);
}

Output ScatterMul(Input ref, Input indices, Input updates, ScatterAttrs attrs) {
  return Build(kScatterMul, {ref, indices, updates}, attrs);
}

Output ScatterDiv(Input ref, Input indices, Input updates, ScatterAttrs attrs) {
  return Build(kScatterDiv, {ref, indices, updates}, attrs);
}

Output ScatterMin(Input ref, Input indices, Input updates, ScatterAttrs attrs) {
  return Build(kScatterMin, {ref, indices, updates}, attrs);
}

Output ScatterMax(Input ref, Input indices, Input updates, ScatterAttrs attrs) {
  return Build(kScatterMax, {ref, indices, updates}, attrs);
}

}  // namespace thalweg
