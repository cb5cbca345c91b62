#include "thalweg/tools/thalweg/name_groups.h"

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <tuple>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/tools/thalweg/name_tree.h"

namespace thalweg::command {
namespace {

// So many groups that read and are read alike become one.
constexpr size_t kManyTwins = 5;
constexpr int kMostRounds = 4;

bool MayBeWith(int kind, int other) {
  return kind == kAnyKind || kind == other ||
         (kind < kAnyKind && kind != AnyKindBut(other));
}

// By node: the one that it is drawn with, itself for most; of a passive node
// the first of its readers that it may be with.
std::vector<int> HostsOf(const ExplainedGraph& graph,
                         absl::Span<const int> kinds) {
  const int n = static_cast<int>(graph.nodes.size());
  std::vector<int> host(n, -1);
  const std::vector<bool> is_source = FindSources(graph);
  std::vector<std::vector<int>> readers(n);
  for (int i = 0; i < n; ++i) {
    for (const ExplainedEdge& edge : graph.nodes[i].inputs) {
      if (edge.node < i) readers[edge.node].push_back(i);
    }
  }
  for (int i = n; i-- > 0;) {
    host[i] = i;
    if (!is_source[i]) continue;
    for (int reader : readers[i]) {
      if (MayBeWith(kinds[i], kinds[host[reader]])) {
        host[i] = host[reader];
        break;
      }
    }
  }
  return host;
}

class Grouper {
 public:
  Grouper(const ExplainedGraph& graph, absl::Span<const int> kinds)
      : graph_(graph),
        kinds_(kinds),
        host_(HostsOf(graph, kinds)),
        parts_(MakeNameTree(graph, kinds, host_)) {}

  std::vector<NodeGroup> Run(int most) {
    // Twins that were put together make room to open more.
    std::vector<NodeGroup> best;
    int room = most;
    for (int round = 0; round < kMostRounds; ++round) {
      Open(room);
      std::vector<NodeGroup> groups = MergeTwins(Collect());
      const int left = most - static_cast<int>(groups.size());
      if (left < 0) break;
      best = std::move(groups);
      room += left;
    }
    SortGroups(best);
    return best;
  }

 private:
  const std::string& NameOf(int node) const { return graph_.nodes[node].name; }

  int KindOf(int node) const { return std::max(kinds_[node], 0); }

  int BoxesOf(int part) const {
    return static_cast<int>(parts_[part].kinds.count());
  }

  // Opens the largest parts while there is room.
  void Open(int most) {
    is_open_.assign(parts_.size(), false);
    const auto smaller = [&](int a, int b) {
      return std::pair(parts_[a].size, -a) < std::pair(parts_[b].size, -b);
    };
    std::priority_queue<int, std::vector<int>, decltype(smaller)> closed(
        smaller);
    closed.push(0);
    int boxes = BoxesOf(0);
    while (!closed.empty()) {
      const int part = closed.top();
      closed.pop();
      if (parts_[part].node >= 0) continue;
      int opened = boxes - BoxesOf(part);
      for (int child : parts_[part].parts) opened += BoxesOf(child);
      if (opened > most) continue;
      boxes = opened;
      is_open_[part] = true;
      for (int child : parts_[part].parts) closed.push(child);
    }
  }

  std::vector<NodeGroup> Collect() {
    std::vector<int> box_of(graph_.nodes.size(), -1);
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (parts_[i].node < 0) continue;
      int part = static_cast<int>(i);
      // The outermost that is closed.
      for (int up = part; up >= 0; up = parts_[up].parent) {
        if (!is_open_[up]) part = up;
      }
      box_of[parts_[i].node] = part;
    }
    std::vector<NodeGroup> groups;
    absl::flat_hash_map<std::pair<int, int>, int> found;
    for (size_t node = 0; node < graph_.nodes.size(); ++node) {
      const int host = host_[node];
      const std::pair<int, int> key(box_of[host], KindOf(host));
      auto [group, added] =
          found.try_emplace(key, static_cast<int>(groups.size()));
      if (added) groups.push_back({"", KindOf(host), {}, {}});
      NodeGroup& of = groups[group->second];
      const bool is_hosted = host != static_cast<int>(node);
      (is_hosted ? of.sources : of.nodes).push_back(static_cast<int>(node));
    }
    for (const auto& [key, group] : found) {
      groups[group].title = TitleOf(parts_[key.first], groups[group].nodes);
    }
    return groups;
  }

  // By node: the number of its group.
  std::vector<int> GroupOf(const std::vector<NodeGroup>& groups) const {
    std::vector<int> group_of(graph_.nodes.size());
    for (size_t i = 0; i < groups.size(); ++i) {
      for (int node : groups[i].nodes) group_of[node] = static_cast<int>(i);
      for (int node : groups[i].sources) group_of[node] = static_cast<int>(i);
    }
    return group_of;
  }

  bool IsHosted(int node) const { return host_[node] != node; }

  // Puts groups together that read nothing and are read by the same, or that
  // read the same and nobody reads, where they are many: initializers of
  // variables, reports of layers.
  std::vector<NodeGroup> MergeTwins(std::vector<NodeGroup> groups) const {
    using Neighbours = std::set<int>;
    const std::vector<int> group_of = GroupOf(groups);
    std::vector<Neighbours> reads(groups.size()), read_by(groups.size());
    for (size_t node = 0; node < graph_.nodes.size(); ++node) {
      if (IsHosted(static_cast<int>(node))) continue;
      const int to = group_of[node];
      auto connect = [&](int other) {
        const int from = group_of[other];
        if (from == to || IsHosted(other)) return;
        reads[to].insert(from);
        read_by[from].insert(to);
      };
      for (const auto& edge : graph_.nodes[node].inputs) connect(edge.node);
      for (int control : graph_.nodes[node].control_inputs) connect(control);
    }
    std::map<std::tuple<int, Neighbours, Neighbours>, std::vector<size_t>>
        twins;
    for (size_t i = 0; i < groups.size(); ++i) {
      if (!reads[i].empty() && !read_by[i].empty()) continue;
      twins[{groups[i].kind, reads[i], read_by[i]}].push_back(i);
    }
    for (const auto& [key, alike] : twins) {
      if (alike.size() >= kManyTwins) Merge(alike, groups);
    }
    groups.erase(
        std::remove_if(groups.begin(), groups.end(),
                       [](const auto& group) { return group.nodes.empty(); }),
        groups.end());
    return groups;
  }

  // Leaves the others without nodes.
  static void Merge(const std::vector<size_t>& alike,
                    std::vector<NodeGroup>& groups) {
    NodeGroup& all = groups[alike[0]];
    all.title = absl::StrCat(all.title, " ... ", groups[alike.back()].title);
    for (size_t i = 1; i < alike.size(); ++i) {
      NodeGroup& other = groups[alike[i]];
      all.nodes.insert(all.nodes.end(), other.nodes.begin(), other.nodes.end());
      all.sources.insert(all.sources.end(), other.sources.begin(),
                         other.sources.end());
      other.nodes.clear();
    }
    absl::c_sort(all.nodes);
    absl::c_sort(all.sources);
  }

  std::string TitleOf(const NamePart& part,
                      const std::vector<int>& nodes) const {
    if (part.node >= 0) return NameOf(part.node);
    const std::string& first = NameOf(nodes.front());
    if (nodes.size() == 1) return first;
    if (!part.is_run) return first.substr(0, part.name_size);
    return absl::StrCat(
        first, " ... ",
        absl::string_view(NameOf(nodes.back())).substr(part.name_size));
  }

  // Each after those that it reads; where groups read each other, the one
  // whose nodes come first in the graph.
  void SortGroups(std::vector<NodeGroup>& groups) const {
    const int n = static_cast<int>(groups.size());
    const std::vector<int> group_of = GroupOf(groups);
    std::vector<std::pair<double, int>> places;
    for (int i = 0; i < n; ++i) {
      double sum = 0;
      for (int node : groups[i].nodes) sum += node;
      places.emplace_back(sum / static_cast<double>(groups[i].nodes.size()), i);
    }
    std::vector<std::vector<int>> readers(n);
    std::vector<int> waits(n, 0);
    for (size_t node = 0; node < graph_.nodes.size(); ++node) {
      if (IsHosted(static_cast<int>(node))) continue;
      const int to = group_of[node];
      for (const ExplainedEdge& edge : graph_.nodes[node].inputs) {
        const int from = group_of[edge.node];
        if (from == to || IsHosted(edge.node)) continue;
        readers[from].push_back(to);
        ++waits[to];
      }
    }
    std::set<std::pair<double, int>> ready;
    std::set<std::pair<double, int>> waiting(places.begin(), places.end());
    auto make_ready = [&](int group) {
      if (waiting.erase(places[group]) > 0) ready.insert(places[group]);
    };
    for (int i = 0; i < n; ++i) {
      if (waits[i] == 0) make_ready(i);
    }
    std::vector<NodeGroup> sorted;
    while (!ready.empty() || !waiting.empty()) {
      if (ready.empty()) make_ready(waiting.begin()->second);
      const int group = ready.extract(ready.begin()).value().second;
      sorted.push_back(std::move(groups[group]));
      for (int reader : readers[group]) {
        if (--waits[reader] == 0) make_ready(reader);
      }
    }
    groups = std::move(sorted);
  }

  const ExplainedGraph& graph_;
  const absl::Span<const int> kinds_;
  const std::vector<int> host_;
  const std::vector<NamePart> parts_;
  std::vector<bool> is_open_;  // By part.
};

}  // namespace

std::vector<bool> FindSources(const ExplainedGraph& graph) {
  std::vector<bool> is_source(graph.nodes.size(), false);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const ExplainedNode& node = graph.nodes[i];
    const bool only_reads =
        node.role == NodeRole::kOp && node.inputs.size() == 1 &&
        node.control_inputs.empty() && node.outputs.size() == 1 &&
        is_source[node.inputs[0].node];
    const bool is_fixed =
        node.role == NodeRole::kConstant || node.role == NodeRole::kState;
    is_source[i] =
        !node.fed && !node.fetched && !node.target && (is_fixed || only_reads);
  }
  return is_source;
}

std::vector<NodeGroup> GroupByName(const ExplainedGraph& graph,
                                   absl::Span<const int> kinds, int most) {
  if (graph.nodes.empty()) return {};
  return Grouper(graph, kinds).Run(most);
}

}  // namespace thalweg::command
