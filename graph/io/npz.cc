#include "thalweg/graph/io/npz.h"

#include <zip.h>

#include <memory>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/io/npy.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

constexpr absl::string_view kSuffix = ".npy";
// Deflate cannot do better than 258 bytes from 2 bits.
constexpr uint64_t kMaxRatio = 1032;
// January 1st, 1980 as zip files spell it: numpy's date for all entries.
constexpr zip_uint16_t kDosDate = (1 << 5) | 1;
constexpr zip_uint16_t kDosTime = 0;
// libzip writes no archive without entries; this is what one looks like.
constexpr char kEmptyArchive[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Source = std::unique_ptr<zip_source_t, Discard>;
using Entry = std::unique_ptr<zip_file_t, Discard>;

// A zip_error_t that is freed in the end.
class ZipError {
 public:
  ZipError() { zip_error_init(&error_); }
  ~ZipError() { zip_error_fini(&error_); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;

  zip_error_t* get() { return &error_; }
  absl::Status ToStatus() {
    return absl::DataLossError(
        absl::StrCat("zip: ", zip_error_strerror(&error_)));
  }

 private:
  zip_error_t error_;
};

absl::Status ZipStatus(zip_t* archive) {
  return absl::DataLossError(absl::StrCat("zip: ", zip_strerror(archive)));
}

absl::Status InEntry(const absl::Status& status, absl::string_view entry) {
  return absl::Status(status.code(),
                      absl::StrCat("entry '", entry, "': ", status.message()));
}

// One entry being unpacked.
class EntrySource final : public ByteSource {
 public:
  EntrySource(Entry entry, int64_t size)
      : entry_(std::move(entry)), remaining_(size) {}

  absl::StatusOr<size_t> Read(void* to, size_t size) override {
    size_t done = 0;
    while (done < size) {
      const zip_int64_t got =
          zip_fread(entry_.get(), static_cast<char*>(to) + done, size - done);
      if (got == 0) break;
      if (got < 0) {
        return absl::DataLossError(
            absl::StrCat("zip: ", zip_file_strerror(entry_.get())));
      }
      done += got;
    }
    remaining_ -= std::min<int64_t>(remaining_, done);
    return done;
  }
  int64_t remaining() const override { return remaining_; }

 private:
  Entry entry_;
  int64_t remaining_;
};

absl::Status CheckEntry(const zip_stat_t& info) {
  static constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                          ZIP_STAT_COMP_METHOD |
                                          ZIP_STAT_ENCRYPTION_METHOD;
  if ((info.valid & kNeeded) != kNeeded) {
    return absl::DataLossError("zip: its size is not given");
  }
  if (info.encryption_method != ZIP_EM_NONE) {
    return absl::UnimplementedError("encrypted entries cannot be read");
  }
  if (info.comp_method != ZIP_CM_STORE && info.comp_method != ZIP_CM_DEFLATE) {
    return absl::UnimplementedError(
        absl::StrCat("expected an entry stored or deflated, got compression "
                     "method ",
                     info.comp_method));
  }
  const uint64_t ratio = info.comp_method == ZIP_CM_STORE ? 1 : kMaxRatio;
  if (info.size / ratio > info.comp_size) {
    return absl::DataLossError(
        absl::StrCat("claims ", info.size, " bytes from ", info.comp_size));
  }
  return absl::OkStatus();
}

class Reader {
 public:
  // `size`: of the whole file.
  Reader(Archive archive, uint64_t size)
      : archive_(std::move(archive)), budget_(size) {}

  absl::StatusOr<NamedTensors> Read() {
    NamedTensors tensors;
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
      zip_stat_t info;
      if (zip_stat_index(archive_.get(), i, 0, &info) != 0) {
        return ZipStatus(archive_.get());
      }
      absl::StatusOr<Tensor> tensor = ReadEntry(info);
      if (!tensor.ok()) return InEntry(tensor.status(), info.name);
      tensors.emplace_back(absl::StripSuffix(info.name, kSuffix),
                           *std::move(tensor));
    }
    return tensors;
  }

 private:
  absl::StatusOr<Tensor> ReadEntry(const zip_stat_t& info) {
    if (!absl::EndsWith(info.name, kSuffix)) {
      return absl::InvalidArgumentError("expected an .npy array");
    }
    if (!names_.insert(info.name).second) {
      return absl::InvalidArgumentError("occurs twice");
    }
    RETURN_IF_ERROR(CheckEntry(info));
    // Entries that share their bytes would multiply them.
    if (info.comp_size > budget_) {
      return absl::DataLossError("zip: entries overlap");
    }
    budget_ -= info.comp_size;
    Entry entry(zip_fopen_index(archive_.get(), info.index, 0));
    if (entry == nullptr) return ZipStatus(archive_.get());
    EntrySource source(std::move(entry), static_cast<int64_t>(info.size));
    return ReadNpyFrom(source);
  }

  Archive archive_;
  uint64_t budget_;
  absl::flat_hash_set<std::string> names_;
};

absl::StatusOr<NamedTensors> ReadArchive(Source source) {
  ZipError error;
  zip_stat_t info;
  zip_stat_init(&info);
  if (zip_source_stat(source.get(), &info) != 0) {
    return absl::DataLossError(absl::StrCat(
        "zip: ", zip_error_strerror(zip_source_error(source.get()))));
  }
  // libzip would take an empty file for an archive without entries.
  if (info.size == 0) {
    return absl::DataLossError("expected an .npz archive, got no bytes");
  }
  Archive archive(zip_open_from_source(source.get(), ZIP_RDONLY, error.get()));
  if (archive == nullptr) return error.ToStatus();
  static_cast<void>(source.release());  // The archive's now.
  return Reader(std::move(archive), info.size).Read();
}

// Adds one array. `parts` must live until the archive is closed.
absl::Status AddEntry(zip_t* archive, const std::string& key,
                      const NpyParts& parts, const NpzOptions& options) {
  zip_buffer_fragment_t fragments[] = {
      {reinterpret_cast<zip_uint8_t*>(const_cast<char*>(parts.header.data())),
       parts.header.size()},
      {reinterpret_cast<zip_uint8_t*>(const_cast<char*>(parts.elements.data())),
       parts.elements.size()}};
  Source source(zip_source_buffer_fragment(archive, fragments,
                                           parts.elements.empty() ? 1 : 2, 0));
  if (source == nullptr) return ZipStatus(archive);
  const zip_int64_t index =
      zip_file_add(archive, absl::StrCat(key, kSuffix).c_str(), source.get(),
                   ZIP_FL_ENC_UTF_8);
  if (index < 0) return ZipStatus(archive);
  static_cast<void>(source.release());  // The archive's now.
  const zip_int32_t method = options.compress ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
  if (zip_set_file_compression(archive, index, method, 0) != 0 ||
      zip_file_set_dostime(archive, index, kDosTime, kDosDate, 0) != 0) {
    return ZipStatus(archive);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(zip_source_t* source) {
  zip_stat_t info;
  zip_stat_init(&info);
  if (zip_source_stat(source, &info) != 0 || zip_source_open(source) != 0) {
    return absl::InternalError(
        absl::StrCat("zip: ", zip_error_strerror(zip_source_error(source))));
  }
  std::string bytes(info.size, '\0');
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got != static_cast<zip_int64_t>(bytes.size())) {
    return absl::InternalError("zip: cannot read what was written");
  }
  return bytes;
}

absl::Status CheckKeys(const NamedTensors& tensors) {
  absl::flat_hash_set<absl::string_view> keys;
  for (const auto& [key, tensor] : tensors) {
    if (key.empty() || absl::StrContains(key, '\0')) {
      return absl::InvalidArgumentError(
          "npz: expected keys of one character at least and without NUL");
    }
    if (!keys.insert(key).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("npz: the key '", key, "' occurs twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<NamedTensors> ReadNpz(Text path) {
  const std::string name = path.str();
  // libzip's own errors do not tell a missing file from a folder.
  int64_t size = 0;
  ASSIGN_OR_RETURN(const int descriptor,
                   FileDescriptor::OpenToRead(name, size));
  FileDescriptor file(descriptor);
  ZipError error;
  Source source(zip_source_file_create(name.c_str(), 0, 0, error.get()));
  if (source == nullptr) return error.ToStatus();
  absl::StatusOr<NamedTensors> tensors = ReadArchive(std::move(source));
  if (tensors.ok()) return tensors;
  return absl::Status(tensors.status().code(),
                      absl::StrCat(name, ": ", tensors.status().message()));
}

absl::StatusOr<NamedTensors> ParseNpz(absl::string_view bytes) {
  ZipError error;
  Source source(
      zip_source_buffer_create(bytes.data(), bytes.size(), 0, error.get()));
  if (source == nullptr) return error.ToStatus();
  return ReadArchive(std::move(source));
}

absl::StatusOr<std::string> NpzBytes(const NamedTensors& tensors,
                                     const NpzOptions& options) {
  RETURN_IF_ERROR(CheckKeys(tensors));
  if (tensors.empty()) {
    return std::string(kEmptyArchive, sizeof(kEmptyArchive));
  }
  ZipError error;
  Source memory(zip_source_buffer_create(nullptr, 0, 0, error.get()));
  if (memory == nullptr) return error.ToStatus();
  // Declared first: the archive reads them until it is closed.
  std::vector<NpyParts> parts(tensors.size());
  Archive archive(
      zip_open_from_source(memory.get(), ZIP_TRUNCATE, error.get()));
  if (archive == nullptr) return error.ToStatus();
  zip_source_keep(memory.get());
  for (size_t i = 0; i < tensors.size(); ++i) {
    const auto& [key, tensor] = tensors[i];
    absl::Status status = MakeNpyParts(tensor, parts[i]);
    if (status.ok()) {
      status = AddEntry(archive.get(), key, parts[i], options);
    }
    if (!status.ok()) return InEntry(status, key);
  }
  if (zip_close(archive.get()) != 0) return ZipStatus(archive.get());
  static_cast<void>(archive.release());  // zip_close has freed it.
  return ReadAll(memory.get());
}

absl::Status WriteNpz(const NamedTensors& tensors, Text path,
                      const NpzOptions& options) {
  ASSIGN_OR_RETURN(const std::string bytes, NpzBytes(tensors, options));
  return WriteFileAtomically(path, bytes);
}

const Tensor* FindTensor(const NamedTensors& tensors, absl::string_view key) {
  for (const auto& [name, tensor] : tensors) {
    if (name == key) return &tensor;
  }
  return nullptr;
}

}  // namespace thalweg
