#include "thalweg/tools/bench/report/markdown.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace thalweg::bench {
namespace {

constexpr char kMedian[] = "median_us";
constexpr int kThreads[] = {1, 2};
// Differences below it are noise: a tie.
constexpr double kTie = 1.05;

// "84 ns", "12.3 us", "1.24 ms", "302 ms".
std::string Duration(double us) {
  if (us < 1) return absl::StrFormat("%.0f ns", us * 1e3);
  if (us < 100) return absl::StrFormat("%.1f us", us);
  if (us < 1000) return absl::StrFormat("%.0f us", us);
  if (us < 10000) return absl::StrFormat("%.2f ms", us / 1e3);
  return absl::StrFormat("%.1f ms", us / 1e3);
}

std::string Times(const Row* row) {
  if (row == nullptr) return "";
  return absl::StrCat(Duration((*row)["min_us"].get<double>()), " / ",
                      Duration((*row)[kMedian].get<double>()));
}

std::string PeerName(const Row& row) {
  return absl::StrCat(row.value("peer", ""), ", ", row.value("variant", ""));
}

std::string RatioText(double ratio) {
  if (ratio == 0) return "";
  return absl::StrFormat(ratio > kTie ? "**%.2f**" : "%.2f", ratio);
}

struct Loss {
  double ratio;
  std::string text;
};

std::string Losses(const std::vector<Row>& rows) {
  std::vector<Loss> losses;
  int compared = 0;
  for (const std::string& workload : Workloads(rows)) {
    for (const int threads : kThreads) {
      const Comparison c = Compare(rows, workload, threads, kMedian);
      const double ratio = Ratio(c, kMedian);
      compared += ratio > 0;
      if (ratio <= kTie) continue;
      losses.push_back(
          {ratio, absl::StrFormat("- %.2f times: %s, %d threads: %s against %s "
                                  "(%s)\n",
                                  ratio, workload, threads, Times(c.ours),
                                  Times(c.best_peer), PeerName(*c.best_peer))});
    }
  }
  if (compared == 0) return "";
  std::sort(losses.begin(), losses.end(),
            [](const Loss& a, const Loss& b) { return a.ratio > b.ratio; });
  std::string text = absl::StrFormat(
      "## Where another engine is faster\n\n%d of %d rows, worst first; times "
      "are minimum / median.\n\n",
      losses.size(), compared);
  for (const Loss& loss : losses) text += loss.text;
  return text + "\n";
}

std::string WarmSteps(const std::vector<Row>& rows) {
  std::string text =
      "## Warm step: minimum / median\n\nOurs / best is the ratio of the "
      "medians: below 1 we are faster.\n\n"
      "| workload | ours 1T | best peer 1T | ours / best | ours 2T | best peer "
      "2T | ours / best |\n|---|---|---|---|---|---|---|\n";
  for (const std::string& workload : Workloads(rows)) {
    std::string cells;
    for (const int threads : kThreads) {
      const Comparison c = Compare(rows, workload, threads, kMedian);
      absl::StrAppend(&cells, " ", Times(c.ours), " | ", Times(c.best_peer),
                      c.best_peer ? " " + PeerName(*c.best_peer) : "", " | ",
                      RatioText(Ratio(c, kMedian)), " |");
    }
    if (cells.find("us") != std::string::npos ||
        cells.find("ns") != std::string::npos ||
        cells.find("ms") != std::string::npos) {
      absl::StrAppend(&text, "| ", workload, " |", cells, "\n");
    }
  }
  return text + "\n";
}

// Figures of workloads that time themselves.
struct Figure {
  const char* workload;
  const char* name;
};
constexpr Figure kFigures[] = {{"gradients.layers1000", "gradients_s"},
                               {"gradients.layers1000", "first_run_s"},
                               {"gradients.chain10000", "gradients_s"},
                               {"gradients.chain10000", "first_run_s"},
                               {"load.100k", "import_s"},
                               {"load.100k", "first_fetch_s"},
                               {"load.100k", "memory_bytes_per_node"},
                               {"load.100k", "memory_after_run_bytes_per_node"},
                               {"concurrency.mlp", "calls_per_s_1"},
                               {"concurrency.mlp", "calls_per_s_2"},
                               {"concurrency.mlp", "calls_per_s_4"}};

std::string SelfTimed(const std::vector<Row>& rows) {
  std::string text =
      "## Graphs and callers\n\n| workload | figure | ours | best peer | ours "
      "/ "
      "best |\n|---|---|---|---|---|\n";
  for (const Figure& figure : kFigures) {
    const Comparison c = Compare(rows, figure.workload, 1, figure.name);
    if (c.ours == nullptr) continue;
    const auto value = [&](const Row* row) {
      return row == nullptr
                 ? ""
                 : absl::StrFormat("%.4g", (*row)[figure.name].get<double>());
    };
    absl::StrAppend(&text, "| ", figure.workload, " | ", figure.name, " | ",
                    value(c.ours), " | ", value(c.best_peer),
                    c.best_peer ? " " + PeerName(*c.best_peer) : "", " | ",
                    RatioText(Ratio(c, figure.name)), " |\n");
  }
  return text + "\n";
}

std::string OurVariants(const std::vector<Row>& rows) {
  std::string text =
      "## Every variant of ours\n\nArena / bound: bytes that the plan lays "
      "out, and the least that any order could need at its widest step. "
      "Others: cores that the rest of the machine used meanwhile. Error: 1 is "
      "the tolerance.\n\n"
      "| workload | variant | threads | minimum / median | build + first run | "
      "peak memory | arena / bound | error | others |\n"
      "|---|---|---|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    if (row.value("peer", "") != kUs || !row.contains(kMedian)) continue;
    const double arena = row.value("arena_bytes", 0.0) / 1e6;
    const double bound = row.value("arena_lower_bound", 0.0) / 1e6;
    absl::StrAppendFormat(
        &text,
        "| %s | %s | %d | %s | %.3f + %.3f s | %.0f MB | %s | %.2g%s | %.2f "
        "|\n",
        row.value("workload", ""), row.value("variant", ""),
        row.value("threads", 0), Times(&row), row.value("build_s", 0.0),
        row.value("first_s", 0.0), row.value("peak_rss_mb", 0.0),
        row.contains("arena_bytes")
            ? absl::StrFormat("%.3g / %.3g MB", arena, bound)
            : "",
        row.value("error", 0.0), row.value("ok", true) ? "" : " **wrong**",
        row.value("others", 0.0));
  }
  return text + "\n";
}

std::string Failures(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    if (row.value("peer", "") == kUs && row.contains("failed")) {
      absl::StrAppend(&text, "- ", row.value("workload", ""), ", ",
                      row.value("variant", ""), ": ", row.value("failed", ""),
                      "\n");
    }
  }
  return text.empty() ? "" : "## Failed\n\n" + text;
}

}  // namespace

std::string ReportOf(const std::vector<Row>& rows,
                     const std::string& preamble) {
  return absl::StrCat("# Measured\n\n", preamble, "\n", Losses(rows),
                      WarmSteps(rows), SelfTimed(rows), OurVariants(rows),
                      Failures(rows));
}

}  // namespace thalweg::bench
