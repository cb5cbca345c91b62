#include "thalweg/graph/dlpack.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/dlpack_abi.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/strides.h"

namespace thalweg {
namespace {

static_assert(sizeof(void*) != 8 ||
                  (sizeof(DLTensor) == 48 && offsetof(DLTensor, shape) == 24 &&
                   sizeof(DLManagedTensor) == 64 &&
                   offsetof(DLManagedTensorVersioned, dl_tensor) == 32),
              "the layout that other libraries were compiled with");

struct Element {
  DType dtype;
  uint8_t code;
};

constexpr Element kElements[] = {
    {kInt8, kDLInt},    {kInt16, kDLInt},         {kInt32, kDLInt},
    {kInt64, kDLInt},   {kUint8, kDLUInt},        {kUint16, kDLUInt},
    {kUint32, kDLUInt}, {kUint64, kDLUInt},       {kHalf, kDLFloat},
    {kFloat, kDLFloat}, {kDouble, kDLFloat},      {kBfloat16, kDLBfloat},
    {kBool, kDLBool},   {kComplex64, kDLComplex}, {kComplex128, kDLComplex},
};

absl::StatusOr<DType> DTypeFromDlpack(const DLDataType& type) {
  for (const Element& element : kElements) {
    if (type.code == element.code && type.lanes == 1 &&
        type.bits == 8 * DTypeSize(element.dtype)) {
      return element.dtype;
    }
  }
  return absl::UnimplementedError(
      absl::StrCat("DLPack: no dtype for elements of type code ", type.code,
                   ", ", type.bits, " bits and ", type.lanes, " lanes"));
}

absl::StatusOr<DLDataType> DlpackType(DType dtype) {
  for (const Element& element : kElements) {
    if (element.dtype != dtype) continue;
    return DLDataType{element.code, static_cast<uint8_t>(8 * DTypeSize(dtype)),
                      1};
  }
  return absl::UnimplementedError(
      absl::StrCat("DLPack has no elements of type ", DTypeName(dtype)));
}

// Of elements in C order.
std::vector<int64_t> CompactStrides(const Shape& shape) {
  std::vector<int64_t> strides(shape.rank(), 1);
  for (int i = shape.rank() - 2; i >= 0; --i) {
    strides[i] = strides[i + 1] * shape.dim(i + 1);
  }
  return strides;
}

// A tensor of another library, checked.
struct Import {
  DType dtype = kInvalid;
  Shape shape;
  std::vector<int64_t> strides;
  char* data = nullptr;
};

absl::StatusOr<Shape> CheckShape(const DLTensor& from) {
  if (from.ndim < 0 || (from.ndim > 0 && from.shape == nullptr)) {
    return absl::InvalidArgumentError(
        absl::StrCat("DLPack: expected a shape, got ", from.ndim, " dimensions",
                     from.shape ? "" : " at a null address"));
  }
  const absl::Span<const int64_t> dims(from.shape, from.ndim);
  for (int64_t dim : dims) {
    if (dim >= 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("DLPack: expected dimensions >= 0, got ", dim));
  }
  return Shape::Make(dims);
}

// Bytes from the first to the last element fit a signed number, so that
// positions can be computed.
absl::Status CheckExtent(const Import& import) {
  int64_t extent = static_cast<int64_t>(DTypeSize(import.dtype));
  for (int i = 0; i < import.shape.rank(); ++i) {
    int64_t step;
    if (import.strides[i] == INT64_MIN ||
        __builtin_mul_overflow(import.shape.dim(i), std::abs(import.strides[i]),
                               &step) ||
        __builtin_mul_overflow(
            step, static_cast<int64_t>(DTypeSize(import.dtype)), &step) ||
        __builtin_add_overflow(extent, step, &extent)) {
      return absl::InvalidArgumentError(
          absl::StrCat("DLPack: a tensor of shape ", import.shape.ToString(),
                       " and stride ", import.strides[i], " along axis ", i,
                       " does not fit the address space"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Import> Check(const DLTensor& from) {
  Import import;
  if (from.device.device_type != kDLCPU) {
    return absl::UnimplementedError(absl::StrCat(
        "DLPack: expected memory of the CPU (device type 1), got device type ",
        static_cast<int32_t>(from.device.device_type)));
  }
  ASSIGN_OR_RETURN(import.dtype, DTypeFromDlpack(from.dtype));
  ASSIGN_OR_RETURN(import.shape, CheckShape(from));
  if (import.shape.num_elements() == 0) return import;
  if (from.strides == nullptr) {
    import.strides = CompactStrides(import.shape);
  } else {
    import.strides.assign(from.strides, from.strides + from.ndim);
    for (int i = 0; i < from.ndim; ++i) {
      // Never stepped along, so it may be anything.
      if (from.shape[i] == 1) import.strides[i] = 0;
    }
  }
  RETURN_IF_ERROR(CheckExtent(import));
  if (from.data == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("DLPack: elements of shape ",
                                                   import.shape.ToString(),
                                                   " at a null address"));
  }
  import.data = static_cast<char*>(from.data) + from.byte_offset;
  return import;
}

// True when the engine can use the memory as it is.
bool IsUsable(const Import& import) {
  const std::vector<int64_t> compact = CompactStrides(import.shape);
  for (int i = 0; i < import.shape.rank(); ++i) {
    if (import.shape.dim(i) != 1 && import.strides[i] != compact[i]) {
      return false;
    }
  }
  const size_t halves = kComplex.contains(import.dtype) ? 2 : 1;
  const size_t alignment = DTypeSize(import.dtype) / halves;
  return reinterpret_cast<uintptr_t>(import.data) % alignment == 0;
}

template <size_t kSize>
void CopyStrided(const Import& from, char* to) {
  ForEachStrided(from.shape, from.strides, [&](int64_t c, int64_t position) {
    std::memcpy(to + c * kSize, from.data + position * int64_t{kSize}, kSize);
  });
}

absl::StatusOr<Tensor> Copy(const Import& from) {
  ASSIGN_OR_RETURN(Tensor copy, Tensor::Allocate(from.dtype, from.shape));
  char* to = static_cast<char*>(copy.mutable_raw());
  switch (DTypeSize(from.dtype)) {
    case 1:
      CopyStrided<1>(from, to);
      break;
    case 2:
      CopyStrided<2>(from, to);
      break;
    case 4:
      CopyStrided<4>(from, to);
      break;
    case 8:
      CopyStrided<8>(from, to);
      break;
    default:
      CopyStrided<16>(from, to);
  }
  return copy;
}

// Managed: DLManagedTensor or DLManagedTensorVersioned.
template <class Managed>
struct GiveBack {
  void operator()(Managed* managed) const {
    if (managed->deleter != nullptr) managed->deleter(managed);
  }
};

template <class Managed>
absl::StatusOr<Tensor> Take(
    std::unique_ptr<Managed, GiveBack<Managed>> managed) {
  ASSIGN_OR_RETURN(const Import import, Check(managed->dl_tensor));
  if (import.shape.num_elements() == 0) {
    return Tensor::Allocate(import.dtype, import.shape);
  }
  if (!IsUsable(import)) return Copy(import);
  return Tensor::Borrow(
      import.dtype, import.shape, import.data,
      [raw = managed.release()] { GiveBack<Managed>()(raw); });
}

absl::Status NullPointer() {
  return absl::InvalidArgumentError(
      "DLPack: expected a managed tensor, got a null pointer");
}

// A tensor on its way to another library: what the structure points to.
template <class Managed>
struct Export {
  Tensor tensor;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;
  Managed managed = {};
};

template <class Managed>
absl::StatusOr<Managed*> Give(const Tensor& tensor) {
  ASSIGN_OR_RETURN(const DLDataType type, DlpackType(tensor.dtype()));
  auto give = std::make_unique<Export<Managed>>();
  ASSIGN_OR_RETURN(give->tensor, tensor.ToOwned());
  give->shape.assign(tensor.shape().dims().begin(),
                     tensor.shape().dims().end());
  give->strides = CompactStrides(tensor.shape());
  Managed& managed = give->managed;
  managed.dl_tensor = {.data = give->tensor.mutable_raw(),
                       .device = {kDLCPU, 0},
                       .ndim = tensor.rank(),
                       .dtype = type,
                       .shape = give->shape.data(),
                       .strides = give->strides.data(),
                       .byte_offset = 0};
  managed.manager_ctx = give.get();
  managed.deleter = [](Managed* self) {
    const std::unique_ptr<Export<Managed>> last(
        static_cast<Export<Managed>*>(self->manager_ctx));
  };
  return &give.release()->managed;
}

}  // namespace

absl::StatusOr<Tensor> FromDlpack(DLManagedTensor* managed) {
  if (managed == nullptr) return NullPointer();
  return Take(
      std::unique_ptr<DLManagedTensor, GiveBack<DLManagedTensor>>(managed));
}

absl::StatusOr<Tensor> FromDlpack(DLManagedTensorVersioned* managed) {
  if (managed == nullptr) return NullPointer();
  std::unique_ptr<DLManagedTensorVersioned, GiveBack<DLManagedTensorVersioned>>
      owned(managed);
  if (managed->version.major != DLPACK_MAJOR_VERSION) {
    return absl::UnimplementedError(absl::StrCat(
        "DLPack: expected version ", DLPACK_MAJOR_VERSION, ".x, got ",
        managed->version.major, ".", managed->version.minor));
  }
  return Take(std::move(owned));
}

absl::StatusOr<DLManagedTensor*> ToDlpack(const Tensor& tensor) {
  return Give<DLManagedTensor>(tensor);
}

absl::StatusOr<DLManagedTensorVersioned*> ToDlpackVersioned(
    const Tensor& tensor) {
  const bool shared = tensor.owned() && !tensor.unique();
  ASSIGN_OR_RETURN(DLManagedTensorVersioned * managed,
                   Give<DLManagedTensorVersioned>(tensor));
  managed->version = {DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION};
  if (shared) managed->flags |= DLPACK_FLAG_BITMASK_READ_ONLY;
  if (!tensor.owned()) managed->flags |= DLPACK_FLAG_BITMASK_IS_COPIED;
  return managed;
}

}  // namespace thalweg
