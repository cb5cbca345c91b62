#include "thalweg/ops/state/scatter_nd_update.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/bad_indices.h"
#include "thalweg/ops/array/scatter_nd.h"
#include "thalweg/ops/state/declared_variable.h"

namespace thalweg {
namespace {

absl::Status CheckScatterNdUpdate(const ShapeContext& context,
                                  const Shape& variable) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  RETURN_IF_ERROR(IgnoresBadIndices(attrs).status());
  return CheckScatterNd(context.input(1), context.input(2), variable);
}

absl::Status ScatterNdUpdateShape(ShapeContext& context) {
  RETURN_IF_ERROR(CheckScatterNdUpdate(context, context.input(0)));
  context.set_output(0, context.input(0));
  return absl::OkStatus();
}

absl::Status ResourceScatterNdUpdateShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(
      const DeclaredVariable variable,
      RequireVariable(context, 0, context.input_dtype(2), "update"));
  return CheckScatterNdUpdate(context, variable.shape);
}

template <class Attrs>
OpSchema ScatterNdSchema(const char* name, DTypeSet types,
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
      .Shape(ScatterNdUpdateShape)
      .NotDifferentiable("writes a variable");
}

OpSchema ResourceScatterNdSchema(const char* name,
                                 const char* file = __builtin_FILE(),
                                 int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("ref", kResource)
      .Input("indices", "Tindices")
      .Input("updates", "T")
      .Attr("T", kAnyType)
      .Attr("Tindices", kIndices)
      .Attrs<ScatterNdUpdateAttrs>()
      .Traits({Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
      .Shape(ResourceScatterNdUpdateShape)
      .NotDifferentiable("writes a variable");
}

const OpRegistration kScatterNdUpdate =
    ScatterNdSchema<ScatterNdUpdateAttrs>("ScatterNdUpdate", kAnyType);
const OpRegistration kResourceScatterNdUpdate =
    ResourceScatterNdSchema("ResourceScatterNdUpdate");
const OpRegistration kScatterNdAdd =
    ScatterNdSchema<ScatterNdAttrs>("ScatterNdAdd", kNumbersAndQuantized);
const OpRegistration kResourceScatterNdAdd =
    ResourceScatterNdSchema("ResourceScatterNdAdd");
const OpRegistration kScatterNdSub =
    ScatterNdSchema<ScatterNdAttrs>("ScatterNdSub", kNumbersAndQuantized);
const OpRegistration kResourceScatterNdSub =
    ResourceScatterNdSchema("ResourceScatterNdSub");
const OpRegistration kScatterNdMin =
    ScatterNdSchema<ScatterNdAttrs>("ScatterNdMin", kNumbersAndQuantized);
const OpRegistration kResourceScatterNdMin =
    ResourceScatterNdSchema("ResourceScatterNdMin");
const OpRegistration kScatterNdMax =
    ScatterNdSchema<ScatterNdAttrs>("ScatterNdMax", kNumbersAndQuantized);
const OpRegistration kResourceScatterNdMax =
    ResourceScatterNdSchema("ResourceScatterNdMax");

}  // namespace

Output ScatterNdUpdate(Input ref, Input indices, Input updates,
                       ScatterNdUpdateAttrs attrs) {
  return Build(kScatterNdUpdate, {ref, indices, updates}, attrs);
}

Operation ResourceScatterNdUpdate(Input ref, Input indices, Input updates,
                                  ScatterNdUpdateAttrs attrs) {
  return Build(kResourceScatterNdUpdate, {ref, indices, updates}, attrs);
}

Output ScatterNdAdd(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs) {
  return Build(kScatterNdAdd, {ref, indices, updates}, attrs);
}

Operation ResourceScatterNdAdd(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs) {
  return Build(kResourceScatterNdAdd, {ref, indices, updates}, attrs);
}

Output ScatterNdSub(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs) {
  return Build(kScatterNdSub, {ref, indices, updates}, attrs);
}

Operation ResourceScatterNdSub(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs) {
  return Build(kResourceScatterNdSub, {ref, indices, updates}, attrs);
}

Output ScatterNdMin(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs) {
  return Build(kScatterNdMin, {ref, indices, updates}, attrs);
}

Operation ResourceScatterNdMin(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs) {
  return Build(kResourceScatterNdMin, {ref, indices, updates}, attrs);
}

Output ScatterNdMax(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs) {
  return Build(kScatterNdMax, {ref, indices, updates}, attrs);
}

Operation ResourceScatterNdMax(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs) {
  return Build(kResourceScatterNdMax, {ref, indices, updates}, attrs);
}

}  // namespace thalweg
