#include "thalweg/tools/thalweg/node_box.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "thalweg/tools/thalweg/picture.h"

namespace thalweg::command {
namespace {

constexpr size_t kMostOpsNamed = 3;
constexpr double kLine = 15;

}  // namespace

BoxSize SizeOf(const NodeBox& box) {
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

std::string DrawBox(const NodeBox& box, Point corner, BoxSize size) {
  std::string svg;
  svg += "<g>";
  svg += SvgTooltip(box.tooltip);
  svg += SvgRect(
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
    svg += SvgText(middle, y,
                   absl::StrFormat("class=\"%s%s\" text-anchor=\"middle\"",
                                   css_class, tone),
                   text);
    y += kLine;
  };
  line("n", box.title);
  for (const std::string& text : box.lines) line("o", text);
  for (const std::string& part : box.parts) {
    svg += SvgRect(corner.x + 6, y - kLine + 6, size.width - 12, kLine + 2,
                   "rx=\"2\" fill=\"#fff\" stroke=\"#b38600\"");
    y += 3;
    line("o", part);
    y += 2;
  }
  svg += "</g>\n";
  if (box.output.empty() || box.is_faint) return svg;
  svg += SvgText(middle + 7, corner.y + size.height + 11, "class=\"s\"",
                 box.output);
  return svg;
}

std::string OpsText(const std::vector<const ExplainedNode*>& nodes) {
  std::map<std::string, int> counts;
  for (const ExplainedNode* node : nodes) ++counts[node->op];
  std::vector<std::pair<int, std::string>> ops;
  ops.reserve(counts.size());
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

std::string NodeText(const ExplainedNode& node) {
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

}  // namespace thalweg::command
