#include "thalweg/tools/thalweg/graph_picture.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "thalweg/tools/thalweg/graph_drawer.h"
#include "thalweg/tools/thalweg/name_groups.h"

namespace thalweg::command {
namespace {

// "CPU:0" of "/job:localhost/replica:0/task:0/device:CPU:0".
std::string ShortDevice(const std::string& device) {
  const std::string before = "/device:";
  const size_t at = device.find(before);
  return at == std::string::npos ? device : device.substr(at + before.size());
}

}  // namespace

Picture DrawPruned(const Explanation& explanation) {
  enum Kind { kNeeded, kAsked, kFed, kUnused };
  GraphStyle style;
  style.kinds = {{std::string(TintOf(0)), std::string(ColourOf(0)), "runs"},
                 {std::string(TintOf(2)), std::string(ColourOf(2)),
                  "fetched, or run as a target"},
                 {std::string(TintOf(1)), std::string(ColourOf(1)), "fed"},
                 {"#f7f7f7", "#bbb", "not needed: never runs"}};
  style.faint = kUnused;
  const std::vector<bool> is_source = FindSources(explanation.whole);
  size_t needed = 0;
  for (size_t i = 0; i < is_source.size(); ++i) {
    const ExplainedNode& node = explanation.whole.nodes[i];
    needed += node.needed;
    style.kind_of.push_back(node.fed                      ? kFed
                            : !node.needed                ? kUnused
                            : node.fetched || node.target ? kAsked
                            : is_source[i]                ? AnyKindBut(kUnused)
                                                          : kNeeded);
  }
  Picture picture;
  picture.title = "The graph, and what the run needs of it";
  picture.caption = absl::StrCat(
      needed, " of ", CountText(explanation.whole.nodes.size(), "node"),
      " are needed");
  DrawGraph(explanation.whole, style, picture);
  return picture;
}

Picture DrawPlaced(const Explanation& explanation) {
  GraphStyle style;
  std::map<std::string, int> kinds;
  for (const ExplainedNode& node : explanation.placed.nodes) {
    kinds.emplace(node.device, 0);
  }
  for (auto& [device, kind] : kinds) {
    // Of very many devices the last share a colour.
    kind = static_cast<int>(std::min(style.kinds.size(), kColours - 1));
    if (kind < static_cast<int>(style.kinds.size())) {
      style.kinds[kind].name = "other devices";
    } else {
      style.kinds.push_back({std::string(TintOf(kind)),
                             std::string(ColourOf(kind)), ShortDevice(device)});
    }
  }
  for (const ExplainedNode& node : explanation.placed.nodes) {
    style.kind_of.push_back(kinds[node.device]);
  }
  Picture picture;
  picture.title = "After simplification and placement";
  picture.caption =
      absl::StrCat(CountText(explanation.placed.nodes.size(), "node"), " on ",
                   CountText(kinds.size(), "device"), "; ",
                   explanation.pruned.nodes.size(), " before");
  DrawGraph(explanation.placed, style, picture);
  return picture;
}

Picture DrawOptimized(const Explanation& explanation) {
  enum Kind { kPlain, kFused, kCopy, kOutside };
  GraphStyle style;
  style.kinds = {
      {std::string(TintOf(0)), std::string(ColourOf(0)), "as built"},
      {std::string(TintOf(4)), std::string(ColourOf(4)),
       "fused from the ops in the box"},
      {std::string(TintOf(3)), std::string(ColourOf(3)),
       "copy between devices"},
      {std::string(TintOf(1)), std::string(ColourOf(1)), "feed or fetch"}};
  const std::vector<bool> is_source = FindSources(explanation.optimized);
  size_t fused = 0;
  for (size_t i = 0; i < is_source.size(); ++i) {
    const ExplainedNode& node = explanation.optimized.nodes[i];
    fused += !node.fused_ops.empty();
    const bool is_outside =
        node.role == NodeRole::kFeed || node.role == NodeRole::kFetch;
    style.kind_of.push_back(!node.fused_ops.empty()        ? kFused
                            : node.role == NodeRole::kCopy ? kCopy
                            : is_outside                   ? kOutside
                            : is_source[i]                 ? kAnyKind
                                                           : kPlain);
  }
  Picture picture;
  picture.title = "After optimization: what is executed";
  picture.caption = absl::StrCat(
      CountText(explanation.optimized.nodes.size(), "node"), ", ",
      CountText(explanation.steps.size(), "step"), ", ", fused, " fused");
  DrawGraph(explanation.optimized, style, picture);
  return picture;
}

}  // namespace thalweg::command
