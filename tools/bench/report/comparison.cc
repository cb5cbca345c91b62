#include "thalweg/tools/bench/report/comparison.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace thalweg::bench {
namespace {

bool MoreIsBetter(const std::string& figure) {
  return absl::StartsWith(figure, "calls_per_s");
}

bool Counts(const Row& row, const std::string& figure) {
  return row.contains(figure) && row.value("ok", true) &&
         !row.contains("failed") && !row.contains("disagrees");
}

}  // namespace

Comparison Compare(const std::vector<Row>& rows, const std::string& workload,
                   int threads, const std::string& figure) {
  Comparison result;
  for (const Row& row : rows) {
    if (row.value("workload", "") != workload ||
        row.value("threads", 0) != threads || !Counts(row, figure)) {
      continue;
    }
    const Row*& best =
        row.value("peer", "") == kUs ? result.ours : result.best_peer;
    const auto value = [&](const Row& r) { return r[figure].get<double>(); };
    if (best == nullptr || (MoreIsBetter(figure) ? value(row) > value(*best)
                                                 : value(row) < value(*best))) {
      best = &row;
    }
  }
  return result;
}

double Ratio(const Comparison& comparison, const std::string& figure) {
  if (comparison.ours == nullptr || comparison.best_peer == nullptr) return 0;
  const double ours = (*comparison.ours)[figure].get<double>();
  const double peer = (*comparison.best_peer)[figure].get<double>();
  return MoreIsBetter(figure) ? peer / ours : ours / peer;
}

std::vector<std::string> Workloads(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    const std::string name = row.value("workload", "");
    if (!name.empty() &&
        std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace thalweg::bench
