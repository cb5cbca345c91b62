#include "thalweg/tools/thalweg/graph_picture.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "thalweg/tools/thalweg/layered_layout.h"
#include "thalweg/tools/thalweg/name_groups.h"

namespace thalweg::command {
namespace {

constexpr size_t kMostLetters = 30;
constexpr size_t kMostOpsNamed = 3;
constexpr size_t kMostTold = 24;
constexpr double kLine = 15;
constexpr double kLegend = 30;

// Pictures beyond this get fewer boxes, down to so few.
constexpr double kMostWidth = 4000;
constexpr double kMostHeight = 3600;
constexpr int kFewestBoxes = 64;

// Edges longer than this are drawn lighter: they run beside everything else.
constexpr double kLongEdge = 500;

struct Box {
  std::string title;
  std::vector<std::string> lines;
  // What was fused, shown as boxes in the box.
  std::vector<std::string> parts;
  std::string fill;
  std::string stroke;
  bool is_faint = false;
  bool is_round = false;  // A feed or a fetch.
  std::string output;     // What leaves it: "float [32,10]".
  std::string tooltip;
};

// How nodes are told apart: an index into `kinds`, whose entries have the
// colours and names.
struct Style {
  std::vector<LegendEntry> kinds;
  std::vector<int> kind_of;  // By node.
  // Of this kind: what is not executed.
  int faint = -1;
};

// "Conv2D, BiasAdd x2, 3 more ops".
std::string OpsText(const std::vector<const ExplainedNode*>& nodes) {
  std::map<std::string, int> counts;
  for (const ExplainedNode* node : nodes) ++counts[node->op];
  std::vector<std::pair<int, std::string>> ops;
  for (const auto& [op, count] : counts) ops.emplace_back(-count, op);
  absl::c_sort(ops);
  std::vector<std::string> texts;
  for (size_t i = 0; i < std::min(kMostOpsNamed, ops.size()); ++i) {
    texts.push_back(ops[i].first == -1
                        ? ops[i].second
                        : absl::StrCat(ops[i].second, " x", -ops[i].first));
  }
  if (ops.size() > kMostOpsNamed) {
    texts.push_back(absl::StrCat(ops.size() - kMostOpsNamed, " more"));
  }
  return absl::StrJoin(texts, ", ");
}

std::string OutputText(const ExplainedOutput& output) {
  return absl::StrCat(DTypeName(output.dtype), " ", output.shape.ToString());
}

// All that is known of a node, for its tooltip.
std::string Tell(const ExplainedNode& node) {
  std::string text = absl::StrCat(node.name, ": ", node.op);
  for (const ExplainedOutput& output : node.outputs) {
    absl::StrAppend(&text, "  ", OutputText(output));
  }
  if (!node.fused_ops.empty()) {
    absl::StrAppend(&text, "\n  fused from ",
                    absl::StrJoin(node.fused_from, ", "));
  }
  if (!node.device.empty()) {
    absl::StrAppend(&text, "\n  on ", node.device);
    if (!node.placement_reason.empty()) {
      absl::StrAppend(&text, ": ", node.placement_reason);
    }
  }
  return text;
}

std::string Count(size_t count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

class GraphDrawer {
 public:
  GraphDrawer(const ExplainedGraph& graph, const Style& style, int most_boxes)
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
    for (const Box& box : boxes_) sizes.push_back(SizeOf(box));
    const Layout layout = LayOut(sizes, edges_);
    const double legend = AppendLegend(style_.kinds, 0, svg_);
    absl::StrAppendFormat(&svg_, "<g transform=\"translate(0 %.1f)\">\n",
                          kLegend);
    for (size_t i = 0; i < edges_.size(); ++i) {
      DrawEdge(i, layout.routes[i]);
    }
    for (size_t i = 0; i < boxes_.size(); ++i) {
      DrawBox(boxes_[i], layout.corners[i], sizes[i]);
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

  Box MakeBox(const NodeGroup& group) const {
    Box box;
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
  void AddSources(const NodeGroup& group, Box& box) const {
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
    if (states > 0) told.push_back(Count(states, "variable"));
    if (constants > 0) told.push_back(Count(constants, "constant"));
    if (!told.empty()) {
      box.lines.push_back("with " + absl::StrJoin(told, ", "));
    }
  }

  static void AddFusions(const std::vector<const ExplainedNode*>& nodes,
                         Box& box) {
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
      told.push_back(Tell(graph_.nodes[nodes[i]]));
    }
    if (nodes.size() > kMostTold) {
      told.push_back(absl::StrCat("and ", nodes.size() - kMostTold, " more"));
    }
    return absl::StrJoin(told, "\n");
  }

  static BoxSize SizeOf(const Box& box) {
    double width = TextWidth(box.title, 12.5);
    for (const std::string& line : box.lines) {
      width = std::max(width, TextWidth(line, 11));
    }
    for (const std::string& part : box.parts) {
      width = std::max(width, TextWidth(part, 11) + 16);
    }
    const auto lines = static_cast<double>(1 + box.lines.size());
    double height = kLine * lines + 9;
    if (!box.parts.empty()) {
      height += (kLine + 5) * static_cast<double>(box.parts.size()) + 3;
    }
    return {std::max(60.0, width + 16), height};
  }

  void DrawBox(const Box& box, Point corner, BoxSize size) {
    svg_ += "<g>";
    svg_ += SvgTooltip(box.tooltip);
    svg_ += SvgRect(
        corner.x, corner.y, size.width, size.height,
        absl::StrFormat("rx=\"%d\" class=\"b\" fill=\"%s\" stroke=\"%s\"%s",
                        box.is_round ? 12 : 4, box.fill, box.stroke,
                        box.is_faint         ? " stroke-dasharray=\"4 3\""
                        : !box.parts.empty() ? " stroke-width=\"2.5\""
                                             : ""));
    const double middle = corner.x + size.width / 2;
    const char* const tone = box.is_faint ? " g" : "";
    double y = corner.y + kLine;
    const auto line = [&](const char* css_class, const std::string& text) {
      svg_ += SvgText(middle, y,
                      absl::StrFormat("class=\"%s%s\" text-anchor=\"middle\"",
                                      css_class, tone),
                      text);
      y += kLine;
    };
    line("n", box.title);
    for (const std::string& text : box.lines) line("o", text);
    for (const std::string& part : box.parts) {
      svg_ += SvgRect(corner.x + 6, y - kLine + 6, size.width - 12, kLine + 2,
                      "rx=\"2\" fill=\"#fff\" stroke=\"#b38600\"");
      y += 3;
      line("o", part);
      y += 2;
    }
    svg_ += "</g>\n";
    if (box.output.empty() || box.is_faint) return;
    svg_ += SvgText(middle + 7, corner.y + size.height + 11, "class=\"s\"",
                    box.output);
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
  const Style& style_;
  const std::vector<NodeGroup> groups_;
  std::vector<bool> is_source_;  // By node: drawn with a reader.
  std::vector<int> group_of_;    // By node.
  std::vector<Box> boxes_;       // By group.
  std::vector<BoxEdge> edges_;
  std::vector<EdgeInfo> edge_infos_;  // By edge.
  std::string svg_;
};

// With as many boxes as the picture can have and still be looked at.
void DrawGraph(const ExplainedGraph& graph, const Style& style,
               Picture& picture) {
  for (const int most : {kMostBoxes, 110, 80, kFewestBoxes}) {
    GraphDrawer(graph, style, most).Draw(picture);
    if (picture.width <= kMostWidth && picture.height <= kMostHeight) return;
  }
}

// "CPU:0" of "/job:localhost/replica:0/task:0/device:CPU:0".
std::string ShortDevice(const std::string& device) {
  const std::string before = "/device:";
  const size_t at = device.find(before);
  return at == std::string::npos ? device : device.substr(at + before.size());
}

}  // namespace

Picture DrawPruned(const Explanation& explanation) {
  enum Kind { kNeeded, kAsked, kFed, kUnused };
  Style style;
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
  picture.caption = absl::StrCat(needed, " of ",
                                 Count(explanation.whole.nodes.size(), "node"),
                                 " are needed");
  DrawGraph(explanation.whole, style, picture);
  return picture;
}

Picture DrawPlaced(const Explanation& explanation) {
  Style style;
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
  picture.caption = absl::StrCat(Count(explanation.placed.nodes.size(), "node"),
                                 " on ", Count(kinds.size(), "device"), "; ",
                                 explanation.pruned.nodes.size(), " before");
  DrawGraph(explanation.placed, style, picture);
  return picture;
}

Picture DrawOptimized(const Explanation& explanation) {
  enum Kind { kPlain, kFused, kCopy, kOutside };
  Style style;
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
      Count(explanation.optimized.nodes.size(), "node"), ", ",
      Count(explanation.steps.size(), "step"), ", ", fused, " fused");
  DrawGraph(explanation.optimized, style, picture);
  return picture;
}

}  // namespace thalweg::command
