#include "thalweg/tools/support/idx.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

constexpr uint8_t kUnsignedByte = 0x08;
constexpr int64_t kChunk = int64_t{1} << 20;

struct GzClose {
  void operator()(gzFile file) const { gzclose(file); }
};

// A file as gzread sees it: unpacked when gzipped, as it is otherwise.
class ByteReader {
 public:
  static absl::StatusOr<ByteReader> Open(const std::string& path) {
    errno = 0;
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file != nullptr) return ByteReader(path, file);
    const std::string why = absl::StrCat(
        path, ": ", errno == 0 ? "out of memory" : strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(why)
                           : absl::FailedPreconditionError(why);
  }

  // Reads up to bytes.size() bytes; fewer only at the end of the file.
  absl::StatusOr<int64_t> Read(absl::Span<uint8_t> bytes) {
    const int count =
        gzread(file_.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
    int code = Z_OK;
    const char* message = gzerror(file_.get(), &code);
    if (code == Z_OK || code == Z_STREAM_END) return count;
    if (code == Z_ERRNO) message = strerror(errno);
    return absl::DataLossError(absl::StrCat(path_, ": ", message));
  }

  absl::Status Error(absl::StatusCode code, absl::string_view what) const {
    return absl::Status(code, absl::StrCat(path_, ": ", what));
  }

 private:
  ByteReader(std::string path, gzFile file)
      : path_(std::move(path)), file_(file) {}

  std::string path_;
  std::unique_ptr<gzFile_s, GzClose> file_;
};

absl::Status ReadExactly(ByteReader& reader, absl::Span<uint8_t> bytes,
                         absl::string_view what) {
  ASSIGN_OR_RETURN(const int64_t count, reader.Read(bytes));
  if (count == static_cast<int64_t>(bytes.size())) return absl::OkStatus();
  return reader.Error(absl::StatusCode::kDataLoss,
                      absl::StrCat("ends in its ", what, ": expected ",
                                   bytes.size(), " bytes, got ", count));
}

// Two zeros, the element type, the rank; then each dimension, big-endian.
absl::StatusOr<std::vector<int64_t>> ReadShape(ByteReader& reader) {
  uint8_t magic[4];
  RETURN_IF_ERROR(ReadExactly(reader, absl::MakeSpan(magic), "magic number"));
  if (magic[0] != 0 || magic[1] != 0) {
    return reader.Error(
        absl::StatusCode::kInvalidArgument,
        absl::StrFormat("is not an IDX file: expected two zero bytes first, "
                        "got %#04x %#04x",
                        magic[0], magic[1]));
  }
  if (magic[2] != kUnsignedByte) {
    return reader.Error(absl::StatusCode::kInvalidArgument,
                        absl::StrFormat("expected element type 0x08 (unsigned "
                                        "byte), got %#04x",
                                        magic[2]));
  }
  std::vector<uint8_t> bytes(4 * size_t{magic[3]});
  RETURN_IF_ERROR(ReadExactly(reader, absl::MakeSpan(bytes), "shape"));
  std::vector<int64_t> shape;
  for (size_t i = 0; i < bytes.size(); i += 4) {
    shape.push_back(int64_t{bytes[i]} << 24 | int64_t{bytes[i + 1]} << 16 |
                    int64_t{bytes[i + 2]} << 8 | int64_t{bytes[i + 3]});
  }
  return shape;
}

// The product of the dimensions, or `limit` + 1 when it exceeds `limit`.
int64_t CountUpTo(absl::Span<const int64_t> shape, int64_t limit) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  int64_t count = 1;
  for (const int64_t size : shape) {
    if (size > limit / count) return limit + 1;
    count *= size;
  }
  return count;
}

}  // namespace

absl::StatusOr<IdxArray> ReadIdx(const std::string& path, int64_t max_bytes) {
  ASSIGN_OR_RETURN(ByteReader reader, ByteReader::Open(path));
  IdxArray array;
  ASSIGN_OR_RETURN(array.shape, ReadShape(reader));
  const int64_t expected = CountUpTo(array.shape, max_bytes);
  const std::string claim =
      absl::StrCat("shape [", absl::StrJoin(array.shape, ","), "]");
  if (expected > max_bytes) {
    return reader.Error(
        absl::StatusCode::kInvalidArgument,
        absl::StrCat(claim, " exceeds the limit of ", max_bytes, " bytes"));
  }
  // One byte more than claimed shows whether the file goes on.
  int64_t got = 0;
  while (got <= expected) {
    const int64_t want = std::min(kChunk, expected + 1 - got);
    array.values.resize(got + want);
    ASSIGN_OR_RETURN(
        const int64_t count,
        reader.Read(absl::MakeSpan(array.values).subspan(got, want)));
    got += count;
    if (count < want) break;
  }
  if (got != expected) {
    return reader.Error(
        absl::StatusCode::kDataLoss,
        absl::StrCat("expected ", expected, " values for its ", claim, ", got ",
                     got > expected ? "more" : absl::StrCat(got)));
  }
  array.values.resize(expected);
  return array;
}

}  // namespace thalweg
