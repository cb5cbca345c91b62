#include "thalweg/tools/thalweg/chrome_trace.h"

#include <map>
#include <nlohmann/json.hpp>

#include "thalweg/graph/io/file.h"

namespace thalweg::command {

absl::Status WriteChromeTrace(const StepReport& report,
                              const std::string& path) {
  using nlohmann::json;
  json events = json::array();
  std::map<std::string, int> thread_of_device;
  for (const StepTrace& step : report.steps) {
    const auto [device, added] = thread_of_device.emplace(
        step.device, static_cast<int>(thread_of_device.size()));
    if (added) {
      events.push_back({{"ph", "M"},
                        {"name", "thread_name"},
                        {"pid", 0},
                        {"tid", device->second},
                        {"args", {{"name", step.device}}}});
    }
    int64_t bytes = 0;
    for (const OutputTrace& output : step.outputs) bytes += output.bytes;
    events.push_back(
        {{"ph", "X"},
         {"name", step.op},
         {"pid", 0},
         {"tid", device->second},
         {"ts", static_cast<double>(step.start_ns) / 1e3},
         {"dur", static_cast<double>(step.end_ns - step.start_ns) / 1e3},
         {"args",
          {{"node", step.node},
           {"implementation", step.implementation},
           {"thread", step.thread_id},
           {"output_bytes", bytes},
           {"scratch_bytes", step.scratch_bytes}}}});
  }
  const json document = {{"traceEvents", std::move(events)}};
  return WriteFileAtomically(path, document.dump());
}

}  // namespace thalweg::command
