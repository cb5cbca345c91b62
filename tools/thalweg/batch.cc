#include "thalweg/tools/thalweg/batch.h"

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/command.h"

namespace thalweg::command {
namespace {

using nlohmann::json;

// A wrong type of a field is the only thing that can throw in here.
absl::StatusOr<RunRequest> ParseEntry(const std::string& line,
                                      const RunRequest& defaults) {
  const json entry = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!entry.is_object()) {
    return absl::InvalidArgumentError("expected a JSON object a line");
  }
  RunRequest request = defaults;
  try {
    request.model = entry.value("graph", "");
    request.signature = entry.value("signature", "");
    request.tags =
        absl::StrJoin(entry.value("tags", std::vector<std::string>()), ",");
    if (const std::string feeds = entry.value("feeds", ""); !feeds.empty()) {
      request.feed_files.push_back(feeds);
    }
    request.init = entry.value("init", std::vector<std::string>());
    request.targets = entry.value("targets", std::vector<std::string>());
    request.fetches = entry.value("fetches", std::vector<std::string>());
    request.steps = entry.value("steps", 1);
    request.out = entry.value("out", "");
  } catch (const json::exception& error) {
    return absl::InvalidArgumentError(error.what());
  }
  if (request.steps < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("steps: expected at least 1, got ", request.steps));
  }
  // Replaying a recorded case, one step is the same as none given.
  request.steps_given = request.steps > 1;
  return request;
}

absl::Status RunEntry(const std::string& line, const RunRequest& defaults) {
  ASSIGN_OR_RETURN(const RunRequest request, ParseEntry(line, defaults));
  ASSIGN_OR_RETURN(const NamedTensors values, Execute(request));
  return request.out.empty() ? absl::OkStatus() : WriteNpz(values, request.out);
}

}  // namespace

absl::Status RunBatch(const std::string& path, const RunRequest& defaults) {
  std::ifstream list(path);
  if (!list) {
    return absl::NotFoundError(absl::StrCat("can't read '", path, "'"));
  }
  std::string line;
  while (std::getline(list, line)) {
    if (line.empty()) continue;
    const absl::Status status = RunEntry(line, defaults);
    json result = {{"ok", status.ok()}};
    if (!status.ok()) {
      result["code"] = CodeName(status);
      result["error"] = std::string(status.message());
    }
    std::cout << result.dump(-1, ' ', false, json::error_handler_t::replace)
              << std::endl;
  }
  return absl::OkStatus();
}

}  // namespace thalweg::command
