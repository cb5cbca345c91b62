#include "thalweg/ops/math/einsum.h"

#include <utility>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/math/einsum_equation.h"
#include "thalweg/ops/math/einsum_gradient.h"

namespace thalweg {
namespace {

absl::Status EinsumOutputShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<EinsumAttrs>());
  ASSIGN_OR_RETURN(const EinsumEquation equation,
                   ParseEinsum(attrs.equation, context.num_inputs()));
  std::vector<Shape> inputs;
  for (int i = 0; i < context.num_inputs(); ++i) {
    inputs.push_back(context.input(i));
  }
  ASSIGN_OR_RETURN(Shape shape, EinsumShape(equation, inputs));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

const OpRegistration kEinsum = OpSchema("Einsum")
                                   .InputList("inputs", "N", "T")
                                   .Output("output", "T")
                                   .Attrs<EinsumAttrs>()
                                   .Number("N")
                                   .Attr("T", kAnyType)
                                   .Shape(EinsumOutputShape)
                                   .Gradient(EinsumGradient);

}  // namespace

Output Einsum(InputList inputs, const std::string& equation) {
  return Build(kEinsum, {inputs}, EinsumAttrs{equation});
}

}  // namespace thalweg
