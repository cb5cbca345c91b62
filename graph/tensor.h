// Tensor: an n-dimensional array as a value.
#pragma once

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/buffer.h"
#include "thalweg/graph/dtype.h"
#include "thalweg/graph/resource.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// Cheap to copy: copies share one buffer. C order, 64-byte aligned when the
// engine allocated it.
//
//   auto x = Tensor::Of<float>({2, 2}, {1, 2, 3, 4});
//   float first = x.data<float>()[0];
//   Tensor row = x.Slice(0, 1);                  // shares x's buffer
//   Tensor y = Tensor::Borrow(kFloat, {2, 2}, pointer, [] {});  // no copy
//
// Thread-safety: as an int's. The elements are shared: write through
// mutable_data() only while no one else reads them.
class Tensor {
 public:
  // No tensor: dtype kInvalid.
  Tensor() = default;

  // Uninitialised elements (default-constructed for string, resource and
  // variant). INVALID_ARGUMENT when the shape is not fully known,
  // RESOURCE_EXHAUSTED when the memory is not to be had.
  static absl::StatusOr<Tensor> Allocate(DType dtype, const Shape& shape);
  // All bytes zero (false, 0, "").
  static absl::StatusOr<Tensor> Zeros(DType dtype, const Shape& shape);

  // The elements given, in C order. REQUIRES: as many as `shape` has.
  template <class T>
  static Tensor Of(const Shape& shape, absl::Span<const T> values);
  template <class T>
  static Tensor Of(const Shape& shape, std::initializer_list<T> values) {
    return Of<T>(shape, absl::Span<const T>(values.begin(), values.size()));
  }
  template <class T>
  static Tensor Scalar(T value) {
    return Of<T>(Shape(), absl::Span<const T>(&value, 1));
  }
  // A vector.
  template <class T>
  static Tensor Vector(absl::Span<const T> values) {
    return Of<T>(Shape({static_cast<int64_t>(values.size())}), values);
  }

  // The user's memory, without a copy; `deleter` (may be empty) is called once
  // when the last tensor that shares it goes. REQUIRES: a plain dtype, a fully
  // known shape, data aligned for the element type.
  static Tensor Borrow(DType dtype, const Shape& shape, void* data,
                       std::function<void()> deleter);

  // A tensor over memory that stays the caller's and must outlive it and all
  // copies (internal: slots of a plan's arena). owned() is false.
  static Tensor View(DType dtype, const Shape& shape, void* data);
  // A tensor over part of `buffer` (internal).
  Tensor(DType dtype, const Shape& shape, BufferRef buffer, void* data)
      : dtype_(dtype),
        shape_(shape),
        num_elements_(shape.num_elements()),
        data_(data),
        buffer_(std::move(buffer)) {}

  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  int rank() const { return shape_.rank(); }
  int64_t dim(int i) const { return shape_.dim(i); }
  int64_t num_elements() const { return num_elements_; }
  // num_elements() * DTypeSize(dtype()).
  size_t num_bytes() const;
  explicit operator bool() const { return dtype_ != DType::kInvalid; }

  const void* raw() const { return data_; }
  void* mutable_raw() { return data_; }
  // REQUIRES: T is the element type.
  template <class T>
  const T* data() const {
    return static_cast<const T*>(data_);
  }
  template <class T>
  T* mutable_data() {
    return static_cast<T*>(data_);
  }
  template <class T>
  absl::Span<const T> flat() const {
    // Parentheses: braces would make a Span of bool from two bools.
    return absl::Span<const T>(data<T>(), static_cast<size_t>(num_elements_));
  }
  template <class T>
  absl::Span<T> mutable_flat() {
    return absl::Span<T>(mutable_data<T>(), static_cast<size_t>(num_elements_));
  }
  // The first element. REQUIRES: num_elements() > 0.
  template <class T>
  const T& scalar() const {
    return *data<T>();
  }

  // Rows [begin, end) of the first axis, sharing the buffer.
  // REQUIRES: rank() >= 1, 0 <= begin <= end <= dim(0).
  Tensor Slice(int64_t begin, int64_t end) const;
  // The same elements in another shape. REQUIRES: as many elements.
  Tensor Reshaped(const Shape& shape) const;
  // The same bytes as another dtype of the same size (internal).
  Tensor WithDType(DType dtype) const;

  // True when the buffer is counted; false for View().
  bool owned() const { return static_cast<bool>(buffer_); }
  // True when no other tensor shares the (owned) buffer.
  bool unique() const { return buffer_.unique(); }
  const BufferRef& buffer() const { return buffer_; }
  // This tensor if owned(), else a copy: for whoever keeps it past the run.
  absl::StatusOr<Tensor> ToOwned() const;
  // A deep copy.
  absl::StatusOr<Tensor> Copy() const;

  // "float [2,2]: 1 2 3 4", at most `max_elements` of them.
  std::string ToString(int max_elements = 8) const;

 private:
  DType dtype_ = DType::kInvalid;
  Shape shape_;
  int64_t num_elements_ = 0;
  void* data_ = nullptr;
  BufferRef buffer_;
};

// Elements of `from` to `to`, which has the same dtype and as many elements.
void CopyElements(const Tensor& from, Tensor& to);

template <class T>
Tensor Tensor::Of(const Shape& shape, absl::Span<const T> values) {
  absl::StatusOr<Tensor> tensor = Allocate(DTypeOf<T>::value, shape);
  if (!tensor.ok()) return Tensor();
  std::copy_n(values.begin(),
              std::min<int64_t>(values.size(), tensor->num_elements()),
              tensor->template mutable_data<T>());
  return *std::move(tensor);
}

}  // namespace thalweg
