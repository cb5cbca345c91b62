// Times workloads that other engines are timed on too; one JSON line each.
//
//   build/release/bench/workloads --workload mlp.b100.infer --threads 1
//   build/release/bench/workloads --workload mlp.b100.infer --save FOLDER
//
// Each result is checked before it is timed. One process for each workload
// (as tools/bench/run does) keeps their memory apart.
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>

#include "absl/strings/match.h"
#include "thalweg/tools/bench/workloads/measure.h"
#include "thalweg/tools/bench/workloads/process.h"
#include "thalweg/tools/bench/workloads/workload.h"

namespace thalweg::bench {
namespace {

using Json = nlohmann::ordered_json;
using Row = absl::StatusOr<Json>;

// What times itself, by name.
using Measurement = std::function<Row(const MeasureOptions&)>;
const std::map<std::string, Measurement>& Measurements() {
  static const auto* const all = new std::map<std::string, Measurement>{
      {"gradients.layers1000",
       [](const MeasureOptions& o) { return MeasureLayerGradients(1000, o); }},
      {"gradients.chain10000",
       [](const MeasureOptions& o) { return MeasureChainGradient(10000, o); }},
      {"load.100k",
       [](const MeasureOptions& o) { return MeasureLoading(100000, o); }},
      {"concurrency.mlp", MeasureCallers}};
  return *all;
}

std::vector<std::string> AllNames() {
  std::vector<std::string> names = WorkloadNames();
  for (const auto& [name, measurement] : Measurements()) names.push_back(name);
  return names;
}

// Prints a row; false if there is none, or a wrong result in it.
bool Print(const std::string& workload, const std::string& variant, int threads,
           const Row& measured) {
  Json row = {{"peer", "thalweg"},
              {"workload", workload},
              {"variant", variant},
              {"threads", threads}};
  if (measured.ok()) {
    row.update(*measured);
  } else {
    row["failed"] = measured.status().ToString();
  }
  std::cout << row.dump() << std::endl;
  return measured.ok() && row.value("ok", true);
}

// Callers of one session need all cores; else one thread means one core, as
// for every peer.
bool Measure(const std::string& workload, const std::string& only_variant,
             const MeasureOptions& options) {
  KeepToCores(workload == "concurrency.mlp" ? -1 : options.threads);
  const auto measurement = Measurements().find(workload);
  if (measurement != Measurements().end()) {
    return Print(workload, "c++", options.threads,
                 measurement->second(options));
  }
  bool all_good = true;
  for (const std::string& variant : VariantsOf(workload)) {
    if (!only_variant.empty() && variant != only_variant) continue;
    all_good &= Print(workload, variant, options.threads,
                      MeasureStep(workload, variant, options));
  }
  return all_good;
}

bool Save(const std::vector<std::string>& workloads,
          const std::string& folder) {
  for (const std::string& name : workloads) {
    const absl::Status saved = SaveWorkload(name, folder);
    if (saved.ok()) continue;
    std::cerr << "workloads: " << saved.ToString() << "\n";
    return false;
  }
  return true;
}

int Main(int argc, char** argv) {
  CLI::App app("Times workloads; one JSON line each.");
  std::vector<std::string> workloads;
  std::string variant, folder;
  MeasureOptions options;
  bool list = false;
  app.add_option("--workload", workloads, "name; may be repeated");
  app.add_option("--variant", variant, "callable, run, ...; default all");
  app.add_option("--threads", options.threads, "compute threads")
      ->check(CLI::PositiveNumber);
  app.add_option("--budget", options.budget_s, "seconds for each variant")
      ->check(CLI::PositiveNumber);
  app.add_flag("--list", list, "print the names of all workloads");
  app.add_option("--save", folder,
                 "write graphs and feeds there, for `thalweg bench`");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    for (const std::string& name : AllNames()) std::cout << name << "\n";
    return 0;
  }
  if (!folder.empty()) return Save(workloads, folder) ? 0 : 1;
  bool all_good = true;
  for (const std::string& name : workloads.empty() ? AllNames() : workloads) {
    all_good &= Measure(name, variant, options);
  }
  return all_good ? 0 : 1;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) { return thalweg::bench::Main(argc, argv); }
