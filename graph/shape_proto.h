// TensorShapeProto to and from Shape.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

class TensorShapeProto;  // proto/tensor.proto

// INVALID_ARGUMENT when a dimension is below -1, there are too many, or their
// product does not fit. Names of dimensions are dropped.
absl::StatusOr<Shape> ShapeFromProto(const TensorShapeProto& proto);
void ShapeToProto(const Shape& shape, TensorShapeProto& proto);

}  // namespace thalweg
