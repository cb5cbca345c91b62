#include "thalweg/kernels/cpu/random/random_kernel.h"

namespace thalweg {
namespace {

absl::Status RequireScalarBound(const char* name, const Tensor& tensor) {
  if (tensor.rank() == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      name, " must be 0-D, got shape ", tensor.shape().ToString()));
}

}  // namespace

absl::StatusOr<Shape> ReadRandomShape(const Tensor& dims) {
  ASSIGN_OR_RETURN(const IndexVector elements, ReadIndexVector(dims, "shape"));
  for (int64_t dim : elements) {
    if (dim >= 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("Dimension ", dim, " must be >= 0"));
  }
  return Shape::Make(elements);
}

absl::StatusOr<Tensor*> RandomOutput::Get(KernelContext& context) const {
  if (shape_.IsFullyDefined()) return context.Output(0, shape_);
  ASSIGN_OR_RETURN(const Shape shape, ReadRandomShape(context.input(0)));
  return context.Output(0, shape);
}

absl::Status RequireScalarBounds(const Tensor& minval, const Tensor& maxval) {
  RETURN_IF_ERROR(RequireScalarBound("minval", minval));
  return RequireScalarBound("maxval", maxval);
}

}  // namespace thalweg
