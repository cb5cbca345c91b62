// ConvertLiteral: a literal of the user's program as a tensor of the dtype an
// op needs.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// `literal` (int64 or double) with the same values in a numeric `dtype`.
// INVALID_ARGUMENT when a value does not fit ("1.5 is no int32").
absl::StatusOr<Tensor> ConvertLiteral(const Tensor& literal, DType dtype);

}  // namespace thalweg
