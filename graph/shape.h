// Shape: the dimensions of a tensor, some or all of which may be unknown.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace thalweg {

// A value type:
//
//   Shape images = {-1, 28, 28, 1};      // any number of images
//   images.dim(1);                       // 28
//   Shape::Unknown().rank();             // -1
//   Shape().num_elements();              // 1: a scalar
//
// A dimension is >= 0, or kUnknown (-1). A Tensor's shape is fully known.
class Shape {
 public:
  static constexpr int64_t kUnknown = -1;
  // As in TensorFlow.
  static constexpr int kMaxRank = 254;
  using Dims = absl::InlinedVector<int64_t, 4>;

  // A scalar: rank 0.
  Shape() = default;
  Shape(std::initializer_list<int64_t> dims) : dims_(dims) {}
  explicit Shape(absl::Span<const int64_t> dims)
      : dims_(dims.begin(), dims.end()) {}

  // The shape of unknown rank.
  static Shape Unknown() {
    Shape shape;
    shape.unknown_rank_ = true;
    return shape;
  }
  // A shape of known rank with all dimensions unknown.
  static Shape OfRank(int rank) {
    Shape shape;
    shape.dims_.assign(rank, kUnknown);
    return shape;
  }
  // Checks dims that come from outside: each >= -1, rank <= kMaxRank, and a
  // number of elements that fits int64. INVALID_ARGUMENT otherwise.
  static absl::StatusOr<Shape> Make(absl::Span<const int64_t> dims);

  // -1 when the rank is unknown.
  int rank() const {
    return unknown_rank_ ? -1 : static_cast<int>(dims_.size());
  }
  bool has_rank() const { return !unknown_rank_; }
  // REQUIRES: 0 <= i < rank().
  int64_t dim(int i) const { return dims_[i]; }
  void set_dim(int i, int64_t size) { dims_[i] = size; }
  void AddDim(int64_t size) { dims_.push_back(size); }
  // Empty when the rank is unknown.
  absl::Span<const int64_t> dims() const { return dims_; }

  // True when the rank and all dimensions are known.
  bool IsFullyDefined() const;
  // The product of the dimensions; -1 when not fully defined; INT64_MAX when
  // the product does not fit (and no dimension is 0).
  int64_t num_elements() const;

  // True when a tensor could have both shapes.
  bool IsCompatibleWith(const Shape& other) const;
  // The shape that knows what either knows. INVALID_ARGUMENT when they
  // contradict each other.
  absl::StatusOr<Shape> MergeWith(const Shape& other) const;

  // Dimensions [begin, end); REQUIRES has_rank() and a valid range.
  Shape Slice(int begin, int end) const;
  // This shape's dimensions followed by other's; unknown if either is.
  Shape Concat(const Shape& other) const;

  // "[2,?]", "[]", or "<unknown>".
  std::string ToString() const;

  friend bool operator==(const Shape& a, const Shape& b) {
    return a.unknown_rank_ == b.unknown_rank_ && a.dims_ == b.dims_;
  }

 private:
  Dims dims_;
  bool unknown_rank_ = false;
};

}  // namespace thalweg
