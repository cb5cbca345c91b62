// A folder for one test's files.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace thalweg {

// Fresh and empty; gone with all it holds when the object goes. Two processes
// that run one test at a time get two folders.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

  // The path of a file of this name inside.
  std::string File(absl::string_view name) const;

  // Writes such a file and returns its path.
  std::string Write(absl::string_view name, absl::string_view bytes) const;

 private:
  std::string path_;
};

// All bytes of a file; fails the test when it cannot be read.
std::string ReadBytes(const std::string& path);

}  // namespace thalweg
