#include "thalweg/tools/thalweg/name_tree.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace thalweg::command {
namespace {

// A scope with more parts than this is divided.
constexpr size_t kMostParts = 16;
// Deeper scopes are not told apart.
constexpr int kMostLevels = 16;

// Where the components of names end: at slashes; in scopes of many parts also
// at underscores, but not before a number alone.
size_t EndOfToken(absl::string_view name, size_t begin, bool split) {
  size_t end = begin;
  for (; end < name.size() && name[end] != '/'; ++end) {
    if (!split || name[end] != '_' || end == begin) continue;
    const bool before_number =
        end + 1 < name.size() && absl::ascii_isdigit(name[end + 1]);
    if (end + 1 < name.size() && !before_number) break;
  }
  return end;
}

class TreeBuilder {
 public:
  TreeBuilder(const ExplainedGraph& graph, absl::Span<const int> kinds,
              absl::Span<const int> host)
      : graph_(graph), kinds_(kinds), host_(host) {}

  std::vector<NamePart> Run() {
    AddScopes(/*split=*/{});
    const std::vector<bool> wide = WideScopes();
    if (absl::c_linear_search(wide, true)) AddScopes(wide);
    Summarize();
    // Parts that this adds are looked at in their turn.
    for (size_t i = 0; i < parts_.size(); ++i) Divide(static_cast<int>(i));
    Summarize();
    return std::move(parts_);
  }

 private:
  int AddPart(int parent) {
    parts_.push_back({.parent = parent});
    const int index = static_cast<int>(parts_.size()) - 1;
    if (parent >= 0) parts_[parent].parts.push_back(index);
    return index;
  }

  // Makes the tree of names; `split`, by part of the tree before, tells which
  // scopes have their components split at underscores.
  void AddScopes(const std::vector<bool>& split) {
    const std::vector<std::string> before = std::move(scope_names_);
    absl::flat_hash_map<std::string, bool> is_split;
    for (size_t i = 0; i < split.size(); ++i) {
      if (split[i]) is_split[before[i]] = true;
    }
    parts_.clear();
    scope_names_.clear();
    absl::flat_hash_map<std::string, int> found;
    AddPart(-1);
    scope_names_.push_back("");
    for (size_t node = 0; node < graph_.nodes.size(); ++node) {
      if (host_[node] == static_cast<int>(node)) {
        AddNode(static_cast<int>(node), is_split, found);
      }
    }
  }

  void AddNode(int node, const absl::flat_hash_map<std::string, bool>& is_split,
               absl::flat_hash_map<std::string, int>& found) {
    const std::string& name = graph_.nodes[node].name;
    int at = 0;
    size_t begin = 0;
    bool split = is_split.contains("");
    for (int level = 0; level < kMostLevels; ++level) {
      const size_t end = EndOfToken(name, begin, split);
      if (end == name.size()) break;
      const std::string scope = name.substr(0, end + 1);
      auto [part, added] = found.try_emplace(scope, 0);
      if (added) {
        part->second = AddPart(at);
        parts_[part->second].name_size = end + 1;
        scope_names_.push_back(scope);
      }
      at = part->second;
      begin = end + 1;
      if (name[end] == '/') split = is_split.contains(scope);
    }
    const int leaf = AddPart(at);
    parts_[leaf].node = node;
    parts_[leaf].name_size = name.size();
    scope_names_.push_back(name);
  }

  std::vector<bool> WideScopes() const {
    std::vector<bool> wide(parts_.size());
    for (size_t i = 0; i < parts_.size(); ++i) {
      wide[i] = parts_[i].parts.size() > kMostParts;
    }
    return wide;
  }

  // Halves the parts of a wide scope along the graph's order, and the halves.
  void Divide(int part) {
    std::vector<int> parts = parts_[part].parts;
    if (parts.size() <= kMostParts) return;
    absl::c_stable_sort(
        parts, [&](int a, int b) { return parts_[a].first < parts_[b].first; });
    const size_t middle = parts.size() / 2;
    parts_[part].parts.clear();
    for (int half : {0, 1}) {
      const int added = AddPart(part);
      parts_[added].is_run = true;
      parts_[added].name_size = parts_[part].name_size;
      parts_[added].parts.assign(
          parts.begin() + (half == 0 ? 0 : static_cast<int64_t>(middle)),
          half == 0 ? parts.begin() + static_cast<int64_t>(middle)
                    : parts.end());
      for (int child : parts_[added].parts) parts_[child].parent = added;
      Describe(added);
    }
  }

  // Fills what follows from the parts' parts.
  void Describe(int index) {
    NamePart& part = parts_[index];
    part.size = 0;
    part.kinds.reset();
    if (part.node >= 0) {
      part.first = part.last = part.node;
      part.size = 1;
      part.kinds.set(std::max(kinds_[part.node], 0));
      return;
    }
    part.first = INT32_MAX;
    part.last = -1;
    for (int child : part.parts) {
      part.first = std::min(part.first, parts_[child].first);
      part.last = std::max(part.last, parts_[child].last);
      part.size += parts_[child].size;
      part.kinds |= parts_[child].kinds;
    }
  }

  void Summarize() {
    // Each part after its parts.
    std::vector<int> order = {0};
    for (size_t i = 0; i < order.size(); ++i) {
      for (int child : parts_[order[i]].parts) order.push_back(child);
    }
    for (size_t i = order.size(); i-- > 0;) Describe(order[i]);
  }

  const ExplainedGraph& graph_;
  const absl::Span<const int> kinds_;
  const absl::Span<const int> host_;
  std::vector<NamePart> parts_;
  std::vector<std::string> scope_names_;  // By part.
};

}  // namespace

std::vector<NamePart> MakeNameTree(const ExplainedGraph& graph,
                                   absl::Span<const int> kinds,
                                   absl::Span<const int> host) {
  return TreeBuilder(graph, kinds, host).Run();
}

}  // namespace thalweg::command
