// TensorProto to and from Tensor.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

class TensorProto;  // proto/tensor.proto

// How much memory the tensors of one file may take beyond what the file holds:
// a message of 34 bytes can claim any number of elements, since its last value
// stands for all that follow.
struct TensorBudget {
  int64_t bytes = int64_t{1} << 30;
};

// Reads every form that TensorFlow writes: tensor_content or the field of the
// dtype, of which the last value repeats. Takes what the tensor claims beyond
// its message from `budget`.
//
// INVALID_ARGUMENT when the shape is not fully known or too large or
// tensor_content has another size; RESOURCE_EXHAUSTED when the budget is spent
// (nothing is allocated then); UNIMPLEMENTED for dtypes without a DType and
// for variant elements.
absl::StatusOr<Tensor> TensorFromProto(const TensorProto& proto,
                                       TensorBudget& budget);

// Writes equal elements as one value that repeats, in the field of the dtype,
// others as tensor_content; strings all in string_val. UNIMPLEMENTED for
// variant elements.
absl::Status TensorToProto(const Tensor& tensor, TensorProto& proto);

// The DType of a DataType. INVALID_ARGUMENT for a reference type or a number
// that is none, UNIMPLEMENTED for one that has no DType (float8, int4, ...).
absl::StatusOr<DType> DTypeFromProto(int number);

}  // namespace thalweg
