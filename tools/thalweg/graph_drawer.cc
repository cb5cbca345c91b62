#include "thalweg/tools/thalweg/graph_drawer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "thalweg/tools/thalweg/layered_layout.h"
#include "thalweg/tools/thalweg/name_groups.h"
#include "thalweg/tools/thalweg/node_box.h"

namespace thalweg::command {
namespace {

constexpr size_t kMostLetters = 30;
constexpr size_t kMostTold = 24;
constexpr double kLegend = 30;

// Pictures beyond this get fewer boxes, down to so few.
constexpr double kMostWidth = 4000;
constexpr double kMostHeight = 3600;
constexpr int kFewestBoxes = 64;

// Edges longer than this are drawn lighter: they run beside everything else.
constexpr double kLongEdge = 500;

class GraphDrawer {
 public:
  GraphDrawer(const ExplainedGraph& graph, const GraphStyle& style,
              int most_boxes)
      : graph_(graph),
        style_(style),
        groups_(GroupByName(graph, style.kind_of, most_boxes)),
        is_source_(graph.nodes.size(), false),
        group_of_(graph.nodes.size(), 0) {
    for (size_t i = 0; i < groups_.size(); ++i) {
      for (int node : groups_[i].nodes) group_of_[node] = static_cast<int>(i);
      for (int node : groups_[i].sources) is_source_[node] = true;
    }
  }

  void Draw(Picture& picture) {
    AddEdges();
    for (const NodeGroup& group : groups_) boxes_.push_back(MakeBox(group));
    std::vector<BoxSize> sizes;
    for (const NodeBox& box : boxes_) sizes.push_back(SizeOf(box));
    const Layout layout = LayOut(sizes, edges_);
    const double legend = AppendLegend(style_.kinds, 0, svg_);
    absl::StrAppendFormat(&svg_, "<g transform=\"translate(0 %.1f)\">\n",
                          kLegend);
    for (size_t i = 0; i < edges_.size(); ++i) {
      DrawEdge(i, layout.routes[i]);
    }
    for (size_t i = 0; i < boxes_.size(); ++i) {
      svg_ += DrawBox(boxes_[i], layout.corners[i], sizes[i]);
    }
    svg_ += "</g>\n";
    picture.body = std::move(svg_);
    picture.width = std::max(layout.width, legend);
    picture.height = kLegend + layout.height;
  }

 private:
  struct EdgeInfo {
    int values = 0;
    bool is_faint = false;
    const ExplainedOutput* output = nullptr;
    std::string tooltip;
  };

  void AddEdges() {
    std::map<std::pair<int, int>, EdgeInfo> infos;
    for (size_t to = 0; to < graph_.nodes.size(); ++to) {
      if (is_source_[to]) continue;
      const ExplainedNode& reader = graph_.nodes[to];
      for (const ExplainedEdge& edge : reader.inputs) {
        EdgeInfo* info = is_source_[edge.node]
                             ? nullptr
                             : Between(edge.node, static_cast<int>(to), infos);
        if (info == nullptr) continue;
        ++info->values;
        const ExplainedNode& from = graph_.nodes[edge.node];
        if (edge.output < static_cast<int>(from.outputs.size())) {
          info->output = &from.outputs[edge.output];
          absl::StrAppend(&info->tooltip, from.name, ":", edge.output, "  ",
                          OutputText(*info->output), "\n");
        }
      }
      for (int control : reader.control_inputs) {
        if (is_source_[control]) continue;
        if (EdgeInfo* info = Between(control, static_cast<int>(to), infos)) {
          absl::StrAppend(&info->tooltip, "after ", graph_.nodes[control].name,
                          "\n");
        }
      }
    }
    for (auto& [ends, info] : infos) {
      edges_.push_back({ends.first, ends.second});
      edge_infos_.push_back(std::move(info));
    }
  }

  EdgeInfo* Between(int from, int to,
                    std::map<std::pair<int, int>, EdgeInfo>& infos) {
    const std::pair<int, int> ends(group_of_[from], group_of_[to]);
    if (ends.first == ends.second) return nullptr;
    EdgeInfo& info = infos[ends];
    info.is_faint = groups_[ends.first].kind == style_.faint ||
                    groups_[ends.second].kind == style_.faint;
    return &info;
  }

  NodeBox MakeBox(const NodeGroup& group) const {
    NodeBox box;
    box.title = Shortened(group.title, kMostLetters);
    box.fill = style_.kinds[group.kind].fill;
    box.stroke = style_.kinds[group.kind].stroke;
    box.is_faint = group.kind == style_.faint;
    std::vector<const ExplainedNode*> shown;
    for (int index : group.nodes) shown.push_back(&graph_.nodes[index]);
    if (shown.size() == 1) {
      const ExplainedNode& node = *shown[0];
      box.is_round = node.role == NodeRole::kFeed ||
                     node.role == NodeRole::kFetch || node.fed;
      box.parts = node.fused_ops;
      if (node.op != box.title) box.lines.push_back(node.op);
    } else {
      box.lines.push_back(absl::StrCat(shown.size(), " nodes"));
      box.lines.push_back(Shortened(OpsText(shown), kMostLetters + 6));
      AddFusions(shown, box);
    }
    AddSources(group, box);
    box.output = OutputOf(group);
    box.tooltip = TooltipOf(group);
    return box;
  }

  // Tells of the constants and variables that the group reads.
  void AddSources(const NodeGroup& group, NodeBox& box) const {
    std::set<int> read;
    std::vector<int> stack = group.nodes;
    while (!stack.empty()) {
      const int index = stack.back();
      stack.pop_back();
      for (const ExplainedEdge& edge : graph_.nodes[index].inputs) {
        if (is_source_[edge.node] && read.insert(edge.node).second) {
          stack.push_back(edge.node);
        }
      }
    }
    size_t constants = 0, states = 0;
    for (int index : read) {
      constants += graph_.nodes[index].role == NodeRole::kConstant;
      states += graph_.nodes[index].role == NodeRole::kState;
    }
    std::vector<std::string> told;
    if (states > 0) told.push_back(CountText(states, "variable"));
    if (constants > 0) told.push_back(CountText(constants, "constant"));
    if (!told.empty()) {
      box.lines.push_back("with " + absl::StrJoin(told, ", "));
    }
  }

  static void AddFusions(const std::vector<const ExplainedNode*>& nodes,
                         NodeBox& box) {
    const auto fused = absl::c_count_if(
        nodes, [](const auto* node) { return !node->fused_ops.empty(); });
    if (fused > 0) box.lines.push_back(absl::StrCat(fused, " fused"));
  }

  // What leaves the group, where that is one tensor.
  std::string OutputOf(const NodeGroup& group) const {
    const int index = group_of_[group.nodes[0]];
    const ExplainedOutput* output = nullptr;
    for (size_t i = 0; i < edges_.size(); ++i) {
      const ExplainedOutput* leaving = edge_infos_[i].output;
      if (edges_[i].from != index || leaving == nullptr) continue;
      if (output != nullptr && leaving != output) return "";
      if (edge_infos_[i].values > 1) return "";
      output = leaving;
    }
    return output == nullptr ? "" : OutputText(*output);
  }

  std::string TooltipOf(const NodeGroup& group) const {
    std::vector<int> nodes = group.nodes;
    absl::c_copy(group.sources, std::back_inserter(nodes));
    std::vector<std::string> told;
    for (size_t i = 0; i < std::min(kMostTold, nodes.size()); ++i) {
      told.push_back(NodeText(graph_.nodes[nodes[i]]));
    }
    if (nodes.size() > kMostTold) {
      told.push_back(absl::StrCat("and ", nodes.size() - kMostTold, " more"));
    }
    return absl::StrJoin(told, "\n");
  }

  void DrawEdge(size_t index, const std::vector<Point>& route) {
    const EdgeInfo& info = edge_infos_[index];
    std::string path;
    for (size_t i = 0; i < route.size(); ++i) {
      const Point& to = route[i];
      if (i == 0) {
        absl::StrAppendFormat(&path, "M%.1f %.1f", to.x, to.y);
        continue;
      }
      const Point& from = route[i - 1];
      if (from.x == to.x || from.y == to.y) {
        absl::StrAppendFormat(&path, "L%.1f %.1f", to.x, to.y);
      } else {
        const double middle = (from.y + to.y) / 2;
        absl::StrAppendFormat(&path, "C%.1f %.1f %.1f %.1f %.1f %.1f", from.x,
                              middle, to.x, middle, to.x, to.y);
      }
    }
    const double length = std::abs(route.back().y - route.front().y) +
                          std::abs(route.back().x - route.front().x);
    const char* const css_class = info.is_faint        ? "p"
                                  : info.values == 0   ? "d"
                                  : length > kLongEdge ? "e l"
                                                       : "e";
    absl::StrAppendFormat(&svg_, "<path class=\"%s\" d=\"%s\"%s>%s</path>\n",
                          css_class, path,
                          info.is_faint ? "" : " marker-end=\"url(#a)\"",
                          SvgTooltip(info.tooltip));
  }

  const ExplainedGraph& graph_;
  const GraphStyle& style_;
  const std::vector<NodeGroup> groups_;
  std::vector<bool> is_source_;  // By node: drawn with a reader.
  std::vector<int> group_of_;    // By node.
  std::vector<NodeBox> boxes_;   // By group.
  std::vector<BoxEdge> edges_;
  std::vector<EdgeInfo> edge_infos_;  // By edge.
  std::string svg_;
};

}  // namespace

void DrawGraph(const ExplainedGraph& graph, const GraphStyle& style,
               Picture& picture) {
  for (const int most : {kMostBoxes, 110, 80, kFewestBoxes}) {
    GraphDrawer(graph, style, most).Draw(picture);
    if (picture.width <= kMostWidth && picture.height <= kMostHeight) return;
  }
}

}  // namespace thalweg::command
