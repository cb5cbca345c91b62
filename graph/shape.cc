#include "thalweg/graph/shape.h"

#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

// The product of dimensions of which none is unknown; INT64_MAX when it does
// not fit. A dimension of 0 makes it 0 whatever the others are.
int64_t Product(absl::Span<const int64_t> dims) {
  int64_t product = 1;
  bool overflow = false;
  for (int64_t dim : dims) {
    if (dim == 0) return 0;
    if (__builtin_mul_overflow(product, dim, &product)) overflow = true;
  }
  return overflow ? std::numeric_limits<int64_t>::max() : product;
}

}  // namespace

absl::StatusOr<Shape> Shape::Make(absl::Span<const int64_t> dims) {
  if (dims.size() > kMaxRank) {
    return absl::InvalidArgumentError(absl::StrCat("Shape has ", dims.size(),
                                                   " dimensions; at most ",
                                                   kMaxRank, " are supported"));
  }
  Shape shape(dims);
  Dims known;
  for (int64_t dim : dims) {
    if (dim < kUnknown) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Dimension ", dim, " must be >= 0, or -1 where unknown"));
    }
    if (dim != kUnknown) known.push_back(dim);
  }
  if (Product(known) == std::numeric_limits<int64_t>::max()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Shape ", shape.ToString(),
                     " is too large (more than 2**63 - 1 entries)"));
  }
  return shape;
}

bool Shape::IsFullyDefined() const {
  if (unknown_rank_) return false;
  for (int64_t dim : dims_) {
    if (dim < 0) return false;
  }
  return true;
}

int64_t Shape::num_elements() const {
  return IsFullyDefined() ? Product(dims_) : -1;
}

bool Shape::IsCompatibleWith(const Shape& other) const {
  if (unknown_rank_ || other.unknown_rank_) return true;
  if (rank() != other.rank()) return false;
  for (int i = 0; i < rank(); ++i) {
    const int64_t a = dim(i), b = other.dim(i);
    if (a != b && a != kUnknown && b != kUnknown) return false;
  }
  return true;
}

absl::StatusOr<Shape> Shape::MergeWith(const Shape& other) const {
  if (unknown_rank_) return other;
  if (other.unknown_rank_) return *this;
  if (rank() != other.rank()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Shapes must be equal rank, but are ", rank(), " and ", other.rank()));
  }
  Shape merged = *this;
  for (int i = 0; i < rank(); ++i) {
    const int64_t a = dim(i), b = other.dim(i);
    if (a == kUnknown) {
      merged.set_dim(i, b);
    } else if (b != kUnknown && a != b) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Dimension ", i, " in both shapes must be equal, but are ", a,
          " and ", b, ". Shapes are ", ToString(), " and ", other.ToString(),
          "."));
    }
  }
  return merged;
}

Shape Shape::Slice(int begin, int end) const {
  return Shape(dims().subspan(begin, end - begin));
}

Shape Shape::Concat(const Shape& other) const {
  if (unknown_rank_ || other.unknown_rank_) return Unknown();
  Shape shape = *this;
  shape.dims_.insert(shape.dims_.end(), other.dims_.begin(), other.dims_.end());
  return shape;
}

std::string Shape::ToString() const {
  if (unknown_rank_) return "<unknown>";
  std::string text = "[";
  for (int64_t dim : dims_) {
    if (text.size() > 1) text += ',';
    if (dim < 0) {
      text += '?';
    } else {
      absl::StrAppend(&text, dim);
    }
  }
  return text + "]";
}

}  // namespace thalweg
