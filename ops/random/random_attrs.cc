#include "thalweg/ops/random/random_attrs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

absl::Status RandomShape(ShapeContext& context) {
  for (int i = 1; i < context.num_inputs(); ++i) {
    RETURN_IF_ERROR(RequireRank(context.input(i), 0));
  }
  RETURN_IF_ERROR(RequireRank(context.input(0), 1));
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

}  // namespace thalweg
