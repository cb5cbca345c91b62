#include "thalweg/kernels/cpu/array/index_input.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/node.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

template <class T>
void ReadRangeAs(const Tensor& tensor, int64_t begin, absl::Span<int64_t> out) {
  std::copy_n(tensor.data<T>() + begin, out.size(), out.begin());
}

}  // namespace

void ReadIndexRange(const Tensor& tensor, int64_t begin,
                    absl::Span<int64_t> out) {
  switch (tensor.dtype()) {
    case kInt64:
      return ReadRangeAs<int64_t>(tensor, begin, out);
    case kInt32:
      return ReadRangeAs<int32_t>(tensor, begin, out);
    case kInt16:
      return ReadRangeAs<int16_t>(tensor, begin, out);
    case kInt8:
      return ReadRangeAs<int8_t>(tensor, begin, out);
    default:
      return ReadRangeAs<uint8_t>(tensor, begin, out);
  }
}

absl::StatusOr<IndexVector> ReadIndices(const Tensor& tensor) {
  if (tensor.num_elements() > kMaxIndexVector) {
    return absl::InvalidArgumentError(absl::StrCat("at most ", kMaxIndexVector,
                                                   " numbers about axes were "
                                                   "expected, got shape ",
                                                   tensor.shape().ToString()));
  }
  IndexVector indices(tensor.num_elements());
  ReadIndexRange(tensor, 0, absl::MakeSpan(indices));
  for (int64_t& index : indices) {
    if (index == PartialValue::kUnknown) ++index;
  }
  return indices;
}

absl::StatusOr<IndexVector> ReadIndexVector(const Tensor& tensor,
                                            const char* name) {
  if (tensor.rank() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, " must be a vector, got shape ", tensor.shape().ToString()));
  }
  return ReadIndices(tensor);
}

absl::StatusOr<int64_t> ReadIndex(const Tensor& tensor, const char* name,
                                  bool any_shape) {
  if (tensor.num_elements() != 1 || (tensor.rank() != 0 && !any_shape)) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, " must be a scalar, got shape ", tensor.shape().ToString()));
  }
  ASSIGN_OR_RETURN(const IndexVector indices, ReadIndices(tensor));
  return indices[0];
}

std::string PositionText(const Shape& shape, int64_t at) {
  if (shape.rank() == 0) return "";
  Shape::Dims position(shape.rank());
  for (int i = shape.rank() - 1; i >= 0; --i) {
    position[i] = at % shape.dim(i);
    at /= shape.dim(i);
  }
  return absl::StrCat("[", absl::StrJoin(position, ","), "]");
}

}  // namespace thalweg
