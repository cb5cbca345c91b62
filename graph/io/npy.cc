#include "thalweg/graph/io/npy.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/io/npy_header.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/strides.h"

namespace thalweg {
namespace {

constexpr char32_t kMaxCodePoint = 0x10ffff;
// Strings are read so many bytes at a time.
constexpr size_t kChunkBytes = size_t{1} << 16;

// A file being read.
class FileSource final : public ByteSource {
 public:
  // `size` < 0: not known.
  FileSource(int descriptor, int64_t size, std::string path)
      : file_(descriptor),
        remaining_(size < 0 ? INT64_MAX : size),
        path_(std::move(path)) {}

  absl::StatusOr<size_t> Read(void* to, size_t size) override {
    ASSIGN_OR_RETURN(const size_t got, ReadFully(file_.get(), to, size, path_));
    remaining_ -= std::min<int64_t>(remaining_, got);
    return got;
  }
  int64_t remaining() const override { return remaining_; }

 private:
  FileDescriptor file_;
  int64_t remaining_;
  std::string path_;
};

absl::Status ReadExactly(ByteSource& source, void* to, size_t size) {
  ASSIGN_OR_RETURN(const size_t got, source.Read(to, size));
  if (got == size) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("npy: expected ", size, " bytes of elements, got ", got));
}

absl::Status CheckAtEnd(ByteSource& source) {
  char extra;
  ASSIGN_OR_RETURN(const size_t got, source.Read(&extra, 1));
  if (got == 0) return absl::OkStatus();
  return absl::InvalidArgumentError("npy: more bytes follow the array");
}

void ReverseBytes(char* data, size_t num_bytes, size_t size) {
  for (char* at = data; at < data + num_bytes; at += size) {
    std::reverse(at, at + size);
  }
}

absl::StatusOr<Tensor> FromFortranOrder(const Tensor& from) {
  ASSIGN_OR_RETURN(Tensor to, Tensor::Allocate(from.dtype(), from.shape()));
  std::vector<int64_t> strides(from.rank(), 1);
  for (int i = 1; i < from.rank(); ++i) {
    strides[i] = strides[i - 1] * from.dim(i - 1);
  }
  if (from.dtype() == kString) {
    ForEachStrided(from.shape(), strides, [&](int64_t c, int64_t fortran) {
      to.mutable_data<std::string>()[c] = from.data<std::string>()[fortran];
    });
    return to;
  }
  const size_t size = DTypeSize(from.dtype());
  char* out = static_cast<char*>(to.mutable_raw());
  const char* in = static_cast<const char*>(from.raw());
  ForEachStrided(from.shape(), strides, [&](int64_t c, int64_t fortran) {
    std::memcpy(out + c * size, in + fortran * size, size);
  });
  return to;
}

absl::StatusOr<Tensor> ReadPlain(const NpyHeader& header, ByteSource& source) {
  ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(header.dtype, header.shape));
  char* data = static_cast<char*>(tensor.mutable_raw());
  RETURN_IF_ERROR(ReadExactly(source, data, tensor.num_bytes()));
  if (header.is_big_endian) {
    const bool is_complex = kComplex.contains(header.dtype);
    ReverseBytes(data, tensor.num_bytes(),
                 header.item_size / (is_complex ? 2 : 1));
  }
  if (header.dtype == kBool) {
    // Any byte but 0 is true; only 0 and 1 may be a bool.
    std::transform(data, data + tensor.num_bytes(), data,
                   [](char c) -> char { return c != 0; });
  }
  return tensor;
}

absl::Status AppendUtf8(char32_t c, std::string& text) {
  if (c > kMaxCodePoint || (c >= 0xd800 && c < 0xe000)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "npy: expected a Unicode character, got 0x", absl::Hex(c)));
  }
  auto tail = [c](int shift) {
    return static_cast<char>(0x80 | ((c >> shift) & 0x3f));
  };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += {static_cast<char>(0xc0 | (c >> 6)), tail(0)};
  } else if (c < 0x10000) {
    text += {static_cast<char>(0xe0 | (c >> 12)), tail(6), tail(0)};
  } else {
    text += {static_cast<char>(0xf0 | (c >> 18)), tail(12), tail(6), tail(0)};
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> DecodeUnicode(absl::string_view item,
                                          bool is_big_endian) {
  std::vector<char32_t> characters;
  for (size_t i = 0; i < item.size(); i += sizeof(char32_t)) {
    char bytes[sizeof(char32_t)];
    std::memcpy(bytes, item.data() + i, sizeof(bytes));
    if (is_big_endian) std::reverse(bytes, bytes + sizeof(bytes));
    std::memcpy(&characters.emplace_back(), bytes, sizeof(bytes));
  }
  while (!characters.empty() && characters.back() == 0) characters.pop_back();
  std::string text;
  for (char32_t c : characters) RETURN_IF_ERROR(AppendUtf8(c, text));
  return text;
}

absl::string_view WithoutTrailingNuls(absl::string_view item) {
  while (!item.empty() && item.back() == '\0') item.remove_suffix(1);
  return item;
}

absl::StatusOr<Tensor> ReadStrings(const NpyHeader& header,
                                   ByteSource& source) {
  ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(kString, header.shape));
  auto strings = tensor.mutable_flat<std::string>();
  const size_t size = header.item_size;
  const size_t chunk =
      std::max<size_t>(1, kChunkBytes / std::max<size_t>(1, size));
  std::string items;
  for (size_t i = 0; i < strings.size(); ++i) {
    if (i % chunk == 0) {
      items.resize(size * std::min(chunk, strings.size() - i));
      RETURN_IF_ERROR(ReadExactly(source, items.data(), items.size()));
    }
    const absl::string_view item(items.data() + i % chunk * size, size);
    if (header.is_unicode) {
      ASSIGN_OR_RETURN(strings[i], DecodeUnicode(item, header.is_big_endian));
    } else {
      strings[i] = std::string(WithoutTrailingNuls(item));
    }
  }
  return tensor;
}

// numpy's name for the elements of a tensor of numbers, "" if it has none.
absl::string_view DescrOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return "<f2";
    case kFloat:
      return "<f4";
    case kDouble:
      return "<f8";
    case kInt8:
      return "|i1";
    case kInt16:
      return "<i2";
    case kInt32:
      return "<i4";
    case kInt64:
      return "<i8";
    case kUint8:
      return "|u1";
    case kUint16:
      return "<u2";
    case kUint32:
      return "<u4";
    case kUint64:
      return "<u8";
    case kBool:
      return "|b1";
    case kComplex64:
      return "<c8";
    case kComplex128:
      return "<c16";
    default:
      return "";
  }
}

absl::Status MakeStringParts(const Tensor& tensor, NpyParts& parts) {
  size_t longest = 1;
  for (const std::string& value : tensor.flat<std::string>()) {
    longest = std::max(longest, value.size());
  }
  size_t total = 0;
  if (__builtin_mul_overflow(longest, tensor.num_elements(), &total) ||
      total > parts.storage.max_size()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("npy: ", tensor.num_elements(), " strings of up to ",
                     longest, " bytes are too many"));
  }
  parts.header = FormatNpyHeader(absl::StrCat("|S", longest), tensor.shape());
  parts.storage.reserve(total);
  for (const std::string& value : tensor.flat<std::string>()) {
    parts.storage += value;
    parts.storage.append(longest - value.size(), '\0');
  }
  parts.elements = parts.storage;
  return absl::OkStatus();
}

absl::Status InFile(const absl::Status& status, Text path) {
  return absl::Status(status.code(),
                      absl::StrCat(path.view(), ": ", status.message()));
}

}  // namespace

absl::StatusOr<Tensor> ReadNpyFrom(ByteSource& source) {
  ASSIGN_OR_RETURN(const NpyHeader header, ReadNpyHeader(source));
  ASSIGN_OR_RETURN(Tensor tensor, header.dtype == kString
                                      ? ReadStrings(header, source)
                                      : ReadPlain(header, source));
  RETURN_IF_ERROR(CheckAtEnd(source));
  if (header.is_fortran_order && header.shape.rank() > 1) {
    return FromFortranOrder(tensor);
  }
  return tensor;
}

absl::StatusOr<Tensor> ParseNpy(absl::string_view bytes) {
  MemorySource source(bytes);
  return ReadNpyFrom(source);
}

absl::StatusOr<Tensor> ReadNpy(Text path) {
  int64_t size = 0;
  ASSIGN_OR_RETURN(const int descriptor,
                   FileDescriptor::OpenToRead(path.str(), size));
  FileSource source(descriptor, size, path.str());
  absl::StatusOr<Tensor> tensor = ReadNpyFrom(source);
  return tensor.ok() ? tensor : InFile(tensor.status(), path);
}

absl::Status MakeNpyParts(const Tensor& tensor, NpyParts& parts) {
  if (tensor.dtype() == kString) return MakeStringParts(tensor, parts);
  const absl::string_view descr = DescrOf(tensor.dtype());
  if (descr.empty()) {
    return absl::UnimplementedError(
        absl::StrCat("numpy has no ", DTypeName(tensor.dtype()),
                     " arrays; cast to another dtype first"));
  }
  parts.header = FormatNpyHeader(descr, tensor.shape());
  parts.elements = absl::string_view(static_cast<const char*>(tensor.raw()),
                                     tensor.num_bytes());
  return absl::OkStatus();
}

absl::StatusOr<std::string> NpyBytes(const Tensor& tensor) {
  NpyParts parts;
  RETURN_IF_ERROR(MakeNpyParts(tensor, parts));
  return absl::StrCat(parts.header, parts.elements);
}

absl::Status WriteNpy(const Tensor& tensor, Text path) {
  ASSIGN_OR_RETURN(const std::string bytes, NpyBytes(tensor));
  return WriteFileAtomically(path, bytes);
}

}  // namespace thalweg
