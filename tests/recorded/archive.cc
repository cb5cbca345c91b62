#include "thalweg/tests/recorded/archive.h"

#include <zip.h>

#include "absl/strings/str_cat.h"

namespace thalweg {

void Archive::Close::operator()(zip* archive) const { zip_discard(archive); }

absl::StatusOr<Archive> Archive::Open(const std::string& path) {
  Archive archive;
  archive.archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, nullptr));
  if (archive.archive_ == nullptr) {
    return absl::DataLossError(absl::StrCat("can't read ", path));
  }
  const zip_int64_t count = zip_get_num_entries(archive.archive_.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const std::string name = zip_get_name(archive.archive_.get(), i, 0);
    const std::string folder = name.substr(0, name.find('/'));
    if (archive.cases_.empty() || archive.cases_.back() != folder) {
      archive.cases_.push_back(folder);
    }
  }
  return archive;
}

absl::StatusOr<std::string> Archive::Read(absl::string_view case_name,
                                          absl::string_view file) const {
  const std::string name = absl::StrCat(case_name, "/", file);
  zip_stat_t info;
  if (zip_stat(archive_.get(), name.c_str(), 0, &info) != 0) {
    return absl::NotFoundError(name);
  }
  zip_file_t* entry = zip_fopen_index(archive_.get(), info.index, 0);
  if (entry == nullptr) return absl::DataLossError(name);
  std::string bytes(info.size, '\0');
  const zip_int64_t read = zip_fread(entry, bytes.data(), info.size);
  zip_fclose(entry);
  if (read != static_cast<zip_int64_t>(info.size)) {
    return absl::DataLossError(name);
  }
  return bytes;
}

}  // namespace thalweg
