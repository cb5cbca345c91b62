#include "thalweg/graph/tensor_proto.h"

#include <algorithm>
#include <complex>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/repeated_field.h"
#include "thalweg/graph/resource.h"
#include "thalweg/graph/shape_proto.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/tensor.pb.h"

namespace thalweg {
namespace {

constexpr int kFirstReference = 100;

// How many elements the typed field of the dtype holds.
int64_t FieldSize(const TensorProto& proto, DType dtype) {
  switch (dtype) {
    case kFloat:
      return proto.float_val_size();
    case kDouble:
      return proto.double_val_size();
    case kComplex64:
      return proto.scomplex_val_size() / 2;
    case kComplex128:
      return proto.dcomplex_val_size() / 2;
    case kHalf:
    case kBfloat16:
      return proto.half_val_size();
    case kInt64:
      return proto.int64_val_size();
    case kUint32:
      return proto.uint32_val_size();
    case kUint64:
      return proto.uint64_val_size();
    case kBool:
      return proto.bool_val_size();
    case kString:
      return proto.string_val_size();
    case kResource:
      return proto.resource_handle_val_size();
    case kVariant:
      return proto.variant_val_size();
    case kInvalid:
      return 0;
    default:  // The integers and quantized types of 8, 16 and 32 bits.
      return proto.int_val_size();
  }
}

// The first `given` elements from `value(i)`, the others like the last.
// REQUIRES: 0 < given <= tensor.num_elements().
template <class T, class Value>
void FillFrom(Tensor& tensor, int64_t given, Value value) {
  T* to = tensor.mutable_data<T>();
  for (int64_t i = 0; i < given; ++i) to[i] = value(static_cast<int>(i));
  std::fill(to + given, to + tensor.num_elements(), to[given - 1]);
}

void FillFromIntegers(const TensorProto& proto, int64_t given, Tensor& tensor) {
  auto value = [&](int i) { return proto.int_val(i); };
  switch (DTypeSize(tensor.dtype())) {
    case 1:
      return FillFrom<uint8_t>(tensor, given, value);
    case 2:
      return FillFrom<uint16_t>(tensor, given, value);
    default:
      return FillFrom<int32_t>(tensor, given, value);
  }
}

void FillFromFields(const TensorProto& proto, int64_t given, Tensor& tensor) {
  switch (tensor.dtype()) {
    case kFloat:
      return FillFrom<float>(tensor, given,
                             [&](int i) { return proto.float_val(i); });
    case kDouble:
      return FillFrom<double>(tensor, given,
                              [&](int i) { return proto.double_val(i); });
    case kComplex64:
      return FillFrom<std::complex<float>>(tensor, given, [&](int i) {
        return std::complex<float>(proto.scomplex_val(2 * i),
                                   proto.scomplex_val(2 * i + 1));
      });
    case kComplex128:
      return FillFrom<std::complex<double>>(tensor, given, [&](int i) {
        return std::complex<double>(proto.dcomplex_val(2 * i),
                                    proto.dcomplex_val(2 * i + 1));
      });
    case kHalf:
    case kBfloat16:
      return FillFrom<uint16_t>(tensor, given,
                                [&](int i) { return proto.half_val(i); });
    case kInt64:
      return FillFrom<int64_t>(tensor, given,
                               [&](int i) { return proto.int64_val(i); });
    case kUint32:
      return FillFrom<uint32_t>(tensor, given,
                                [&](int i) { return proto.uint32_val(i); });
    case kUint64:
      return FillFrom<uint64_t>(tensor, given,
                                [&](int i) { return proto.uint64_val(i); });
    case kBool:
      return FillFrom<bool>(tensor, given,
                            [&](int i) { return proto.bool_val(i); });
    case kString:
      return FillFrom<std::string>(tensor, given,
                                   [&](int i) { return proto.string_val(i); });
    case kResource:
      return FillFrom<ResourceHandle>(tensor, given, [&](int i) {
        const ResourceHandleProto& handle = proto.resource_handle_val(i);
        return ResourceHandle(handle.container(), handle.name(), nullptr);
      });
    default:
      return FillFromIntegers(proto, given, tensor);
  }
}

absl::Status WrongContentSize(const Tensor& tensor, size_t got) {
  return absl::InvalidArgumentError(
      absl::StrCat("tensor_content of a ", DTypeName(tensor.dtype()),
                   " tensor of shape ", tensor.shape().ToString(),
                   ": expected ", tensor.num_bytes(), " bytes, got ", got));
}

// Lengths as varints, then the bytes of all strings.
absl::Status StringsFromContent(const std::string& content, Tensor& tensor) {
  absl::Status refused = absl::InvalidArgumentError(absl::StrCat(
      "tensor_content of a string tensor of shape ", tensor.shape().ToString(),
      ": its ", content.size(), " bytes are not that many strings"));
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t*>(content.data()),
      static_cast<int>(content.size()));
  std::vector<uint32_t> lengths(tensor.num_elements());
  for (uint32_t& length : lengths) {
    if (!stream.ReadVarint32(&length)) return refused;
  }
  size_t offset = stream.CurrentPosition();
  auto strings = tensor.mutable_flat<std::string>();
  for (size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] > content.size() - offset) return refused;
    strings[i].assign(content, offset, lengths[i]);
    offset += lengths[i];
  }
  return offset == content.size() ? absl::OkStatus() : refused;
}

absl::Status FillFromContent(const std::string& content, Tensor& tensor) {
  if (tensor.dtype() == kString) return StringsFromContent(content, tensor);
  if (content.size() != tensor.num_bytes()) {
    return WrongContentSize(tensor, content.size());
  }
  if (tensor.dtype() == kBool) {
    // Any byte but 0 is true; only 0 and 1 may become a bool.
    std::transform(content.begin(), content.end(), tensor.mutable_data<bool>(),
                   [](char c) { return c != 0; });
  } else if (!content.empty()) {
    std::memcpy(tensor.mutable_raw(), content.data(), content.size());
  }
  return absl::OkStatus();
}

// Takes from the budget what the tensor needs beyond what its message holds,
// and refuses content that is too short for it.
absl::Status CheckSize(const TensorProto& proto, DType dtype,
                       const Shape& shape, TensorBudget& budget) {
  const int64_t count = shape.num_elements();
  const std::string& content = proto.tensor_content();
  const bool plain = IsPlain(dtype);
  if (!content.empty()) {
    // A string takes at least the byte of its length.
    const int64_t size = plain ? static_cast<int64_t>(DTypeSize(dtype)) : 1;
    if (count <= static_cast<int64_t>(content.size()) / size) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "tensor_content of a ", DTypeName(dtype), " tensor of shape ",
        shape.ToString(), ": expected ", plain ? "" : "at least ", count,
        " elements of ", size, " bytes, got ", content.size(), " bytes"));
  }
  const int64_t claimed = count - std::min(count, FieldSize(proto, dtype));
  const int64_t size = static_cast<int64_t>(DTypeSize(dtype));
  if (claimed > budget.bytes / size) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a ", DTypeName(dtype), " tensor of shape ",
                     shape.ToString(), " claims ", claimed,
                     " elements more than its message holds; the "
                     "tensors of one file may claim ",
                     budget.bytes, " more bytes"));
  }
  budget.bytes -= claimed * size;
  return absl::OkStatus();
}

absl::Status CheckKind(const TensorProto& proto, DType dtype) {
  if (dtype == kVariant &&
      (proto.variant_val_size() > 0 || !proto.tensor_content().empty())) {
    return absl::UnimplementedError(
        "variant elements cannot be read from a TensorProto");
  }
  if (dtype == kResource && !proto.tensor_content().empty()) {
    return absl::InvalidArgumentError(
        "a resource tensor has tensor_content; expected resource_handle_val");
  }
  return absl::OkStatus();
}

// REQUIRES: a plain dtype and an element.
void FirstElementToField(const Tensor& tensor, TensorProto& proto) {
  switch (tensor.dtype()) {
    case kFloat:
      return proto.add_float_val(tensor.scalar<float>());
    case kDouble:
      return proto.add_double_val(tensor.scalar<double>());
    case kComplex64:
      proto.add_scomplex_val(tensor.scalar<std::complex<float>>().real());
      return proto.add_scomplex_val(
          tensor.scalar<std::complex<float>>().imag());
    case kComplex128:
      proto.add_dcomplex_val(tensor.scalar<std::complex<double>>().real());
      return proto.add_dcomplex_val(
          tensor.scalar<std::complex<double>>().imag());
    case kHalf:
    case kBfloat16:
      return proto.add_half_val(tensor.scalar<uint16_t>());
    case kInt64:
      return proto.add_int64_val(tensor.scalar<int64_t>());
    case kUint32:
      return proto.add_uint32_val(tensor.scalar<uint32_t>());
    case kUint64:
      return proto.add_uint64_val(tensor.scalar<uint64_t>());
    case kBool:
      return proto.add_bool_val(tensor.scalar<bool>());
    case kInt8:
    case kQint8:
      return proto.add_int_val(tensor.scalar<int8_t>());
    case kUint8:
    case kQuint8:
      return proto.add_int_val(tensor.scalar<uint8_t>());
    case kInt16:
    case kQint16:
      return proto.add_int_val(tensor.scalar<int16_t>());
    case kUint16:
    case kQuint16:
      return proto.add_int_val(tensor.scalar<uint16_t>());
    default:
      return proto.add_int_val(tensor.scalar<int32_t>());
  }
}

// True when all elements have the bytes of the first.
// REQUIRES: a plain dtype and an element.
bool AllEqual(const Tensor& tensor) {
  const char* data = static_cast<const char*>(tensor.raw());
  const size_t size = DTypeSize(tensor.dtype());
  return std::memcmp(data, data + size, tensor.num_bytes() - size) == 0;
}

void PlainToProto(const Tensor& tensor, TensorProto& proto) {
  if (tensor.num_elements() == 0) return;
  if (AllEqual(tensor)) {
    FirstElementToField(tensor, proto);
  } else {
    proto.set_tensor_content(tensor.raw(), tensor.num_bytes());
  }
}

}  // namespace

absl::StatusOr<DType> DTypeFromProto(int number) {
  if (const std::optional<DType> dtype = DTypeFromNumber(number)) {
    return *dtype;
  }
  if (number == DT_INVALID || !DataType_IsValid(number)) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected a DataType, got ", number));
  }
  if (number > kFirstReference) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected a DataType that is no reference, got ",
                     DataType_Name(static_cast<DataType>(number))));
  }
  return absl::UnimplementedError(absl::StrCat(
      DataType_Name(static_cast<DataType>(number)), " is not supported"));
}

absl::StatusOr<Tensor> TensorFromProto(const TensorProto& proto,
                                       TensorBudget& budget) {
  ASSIGN_OR_RETURN(const DType dtype, DTypeFromProto(proto.dtype()));
  ASSIGN_OR_RETURN(const Shape shape, ShapeFromProto(proto.tensor_shape()));
  if (!shape.IsFullyDefined()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a tensor's shape must be fully known, got ", shape.ToString()));
  }
  RETURN_IF_ERROR(CheckKind(proto, dtype));
  RETURN_IF_ERROR(CheckSize(proto, dtype, shape, budget));
  const int64_t given = std::min(FieldSize(proto, dtype), shape.num_elements());
  if (proto.tensor_content().empty() && given == 0) {
    return Tensor::Zeros(dtype, shape);
  }
  ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(dtype, shape));
  if (!proto.tensor_content().empty()) {
    RETURN_IF_ERROR(FillFromContent(proto.tensor_content(), tensor));
  } else {
    FillFromFields(proto, given, tensor);
  }
  return tensor;
}

absl::Status TensorToProto(const Tensor& tensor, TensorProto& proto) {
  proto.Clear();
  proto.set_dtype(static_cast<DataType>(tensor.dtype()));
  ShapeToProto(tensor.shape(), *proto.mutable_tensor_shape());
  switch (tensor.dtype()) {
    case kInvalid:
      return absl::InvalidArgumentError("expected a tensor, got none");
    case kString:
      for (const std::string& value : tensor.flat<std::string>()) {
        proto.add_string_val(value);
      }
      break;
    case kResource:
      for (const ResourceHandle& handle : tensor.flat<ResourceHandle>()) {
        ResourceHandleProto& to = *proto.add_resource_handle_val();
        to.set_container(handle.container());
        to.set_name(handle.name());
      }
      break;
    case kVariant:
      if (tensor.num_elements() > 0) {
        return absl::UnimplementedError(
            "variant elements cannot be written to a TensorProto");
      }
      break;
    default:
      PlainToProto(tensor, proto);
  }
  return absl::OkStatus();
}

}  // namespace thalweg
