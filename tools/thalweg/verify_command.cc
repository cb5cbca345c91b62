// thalweg verify: runs recorded cases and says where they differ.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/recorded_case.h"
#include "thalweg/tools/thalweg/tensor_json.h"

namespace thalweg::command {
namespace {

using nlohmann::ordered_json;

struct VerifyArguments {
  std::vector<std::string> cases;
  int threads = 0;
  bool no_optimize = false;
  bool json = false;
};

ordered_json ToJson(const ComparedTensor& tensor) {
  const Comparison& comparison = tensor.comparison;
  ordered_json entry = {{"name", tensor.name},
                        {"passed", comparison.agrees()},
                        {"max_absolute_error", comparison.max_absolute},
                        {"max_relative_error", comparison.max_relative},
                        {"bad_elements", comparison.num_bad}};
  if (comparison.num_bad > 0) {
    entry["first_bad"] = comparison.first_bad;
    entry["got"] = TensorToJson(comparison.got)["values"][0];
    entry["expected"] = TensorToJson(comparison.expected)["values"][0];
  }
  return entry;
}

ordered_json ToJson(const std::string& path, const Verdict& verdict) {
  auto tensors = ordered_json::array();
  for (const ComparedTensor& tensor : verdict.tensors) {
    tensors.push_back(ToJson(tensor));
  }
  return {{"case", path},
          {"passed", verdict.passed()},
          {"difference", verdict.difference},
          {"tensors", std::move(tensors)}};
}

void PrintLine(const std::string& path, const Verdict& verdict) {
  std::cout << (verdict.passed() ? "pass  " : "FAIL  ") << path
            << (verdict.passed() ? "" : ": ") << verdict.difference
            << std::endl;
}

absl::Status Verify(const VerifyArguments& arguments) {
  const SessionOptions options = {.num_threads = arguments.threads,
                                  .optimize = !arguments.no_optimize};
  auto cases = ordered_json::array();
  size_t failed = 0;
  for (const std::string& path : arguments.cases) {
    const Verdict verdict = Replay(FilesOfFolder(path), options);
    failed += verdict.passed() ? 0 : 1;
    if (arguments.json) {
      cases.push_back(ToJson(path, verdict));
    } else {
      PrintLine(path, verdict);
    }
  }
  const size_t passed = arguments.cases.size() - failed;
  if (arguments.json) {
    const ordered_json document = {
        {"cases", std::move(cases)}, {"passed", passed}, {"failed", failed}};
    // Strings of tensors may be no UTF-8.
    std::cout << document.dump(-1, ' ', false,
                               ordered_json::error_handler_t::replace)
              << "\n";
  } else {
    std::cout << passed << " passed, " << failed << " failed\n";
  }
  if (failed == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(failed, " of ", arguments.cases.size(),
                   " cases differ from what was recorded"));
}

}  // namespace

void AddVerify(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "verify",
      "Runs recorded cases and says of each whether it gives what was "
      "recorded, or where it differs.");
  command->footer(
      "A case is a folder of graph.pb, feeds.npz, expected.npz and "
      "case.json.\n"
      "Example: thalweg verify cases/MatMul-1 cases/Conv2D-7 --json");
  auto arguments = std::make_shared<VerifyArguments>();
  command->add_option("case", arguments->cases, "folder of a case")->required();
  command->add_option("--threads", arguments->threads,
                      "compute threads; 0: one for each core");
  command->add_flag("--no-optimize", arguments->no_optimize,
                    "run the graph as it is: no folding, merging, fusion");
  command->add_flag("--json", arguments->json, "print one JSON document");
  command->callback([arguments, &action] {
    action = [arguments] { return Verify(*arguments); };
  });
}

}  // namespace thalweg::command
