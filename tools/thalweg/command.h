// The sub-commands of `thalweg`, one file each.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace thalweg::command {

// What a sub-command does once its options are parsed; main turns an error
// into exit code 1.
using Action = std::function<absl::Status()>;

// Each adds its sub-command with its options to `app` and puts what it does
// into `action` when it is the one called.
void AddRun(CLI::App& app, Action& action);
void AddGradients(CLI::App& app, Action& action);
void AddConvert(CLI::App& app, Action& action);
void AddOps(CLI::App& app, Action& action);
void AddBench(CLI::App& app, Action& action);
void AddExplain(CLI::App& app, Action& action);
void AddInspect(CLI::App& app, Action& action);
void AddTrace(CLI::App& app, Action& action);
void AddTrain(CLI::App& app, Action& action);
void AddVerify(CLI::App& app, Action& action);

// "INVALID_ARGUMENT: message", as printed and as in batch mode.
std::string ErrorText(const absl::Status& status);
// "INVALID_ARGUMENT".
std::string CodeName(const absl::Status& status);

}  // namespace thalweg::command
