// Our results beside those of other engines on the same machine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace thalweg::bench {

// One variant of a workload, of any engine, as the programs print it: peer,
// workload, variant, threads, min_us, median_us, ok, ...
using Row = nlohmann::json;

inline constexpr char kUs[] = "thalweg";

// One figure of a workload at one number of threads: our best variant and the
// best of the others. Null where there is none that ran and was right.
struct Comparison {
  const Row* ours = nullptr;
  const Row* best_peer = nullptr;
};

// `figure`: "median_us", where the least is best, or "calls_per_s_2", ...,
// where the most is. Variants that failed, were wrong, or whose losses disagree
// with the others' are left out.
Comparison Compare(const std::vector<Row>& rows, const std::string& workload,
                   int threads, const std::string& figure);

// How many times the best peer's time ours is, so that less than 1 is a win;
// of calls a second the inverse. 0 when one side is missing.
double Ratio(const Comparison& comparison, const std::string& figure);

// The workloads in `rows`, in the order in which they first come.
std::vector<std::string> Workloads(const std::vector<Row>& rows);

}  // namespace thalweg::bench
