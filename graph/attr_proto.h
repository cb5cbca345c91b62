// AttrValue to and from Attr.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/attr.h"
#include "thalweg/graph/tensor_proto.h"

namespace thalweg {

class AttrValue;  // proto/attr_value.proto

// std::monostate for a message without a value; EmptyList for a list without
// elements. Tensors draw on `budget`. INVALID_ARGUMENT for a list of several
// kinds of elements and for functions nested deeper than messages may be;
// otherwise errors of shapes, dtypes and tensors.
absl::StatusOr<Attr> AttrFromProto(const AttrValue& proto,
                                   TensorBudget& budget);

// Errors are those of TensorToProto.
absl::Status AttrToProto(const Attr& attr, AttrValue& proto);

}  // namespace thalweg
