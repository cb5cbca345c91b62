// Whole files: bounded reading, and writing that never leaves half a file.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "thalweg/graph/text.h"

namespace thalweg {

// All bytes of a file (or pipe). The system's error as a Status that names the
// path; RESOURCE_EXHAUSTED when there are more than `max_bytes`,
// INVALID_ARGUMENT for a folder.
absl::StatusOr<std::string> ReadFile(Text path, int64_t max_bytes);

// Replaces a file by these bytes: whoever opens the path, even after a crash,
// finds all of the old content or all of the new. Writes a file beside it,
// syncs, renames. A link keeps pointing where it did; a device or pipe is
// written to directly.
absl::Status WriteFileAtomically(Text path, absl::string_view bytes);

// True when the path is a folder.
bool IsFolder(Text path);

// A file descriptor that is closed in the end.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  // Opens for reading. The system's error as a Status that names the path,
  // INVALID_ARGUMENT for a folder. `size`: of a regular file, else -1.
  static absl::StatusOr<int> OpenToRead(const std::string& path, int64_t& size);

  int get() const { return descriptor_; }
  // The error that closing reports, if any.
  absl::Status Close(const std::string& path);

 private:
  int descriptor_;
};

// Reads up to `size` bytes, fewer only at the end of the file.
absl::StatusOr<size_t> ReadFully(int descriptor, void* to, size_t size,
                                 const std::string& path);

}  // namespace thalweg
