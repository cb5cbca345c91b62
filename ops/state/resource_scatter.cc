#include "thalweg/ops/state/resource_scatter.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/state/declared_variable.h"
#include "thalweg/ops/state/scatter.h"

namespace thalweg {
namespace {

absl::Status ResourceScatterShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(
      const DeclaredVariable variable,
      RequireVariable(context, 0, context.input_dtype(2), "update"));
  return CheckScatter(variable.shape, context.input(1), context.input(2));
}

OpSchema ResourceScatterSchema(const char* name, DTypeSet types,
                               const char* file = __builtin_FILE(),
                               int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("resource", kResource)
      .Input("indices", "Tindices")
      .Input("updates", "dtype")
      .Attr("dtype", types)
      .Attr("Tindices", kIndices)
      .Traits({Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
      .Shape(ResourceScatterShape)
      .NotDifferentiable("writes a variable");
}

const OpRegistration kResourceScatterUpdate =
    ResourceScatterSchema("ResourceScatterUpdate", kAnyType);
const OpRegistration kResourceScatterAdd =
    ResourceScatterSchema("ResourceScatterAdd", kNumbersAndQuantized);
const OpRegistration kResourceScatterSub =
    ResourceScatterSchema("ResourceScatterSub", kNumbersAndQuantized);
const OpRegistration kResourceScatterMul =
    ResourceScatterSchema("ResourceScatterMul", kNumbersAndQuantized);
const OpRegistration kResourceScatterDiv =
    ResourceScatterSchema("ResourceScatterDiv", kNumbersAndQuantized);
const OpRegistration kResourceScatterMin =
    ResourceScatterSchema("ResourceScatterMin", kNumbersAndQuantized);
const OpRegistration kResourceScatterMax =
    ResourceScatterSchema("ResourceScatterMax", kNumbersAndQuantized);

}  // namespace

Operation ResourceScatterUpdate(Input resource, Input indices, Input updates) {
  return Build(kResourceScatterUpdate, {resource, indices, updates});
}

Operation ResourceScatterAdd(Input resource, Input indices, Input updates) {
  return Build(kResourceScatterAdd, {resource, indices, updates});
}

Operation ResourceScatterSub(Input resource, Input indices, Input updates) {
  return Build(kResourceScatterSub, {resource, indices, updates});
}

Operation ResourceScatterMul(Input resource, Input indices, Input updates) {
  return Build(kResourceScatterMul, {resource, indices, updates});
}

Operation ResourceScatterDiv(Input resource, Input indices, Input updates) {
  return Build(kResourceScatterDiv, {resource, indices, updates});
}

Operation ResourceScatterMin(Input resource, Input indices, Input updates) {
  return Build(kResourceScatterMin, {resource, indices, updates});
}

Operation ResourceScatterMax(Input resource, Input indices, Input updates) {
  return Build(kResourceScatterMax, {resource, indices, updates});
}

}  // namespace thalweg
