#include "thalweg/tools/thalweg/chrome_trace.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/io/file.h"

namespace thalweg::command {
namespace {

using nlohmann::ordered_json;

// Processes: the compiler, then the devices.
constexpr int kCompiler = 1;
constexpr int kFirstDevice = 2;

// "process_name" or "thread_name".
ordered_json NameEvent(const char* what, int process, int64_t thread,
                       const std::string& name) {
  return {{"ph", "M"},      {"name", what},  {"ts", 0},
          {"pid", process}, {"tid", thread}, {"args", {{"name", name}}}};
}

ordered_json CallEvent(const std::string& name, const char* category,
                       double start_us, double us, int process, int64_t thread,
                       ordered_json args) {
  return {{"ph", "X"},       {"name", name},
          {"cat", category}, {"ts", start_us},
          {"dur", us},       {"pid", process},
          {"tid", thread},   {"args", std::move(args)}};
}

// Adds the passes; when they ended.
double AddPasses(const std::vector<PassRecord>& passes, ordered_json& events) {
  events.push_back(NameEvent("process_name", kCompiler, 0, "compile"));
  events.push_back(NameEvent("thread_name", kCompiler, 0, "passes"));
  double now_us = 0;
  for (const PassRecord& pass : passes) {
    const double us = pass.ms * 1e3;
    events.push_back(CallEvent(pass.name, "pass", now_us, us, kCompiler, 0,
                               {{"nodes_before", pass.nodes_before},
                                {"nodes_after", pass.nodes_after},
                                {"note", pass.note}}));
    now_us += us;
  }
  return now_us;
}

ordered_json ArgsOf(const StepTrace& step) {
  auto outputs = ordered_json::array();
  int64_t bytes = 0;
  for (const OutputTrace& output : step.outputs) {
    outputs.push_back(
        absl::StrCat(DTypeName(output.dtype), " ", output.shape.ToString()));
    bytes += output.bytes;
  }
  return {{"node", step.node},
          {"op", step.op},
          {"implementation", step.implementation},
          {"inputs", step.inputs},
          {"outputs", std::move(outputs)},
          {"bytes", bytes},
          {"scratch_bytes", step.scratch_bytes}};
}

// Gives devices and their threads names where they first occur.
class Tracks {
 public:
  explicit Tracks(ordered_json& events) : events_(events) {}

  // The process of the step's device.
  int Of(const StepTrace& step) {
    const auto [process, is_new] = processes_.emplace(
        step.device, kFirstDevice + static_cast<int>(processes_.size()));
    if (is_new) {
      events_.push_back(
          NameEvent("process_name", process->second, 0, step.device));
    }
    if (threads_.emplace(process->second, step.thread_id).second) {
      events_.push_back(NameEvent("thread_name", process->second,
                                  step.thread_id,
                                  absl::StrCat("thread ", step.thread_id)));
    }
    return process->second;
  }

 private:
  ordered_json& events_;
  std::map<std::string, int> processes_;
  std::set<std::pair<int, int64_t>> threads_;
};

void AddSteps(const std::vector<StepTrace>& steps, double from_us,
              ordered_json& events) {
  Tracks tracks(events);
  for (const StepTrace& step : steps) {
    const double start_us = static_cast<double>(step.start_ns) / 1e3;
    const double us = static_cast<double>(step.end_ns - step.start_ns) / 1e3;
    const int process = tracks.Of(step);
    events.push_back(CallEvent(step.op, "op", from_us + start_us, us, process,
                               step.thread_id, ArgsOf(step)));
  }
}

}  // namespace

absl::Status WriteChromeTrace(const StepReport& report,
                              const std::string& path) {
  auto events = ordered_json::array();
  const double compiled_us = AddPasses(report.passes, events);
  AddSteps(report.steps, compiled_us, events);
  const ordered_json document = {{"traceEvents", std::move(events)},
                                 {"displayTimeUnit", "ns"}};
  return WriteFileAtomically(path, document.dump());
}

}  // namespace thalweg::command
