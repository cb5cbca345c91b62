// Buffer: the reference-counted memory behind tensors.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

namespace thalweg {

// Memory that is freed when its last BufferRef goes. Counting is thread-safe.
class Buffer {
 public:
  virtual ~Buffer() = default;
  void* data() const { return data_; }
  size_t size() const { return size_; }

 protected:
  Buffer(void* data, size_t size) : data_(data), size_(size) {}

 private:
  template <class>
  friend class IntrusiveRef;
  void* data_;
  size_t size_;
  mutable std::atomic<int> count_{0};
};

// A counted reference, one pointer wide.
template <class T>
class IntrusiveRef {
 public:
  IntrusiveRef() = default;
  explicit IntrusiveRef(T* object) : object_(object) { Increment(); }
  IntrusiveRef(const IntrusiveRef& other) : object_(other.object_) {
    Increment();
  }
  IntrusiveRef(IntrusiveRef&& other) noexcept
      : object_(std::exchange(other.object_, nullptr)) {}
  IntrusiveRef& operator=(IntrusiveRef other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~IntrusiveRef() { Decrement(); }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  // True when no other reference exists.
  bool unique() const {
    return object_ != nullptr &&
           object_->count_.load(std::memory_order_acquire) == 1;
  }

 private:
  void Increment() {
    if (object_) object_->count_.fetch_add(1, std::memory_order_relaxed);
  }
  void Decrement() {
    if (object_ &&
        object_->count_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      delete object_;
    }
  }
  T* object_ = nullptr;
};

using BufferRef = IntrusiveRef<Buffer>;

// 64-byte aligned memory of at least `size` bytes, uninitialised, from a cache
// of recently freed blocks (fresh pages cost 10 times more than warm ones).
// Null when the system has none. Thread-safe.
BufferRef AllocateBuffer(size_t size);

// Memory that somebody else owns; `deleter` (may be empty) is called once when
// the last reference goes.
BufferRef BorrowBuffer(void* data, size_t size, std::function<void()> deleter);

}  // namespace thalweg
