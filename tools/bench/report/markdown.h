// The report on a run of the benchmarks.
#pragma once

#include <string>
#include <vector>

#include "thalweg/tools/bench/report/comparison.h"

namespace thalweg::bench {

// Markdown: where others are faster, worst first; each workload beside the
// best peer at 1 and 2 threads; workloads that time themselves; every variant
// of ours with its memory. `preamble` goes under the title.
std::string ReportOf(const std::vector<Row>& rows, const std::string& preamble);

}  // namespace thalweg::bench
