#include "thalweg/tools/thalweg/explain_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "thalweg/tools/thalweg/picture.h"

namespace thalweg::command {
namespace {

// Rows of a table, names in a row.
constexpr size_t kMostRows = 20;
constexpr size_t kMostNames = 4;

// "with 'w': requested /cpu:1" of each node that is with some other becomes one
// row; --json has the names.
std::string WithoutLeader(const std::string& reason) {
  const size_t end = reason.find("': ");
  if (!absl::StartsWith(reason, "with '") || end == std::string::npos) {
    return reason;
  }
  return absl::StrCat("with others of their group: ", reason.substr(end + 3));
}

std::string More(size_t rows) {
  return rows > kMostRows ? absl::StrCat("  ... ", rows - kMostRows,
                                         " more (--json has all)\n")
                          : "";
}

// "a, b, c and 4 more".
std::string Some(const std::vector<std::string>& names) {
  if (names.size() <= kMostNames) return absl::StrJoin(names, ", ");
  return absl::StrCat(
      absl::StrJoin(names.begin(), names.begin() + kMostNames, ", "), " and ",
      names.size() - kMostNames, " more");
}

constexpr std::pair<ExplainedRewrite::Kind, const char*> kRewrites[] = {
    {ExplainedRewrite::Kind::kFolded, "folded to constants"},
    {ExplainedRewrite::Kind::kPassedOn, "left out: they only pass on"},
    {ExplainedRewrite::Kind::kMerged, "merged with their like"},
    {ExplainedRewrite::Kind::kDropped, "dropped: nobody reads them"}};

class Writer {
 public:
  explicit Writer(const Explanation& explanation) : told_(explanation) {}

  std::string Write(Stages stages) {
    Passes();
    if (stages.pruned) Pruned();
    if (stages.placed) Placed();
    if (stages.optimized) Optimized();
    if (stages.plan) Plan();
    return std::move(text_);
  }

 private:
  template <class... Args>
  void Add(const absl::FormatSpec<Args...>& format, const Args&... args) {
    absl::StrAppendFormat(&text_, format, args...);
  }

  void Passes() {
    Add("passes\n  %-24s %9s %8s %8s\n", "", "ms", "before", "after");
    double total = 0;
    for (const PassRecord& pass : told_.passes) {
      Add("  %-24s %9.3f %8d %8d  %s\n", pass.name, pass.ms, pass.nodes_before,
          pass.nodes_after, pass.note);
      total += pass.ms;
    }
    Add("  %-24s %9.3f\n", "all", total);
  }

  void Pruned() {
    size_t needed = 0;
    std::vector<std::string> fed, asked, unused;
    for (const ExplainedNode& node : told_.whole.nodes) {
      needed += node.needed;
      if (node.fed) fed.push_back(node.name);
      if (node.fetched || node.target) asked.push_back(node.name);
      if (!node.needed && !node.fed) unused.push_back(node.name);
    }
    Add("\npruned\n  %d of %d nodes are needed\n", needed,
        told_.whole.nodes.size());
    if (!fed.empty()) Add("  fed: %s\n", Some(fed));
    Add("  asked for: %s\n", Some(asked));
    if (!unused.empty()) Add("  never run: %s\n", Some(unused));
  }

  void Placed() {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>>
        rows;
    for (const ExplainedNode& node : told_.placed.nodes) {
      rows[{node.device, WithoutLeader(node.placement_reason)}].push_back(
          node.name);
    }
    Add("\nplaced\n");
    size_t shown = 0;
    for (const auto& [key, names] : rows) {
      if (++shown > kMostRows) continue;
      Add("  %5d on %s%s%s\n        %s\n", names.size(), key.first,
          key.second.empty() ? "" : ": ", key.second, Some(names));
    }
    text_ += More(rows.size());
  }

  void Optimized() {
    Add("\noptimized\n");
    for (const auto& [kind, what] : kRewrites) {
      std::vector<std::string> names;
      for (const ExplainedRewrite& rewrite : told_.rewrites) {
        if (rewrite.kind == kind) names.push_back(rewrite.node);
      }
      if (names.empty()) continue;
      Add("  %5d %s\n        %s\n", names.size(), what, Some(names));
    }
    Fusions();
    Steps();
  }

  void Fusions() {
    std::map<std::string, std::vector<std::string>> rows;
    for (const ExplainedNode& node : told_.optimized.nodes) {
      if (node.fused_ops.empty()) continue;
      rows[absl::StrCat(absl::StrJoin(node.fused_ops, " + "), " -> ", node.op)]
          .push_back(node.name);
    }
    for (const auto& [fusion, names] : rows) {
      Add("  %5d fused: %s\n        %s\n", names.size(), fusion, Some(names));
    }
  }

  void Steps() {
    std::map<std::pair<std::string, std::string>, int> counts;
    for (const ExplainedStep& step : told_.steps) {
      ++counts[{step.op, step.implementation}];
    }
    std::vector<std::pair<int, std::pair<std::string, std::string>>> rows;
    rows.reserve(counts.size());
    for (const auto& [key, count] : counts) rows.emplace_back(-count, key);
    absl::c_sort(rows);
    Add("  %5d steps\n", told_.steps.size());
    for (size_t i = 0; i < std::min(kMostRows, rows.size()); ++i) {
      Add("  %5d %s %s\n", -rows[i].first, rows[i].second.first,
          rows[i].second.second);
    }
    text_ += More(rows.size());
  }

  void Plan() {
    Add("\nplan\n");
    for (const ExplainedArena& arena : told_.arenas) Arena(arena);
    const ExplainedElsewhere& elsewhere = told_.elsewhere;
    Add("  elsewhere: %d constants (%s), %d feeds (%s), %d values that the run "
        "allocates (%s known)\n",
        elsewhere.constants, BytesText(elsewhere.constant_bytes),
        elsewhere.feeds, BytesText(elsewhere.feed_bytes), elsewhere.dynamic,
        BytesText(elsewhere.dynamic_bytes));
  }

  void Arena(const ExplainedArena& arena) {
    size_t in_place = 0, scratch = 0;
    for (const ExplainedBuffer& buffer : arena.buffers) {
      for (const ExplainedTenant& tenant : buffer.tenants) {
        in_place += tenant.kind == ExplainedTenant::Kind::kInPlace;
        scratch += tenant.kind == ExplainedTenant::Kind::kScratch;
      }
    }
    Add("  %s: %d bytes, %d at the widest step (%.3fx); %d buffers, %d "
        "values in place, %d for scratch\n",
        arena.device, arena.bytes, arena.lower_bound,
        arena.lower_bound > 0 ? static_cast<double>(arena.bytes) /
                                    static_cast<double>(arena.lower_bound)
                              : 1,
        arena.buffers.size(), in_place, scratch);
    std::vector<const ExplainedBuffer*> largest;
    for (const ExplainedBuffer& buffer : arena.buffers) {
      largest.push_back(&buffer);
    }
    absl::c_stable_sort(largest, [](const auto* a, const auto* b) {
      return a->bytes > b->bytes;
    });
    Add("  %12s %12s %11s  %s\n", "bytes", "at", "steps", "holds");
    for (size_t i = 0; i < std::min(kMostRows, largest.size()); ++i) {
      std::vector<std::string> tenants;
      for (const ExplainedTenant& tenant : largest[i]->tenants) {
        tenants.push_back(tenant.tensor);
      }
      Add("  %12d %12d %11s  %s\n", largest[i]->bytes, largest[i]->offset,
          absl::StrCat(largest[i]->first_step, "-", largest[i]->last_step),
          Some(tenants));
    }
    text_ += More(largest.size());
  }

  const Explanation& told_;
  std::string text_;
};

}  // namespace

std::string ExplanationText(const Explanation& explanation, Stages stages) {
  return Writer(explanation).Write(stages);
}

}  // namespace thalweg::command
