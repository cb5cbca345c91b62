// Archive: the recorded cases of one zip file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct zip;

namespace thalweg {

class Archive {
 public:
  static absl::StatusOr<Archive> Open(const std::string& path);

  // The folders, each a case, in order.
  const std::vector<std::string>& cases() const { return cases_; }
  // All bytes of a file: "graph.pb". NOT_FOUND when the case has none.
  absl::StatusOr<std::string> Read(absl::string_view case_name,
                                   absl::string_view file) const;

 private:
  struct Close {
    void operator()(zip* archive) const;
  };

  std::unique_ptr<zip, Close> archive_;
  std::vector<std::string> cases_;
};

}  // namespace thalweg
