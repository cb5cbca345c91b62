#include "thalweg/graph/io/file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

constexpr size_t kPipeChunk = size_t{1} << 16;

absl::Status SystemError(absl::string_view what, absl::string_view path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(what, " '", path, "'"));
}

absl::Status WriteFully(int descriptor, absl::string_view bytes,
                        const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return SystemError("cannot write", path);
    }
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

// Where a link points; the path itself when it is none or points nowhere.
std::string FollowLinks(const std::string& path) {
  char resolved[PATH_MAX];
  return realpath(path.c_str(), resolved) == nullptr ? path
                                                     : std::string(resolved);
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status WriteDirectly(const std::string& path, absl::string_view bytes) {
  FileDescriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) return SystemError("cannot write", path);
  RETURN_IF_ERROR(WriteFully(file.get(), bytes, path));
  return file.Close(path);
}

// A new file beside `target`, with the permissions new files get; sets its
// path. Negative, with errno, when there can be none.
int CreateBeside(const std::string& target, std::string& path) {
  static std::atomic<unsigned> counter{0};
  for (int attempt = 0; attempt < 1000; ++attempt) {
    path = absl::StrCat(target, ".tmp", getpid(), "-", ++counter);
    const int descriptor =
        open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
  return -1;
}

// `mode`: permissions to set, if any.
absl::Status WriteAndSync(int descriptor, absl::string_view bytes,
                          std::optional<mode_t> mode, const std::string& path) {
  FileDescriptor file(descriptor);
  RETURN_IF_ERROR(WriteFully(descriptor, bytes, path));
  if (mode.has_value() && fchmod(descriptor, *mode) != 0) {
    return SystemError("cannot write", path);
  }
  if (fsync(descriptor) != 0) return SystemError("cannot sync", path);
  return file.Close(path);
}

// Makes a rename last. Some file systems cannot sync a folder; nothing is
// lost there that could be kept.
void SyncFolder(const std::string& folder) {
  FileDescriptor file(open(folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() >= 0) fsync(file.get());
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status FileDescriptor::Close(const std::string& path) {
  const int result = close(std::exchange(descriptor_, -1));
  return result == 0 ? absl::OkStatus() : SystemError("cannot close", path);
}

absl::StatusOr<int> FileDescriptor::OpenToRead(const std::string& path,
                                               int64_t& size) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return SystemError("cannot read", path);
  struct stat info;
  if (fstat(descriptor, &info) != 0) {
    close(descriptor);
    return SystemError("cannot read", path);
  }
  if (S_ISDIR(info.st_mode)) {
    close(descriptor);
    return absl::InvalidArgumentError(absl::StrCat(
        "cannot read '", path, "': expected a file, got a folder"));
  }
  size = S_ISREG(info.st_mode) ? int64_t{info.st_size} : -1;
  return descriptor;
}

absl::StatusOr<size_t> ReadFully(int descriptor, void* to, size_t size,
                                 const std::string& path) {
  size_t done = 0;
  while (done < size) {
    const ssize_t got =
        read(descriptor, static_cast<char*>(to) + done, size - done);
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      return SystemError("cannot read", path);
    }
    done += got;
  }
  return done;
}

absl::StatusOr<std::string> ReadFile(Text path, int64_t max_bytes) {
  const std::string name = path.str();
  int64_t size = 0;
  ASSIGN_OR_RETURN(int descriptor, FileDescriptor::OpenToRead(name, size));
  FileDescriptor file(descriptor);
  auto too_large = [&](absl::string_view got) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot read '", name, "': expected at most ", max_bytes,
                     " bytes, got ", got));
  };
  if (size > max_bytes) return too_large(absl::StrCat(size));
  std::string bytes;
  // One byte more than expected shows that a regular file ends where its size
  // says; files under /proc have size 0 and content.
  size_t want = size > 0 ? size + 1 : kPipeChunk;
  while (true) {
    const size_t before = bytes.size();
    bytes.resize(before + want);
    ASSIGN_OR_RETURN(size_t got,
                     ReadFully(descriptor, bytes.data() + before, want, name));
    bytes.resize(before + got);
    if (static_cast<int64_t>(bytes.size()) > max_bytes) {
      return too_large("more");
    }
    if (got < want) return bytes;
    want = std::max(kPipeChunk, bytes.size());
  }
}

absl::Status WriteFileAtomically(Text path, absl::string_view bytes) {
  const std::string target = FollowLinks(path.str());
  std::optional<mode_t> mode;
  struct stat info;
  if (stat(target.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "cannot write '", target, "': expected a file, got a folder"));
    }
    if (!S_ISREG(info.st_mode)) return WriteDirectly(target, bytes);
    mode = info.st_mode & 0777;
  }
  std::string temporary;
  const int descriptor = CreateBeside(target, temporary);
  if (descriptor < 0) return SystemError("cannot write", target);
  absl::Status status = WriteAndSync(descriptor, bytes, mode, temporary);
  if (status.ok() && rename(temporary.c_str(), target.c_str()) != 0) {
    status = SystemError("cannot write", target);
  }
  if (!status.ok()) {
    unlink(temporary.c_str());
    return status;
  }
  SyncFolder(FolderOf(target));
  return absl::OkStatus();
}

bool IsFolder(Text path) {
  struct stat info;
  return stat(path.str().c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace thalweg
