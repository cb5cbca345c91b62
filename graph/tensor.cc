#include "thalweg/graph/tensor.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// Constructs `count` elements of T in `memory` and destroys them with itself.
template <class T>
class ObjectBuffer final : public Buffer {
 public:
  ObjectBuffer(BufferRef memory, int64_t count)
      : Buffer(memory->data(), memory->size()),
        memory_(std::move(memory)),
        count_(count) {
    std::uninitialized_value_construct_n(static_cast<T*>(data()), count_);
  }
  ~ObjectBuffer() override { std::destroy_n(static_cast<T*>(data()), count_); }

 private:
  BufferRef memory_;
  int64_t count_;
};

BufferRef WithElements(DType dtype, BufferRef memory, int64_t count) {
  switch (dtype) {
    case kString:
      return BufferRef(new ObjectBuffer<std::string>(std::move(memory), count));
    case kResource:
      return BufferRef(
          new ObjectBuffer<ResourceHandle>(std::move(memory), count));
    case kVariant:
      return BufferRef(new ObjectBuffer<Variant>(std::move(memory), count));
    default:
      return memory;
  }
}

template <class T>
void AppendElements(const Tensor& tensor, int64_t count, std::string& text) {
  for (int64_t i = 0; i < count; ++i) {
    absl::StrAppend(&text, " ", tensor.data<T>()[i]);
  }
}

template <class T>
void AppendSixteenBit(const Tensor& tensor, int64_t count, std::string& text) {
  for (int64_t i = 0; i < count; ++i) {
    absl::StrAppend(&text, " ", float(tensor.data<T>()[i]));
  }
}

template <class T>
void AppendComplex(const Tensor& tensor, int64_t count, std::string& text) {
  for (int64_t i = 0; i < count; ++i) {
    const std::complex<T> value = tensor.data<std::complex<T>>()[i];
    absl::StrAppend(&text, " (", value.real(), ",", value.imag(), ")");
  }
}

void AppendObjects(const Tensor& tensor, int64_t count, std::string& text) {
  for (int64_t i = 0; i < count; ++i) {
    switch (tensor.dtype()) {
      case kString:
        absl::StrAppend(&text, " \"",
                        absl::CHexEscape(tensor.data<std::string>()[i]), "\"");
        break;
      case kResource:
        absl::StrAppend(&text, " <resource '",
                        tensor.data<ResourceHandle>()[i].name(), "'>");
        break;
      default: {
        const auto& value = tensor.data<Variant>()[i].value();
        absl::StrAppend(&text, " <", value ? value->type_name() : "empty", ">");
      }
    }
  }
}

void AppendAnyElements(const Tensor& tensor, int64_t count, std::string& text) {
  switch (tensor.dtype()) {
    case kInvalid:
      return;
    case kFloat:
      return AppendElements<float>(tensor, count, text);
    case kDouble:
      return AppendElements<double>(tensor, count, text);
    case kInt8:
    case kQint8:
      return AppendElements<int8_t>(tensor, count, text);
    case kInt16:
    case kQint16:
      return AppendElements<int16_t>(tensor, count, text);
    case kInt32:
    case kQint32:
      return AppendElements<int32_t>(tensor, count, text);
    case kInt64:
      return AppendElements<int64_t>(tensor, count, text);
    case kBool:
    case kUint8:
    case kQuint8:
      return AppendElements<uint8_t>(tensor, count, text);
    case kUint16:
    case kQuint16:
      return AppendElements<uint16_t>(tensor, count, text);
    case kUint32:
      return AppendElements<uint32_t>(tensor, count, text);
    case kUint64:
      return AppendElements<uint64_t>(tensor, count, text);
    case kHalf:
      return AppendSixteenBit<Half>(tensor, count, text);
    case kBfloat16:
      return AppendSixteenBit<BFloat16>(tensor, count, text);
    case kComplex64:
      return AppendComplex<float>(tensor, count, text);
    case kComplex128:
      return AppendComplex<double>(tensor, count, text);
    case kString:
    case kResource:
    case kVariant:
      return AppendObjects(tensor, count, text);
  }
}

}  // namespace

absl::StatusOr<Tensor> Tensor::Allocate(DType dtype, const Shape& shape) {
  if (DTypeSize(dtype) == 0) {
    return absl::InvalidArgumentError("A tensor needs a valid dtype");
  }
  const int64_t count = shape.num_elements();
  if (count < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "A tensor needs a fully known shape, got ", shape.ToString()));
  }
  if (count == std::numeric_limits<int64_t>::max()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Shape ", shape.ToString(),
                     " is too large (more than 2**63 - 1 entries)"));
  }
  size_t bytes = 0;
  BufferRef buffer;
  if (!__builtin_mul_overflow(count, DTypeSize(dtype), &bytes)) {
    buffer = AllocateBuffer(bytes);
  }
  if (!buffer) {
    return absl::ResourceExhaustedError(
        absl::StrCat("OOM when allocating tensor with shape", shape.ToString(),
                     " and type ", DTypeName(dtype)));
  }
  void* data = buffer->data();
  return Tensor(dtype, shape, WithElements(dtype, std::move(buffer), count),
                data);
}

absl::StatusOr<Tensor> Tensor::Zeros(DType dtype, const Shape& shape) {
  ASSIGN_OR_RETURN(Tensor tensor, Allocate(dtype, shape));
  if (IsPlain(dtype)) std::memset(tensor.data_, 0, tensor.num_bytes());
  return tensor;
}

Tensor Tensor::Borrow(DType dtype, const Shape& shape, void* data,
                      std::function<void()> deleter) {
  const size_t bytes = shape.num_elements() * DTypeSize(dtype);
  return Tensor(dtype, shape, BorrowBuffer(data, bytes, std::move(deleter)),
                data);
}

Tensor Tensor::View(DType dtype, const Shape& shape, void* data) {
  return Tensor(dtype, shape, BufferRef(), data);
}

size_t Tensor::num_bytes() const {
  return static_cast<size_t>(num_elements_) * DTypeSize(dtype_);
}

Tensor Tensor::Slice(int64_t begin, int64_t end) const {
  const size_t row = dim(0) == 0 ? 0 : num_bytes() / dim(0);
  Shape shape = shape_;
  shape.set_dim(0, end - begin);
  return Tensor(dtype_, shape, buffer_,
                static_cast<char*>(data_) + begin * row);
}

Tensor Tensor::Reshaped(const Shape& shape) const {
  return Tensor(dtype_, shape, buffer_, data_);
}

Tensor Tensor::WithDType(DType dtype) const {
  Tensor tensor = *this;
  tensor.dtype_ = dtype;
  return tensor;
}

absl::StatusOr<Tensor> Tensor::ToOwned() const {
  if (owned() || dtype_ == kInvalid) return *this;
  return Copy();
}

absl::StatusOr<Tensor> Tensor::Copy() const {
  ASSIGN_OR_RETURN(Tensor copy, Allocate(dtype_, shape_));
  CopyElements(*this, copy);
  return copy;
}

std::string Tensor::ToString(int max_elements) const {
  if (dtype_ == kInvalid) return "no tensor";
  std::string text =
      absl::StrCat(DTypeName(dtype_), " ", shape_.ToString(), ":");
  const int64_t shown = std::min<int64_t>(num_elements_, max_elements);
  AppendAnyElements(*this, shown, text);
  if (shown < num_elements_) text += " ...";
  return text;
}

void CopyElements(const Tensor& from, Tensor& to) {
  const int64_t count = from.num_elements();
  switch (from.dtype()) {
    case kString:
      std::copy_n(from.data<std::string>(), count,
                  to.mutable_data<std::string>());
      break;
    case kResource:
      std::copy_n(from.data<ResourceHandle>(), count,
                  to.mutable_data<ResourceHandle>());
      break;
    case kVariant:
      std::copy_n(from.data<Variant>(), count, to.mutable_data<Variant>());
      break;
    default:
      if (count > 0) {
        std::memcpy(to.mutable_raw(), from.raw(), from.num_bytes());
      }
  }
}

}  // namespace thalweg
