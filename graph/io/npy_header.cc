#include "thalweg/graph/io/npy_header.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

constexpr absl::string_view kMagic = "\x93NUMPY";
constexpr size_t kAlignment = 64;
// What numpy itself writes stays far below.
constexpr size_t kMaxHeader = size_t{1} << 16;
// numpy leaves room for the first dimension to grow to so many digits.
constexpr size_t kGrowthDigits = 21;
// Elements of no bytes ("|S0") are no reason to allocate more than this.
constexpr int64_t kMaxEmptyStrings = int64_t{1} << 20;

absl::Status Malformed(absl::string_view what, absl::string_view header) {
  return absl::InvalidArgumentError(absl::StrCat(
      "npy header: ", what, ": ", absl::StripAsciiWhitespace(header)));
}

// Reads the header's text: a literal of a Python dict.
class Parser {
 public:
  explicit Parser(absl::string_view text) : header_(text), rest_(text) {}

  absl::StatusOr<NpyHeader> Parse() {
    std::optional<std::string> descr;
    std::optional<bool> order;
    std::optional<Shape> shape;
    if (!Consume("{")) return Error("expected '{'");
    while (!Consume("}")) {
      ASSIGN_OR_RETURN(const std::string key, ParseString());
      if (!Consume(":")) return Error("expected ':'");
      if (key == "descr" && !descr) {
        ASSIGN_OR_RETURN(descr, ParseDescr());
      } else if (key == "fortran_order" && !order) {
        ASSIGN_OR_RETURN(order, ParseBool());
      } else if (key == "shape" && !shape) {
        ASSIGN_OR_RETURN(shape, ParseShape());
      } else {
        return Error("expected 'descr', 'fortran_order' and 'shape', once");
      }
      if (!Consume(",") && !StartsWith("}")) return Error("expected ','");
    }
    SkipSpace();
    if (!rest_.empty() || !descr || !order || !shape) {
      return Error("expected 'descr', 'fortran_order' and 'shape'");
    }
    NpyHeader header;
    header.is_fortran_order = *order;
    header.shape = *std::move(shape);
    RETURN_IF_ERROR(ReadDescr(*descr, header));
    return header;
  }

 private:
  absl::Status Error(absl::string_view what) const {
    return Malformed(what, header_);
  }
  void SkipSpace() { rest_ = absl::StripLeadingAsciiWhitespace(rest_); }
  bool StartsWith(absl::string_view token) {
    SkipSpace();
    return rest_.substr(0, token.size()) == token;
  }
  bool Consume(absl::string_view token) {
    SkipSpace();
    return absl::ConsumePrefix(&rest_, token);
  }

  absl::StatusOr<std::string> ParseString() {
    const char quote = Consume("'") ? '\'' : Consume("\"") ? '"' : '\0';
    const size_t end =
        quote == '\0' ? absl::string_view::npos : rest_.find(quote);
    if (end == absl::string_view::npos) return Error("expected a string");
    std::string value(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return value;
  }

  absl::StatusOr<std::string> ParseDescr() {
    if (StartsWith("[")) {
      return absl::UnimplementedError(
          "npy header: records cannot be read; expected a plain array");
    }
    return ParseString();
  }

  absl::StatusOr<bool> ParseBool() {
    if (Consume("True")) return true;
    if (Consume("False")) return false;
    return Error("expected True or False");
  }

  absl::StatusOr<Shape> ParseShape() {
    if (!Consume("(")) return Error("expected '('");
    Shape::Dims dims;
    while (!Consume(")")) {
      SkipSpace();
      size_t digits = 0;
      while (digits < rest_.size() && absl::ascii_isdigit(rest_[digits])) {
        ++digits;
      }
      int64_t dim = 0;
      if (!absl::SimpleAtoi(rest_.substr(0, digits), &dim)) {
        return Error("expected a dimension");
      }
      rest_.remove_prefix(digits);
      Consume("L");  // Python 2's long.
      dims.push_back(dim);
      if (!Consume(",") && !StartsWith(")")) return Error("expected ','");
    }
    return Shape::Make(dims);
  }

  // "<f4": byte order, kind, bytes of an element.
  absl::Status ReadDescr(absl::string_view descr, NpyHeader& header) const {
    int64_t size = 0;
    if (descr.size() < 3 ||
        absl::string_view("<>|=").find(descr[0]) == absl::string_view::npos ||
        !absl::SimpleAtoi(descr.substr(2), &size) || size < 0 ||
        size > INT32_MAX) {
      return absl::UnimplementedError(absl::StrCat(
          "npy header: elements of type '", descr, "' cannot be read"));
    }
    header.is_big_endian = descr[0] == '>';
    header.item_size = size;
    if (descr[1] == 'S' || descr[1] == 'U') {
      header.dtype = kString;
      header.is_unicode = descr[1] == 'U';
      if (header.is_unicode) header.item_size *= sizeof(char32_t);
      return absl::OkStatus();
    }
    header.dtype = PlainDType(descr[1], size);
    if (header.dtype == kInvalid) {
      return absl::UnimplementedError(absl::StrCat(
          "npy header: elements of type '", descr, "' cannot be read"));
    }
    return absl::OkStatus();
  }

  static DType PlainDType(char kind, int64_t size) {
    struct Entry {
      char kind;
      int size;
      DType dtype;
    };
    static constexpr Entry kEntries[] = {
        {'f', 2, kHalf},      {'f', 4, kFloat},       {'f', 8, kDouble},
        {'i', 1, kInt8},      {'i', 2, kInt16},       {'i', 4, kInt32},
        {'i', 8, kInt64},     {'u', 1, kUint8},       {'u', 2, kUint16},
        {'u', 4, kUint32},    {'u', 8, kUint64},      {'b', 1, kBool},
        {'c', 8, kComplex64}, {'c', 16, kComplex128},
    };
    for (const Entry& entry : kEntries) {
      if (entry.kind == kind && entry.size == size) return entry.dtype;
    }
    return kInvalid;
  }

  absl::string_view header_;
  absl::string_view rest_;
};

absl::Status ReadExactly(ByteSource& source, char* to, size_t size) {
  ASSIGN_OR_RETURN(const size_t got, source.Read(to, size));
  if (got == size) return absl::OkStatus();
  return absl::DataLossError("npy: the file ends within its header");
}

// What comes between the magic and the header's text: version and length.
absl::StatusOr<size_t> ReadHeaderLength(ByteSource& source) {
  char magic[kMagic.size() + 2];
  RETURN_IF_ERROR(ReadExactly(source, magic, sizeof(magic)));
  if (absl::string_view(magic, kMagic.size()) != kMagic) {
    return absl::DataLossError("expected an .npy array, got other bytes");
  }
  const int version = static_cast<unsigned char>(magic[kMagic.size()]);
  if (version < 1 || version > 3) {
    return absl::UnimplementedError(
        absl::StrCat("npy: expected format version 1, 2 or 3, got ", version));
  }
  unsigned char bytes[4] = {};
  RETURN_IF_ERROR(ReadExactly(source, reinterpret_cast<char*>(bytes),
                              version == 1 ? 2 : 4));
  const size_t length = bytes[0] | size_t{bytes[1]} << 8 |
                        size_t{bytes[2]} << 16 | size_t{bytes[3]} << 24;
  if (length > kMaxHeader) {
    return absl::InvalidArgumentError(
        absl::StrCat("npy: expected a header of at most ", kMaxHeader,
                     " bytes, got ", length));
  }
  return length;
}

absl::Status CheckSize(const NpyHeader& header, const ByteSource& source) {
  const int64_t count = header.shape.num_elements();
  if (header.item_size == 0) {
    if (count <= kMaxEmptyStrings) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("npy: expected at most ", kMaxEmptyStrings,
                     " strings of no bytes, got ", count));
  }
  if (count <= source.remaining() / header.item_size) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat("npy: expected ", count, " elements of ", header.item_size,
                   " bytes, got at most ", source.remaining(), " bytes"));
}

}  // namespace

absl::StatusOr<NpyHeader> ReadNpyHeader(ByteSource& source) {
  ASSIGN_OR_RETURN(const size_t length, ReadHeaderLength(source));
  std::string text(length, '\0');
  RETURN_IF_ERROR(ReadExactly(source, text.data(), length));
  ASSIGN_OR_RETURN(NpyHeader header, Parser(text).Parse());
  RETURN_IF_ERROR(CheckSize(header, source));
  return header;
}

std::string FormatNpyHeader(absl::string_view descr, const Shape& shape) {
  std::string text = absl::StrCat(
      "{'descr': '", descr, "', 'fortran_order': False, 'shape': (",
      absl::StrJoin(shape.dims(), ", "), shape.rank() == 1 ? "," : "", "), }");
  if (shape.rank() > 0) {
    const size_t digits = absl::StrCat(shape.dim(0)).size();
    text.append(kGrowthDigits - digits, ' ');
  }
  // A tensor has at most 254 dimensions of 19 digits: 2 bytes hold the length.
  const size_t before = kMagic.size() + 2 + 2;
  const size_t end = before + text.size() + 1;
  text.append(kAlignment - end % kAlignment, ' ');
  text += '\n';
  std::string header(kMagic);
  header += {1, 0, static_cast<char>(text.size() & 0xff),
             static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace thalweg
