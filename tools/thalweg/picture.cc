#include "thalweg/tools/thalweg/picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "thalweg/tools/support/xml_text.h"

namespace thalweg::command {
namespace {

constexpr double kMargin = 24;
constexpr double kHeading = 56;
// Pictures stand beside each other up to this width.
constexpr double kRowWidth = 4200;

constexpr std::array<absl::string_view, kColours> kStrong = {
    "#0072b2", "#009e73", "#d55e00", "#cc79a7",
    "#b38600", "#56b4e9", "#6b4fa0"};
constexpr std::array<absl::string_view, kColours> kTints = {
    "#d3e6f3", "#d0ece3", "#f7ddcb", "#f4e1ea",
    "#fbecc9", "#e0f1fb", "#e2dbf0"};

// Stands between the first and the last of several names.
constexpr absl::string_view kTo = " ... ";

constexpr std::array<const char*, 4> kUnits = {"KB", "MB", "GB", "TB"};

constexpr char kStyle[] =
    "text{font-family:Helvetica,Arial,'DejaVu Sans',sans-serif;fill:#222}"
    ".h{font-size:20px;font-weight:600}"
    ".c{font-size:13px;fill:#555}"
    ".n{font-size:12px;font-weight:600}"
    ".o{font-size:11px;fill:#444}"
    ".s{font-size:10px;fill:#666;stroke:#fff;stroke-width:3px;"
    "paint-order:stroke}"
    ".g{fill:#999}"
    ".e{fill:none;stroke:#555;stroke-width:1.2}"
    ".l{stroke:#aaa;stroke-width:0.9}"
    ".d{fill:none;stroke:#999;stroke-width:1;stroke-dasharray:4 3}"
    ".p{fill:none;stroke:#ccc;stroke-width:1}"
    ".b{stroke-width:1.2}";

}  // namespace

std::string SvgText(double x, double y, absl::string_view attributes,
                    absl::string_view text) {
  return absl::StrFormat("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n", x, y,
                         attributes, EscapeXml(text));
}

std::string SvgRect(double x, double y, double width, double height,
                    absl::string_view attributes) {
  return absl::StrFormat(
      "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>\n", x, y,
      width, height, attributes);
}

std::string SvgLine(double x1, double y1, double x2, double y2,
                    absl::string_view attributes) {
  return absl::StrFormat(
      "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", x1, y1,
      x2, y2, attributes);
}

std::string SvgTooltip(absl::string_view text) {
  return absl::StrCat("<title>", EscapeXml(text), "</title>\n");
}

double TextWidth(absl::string_view text, double font_size) {
  // Helvetica's letters are about so wide.
  return 0.57 * font_size * static_cast<double>(text.size());
}

std::string Shortened(absl::string_view text, size_t most) {
  if (text.size() <= most) return std::string(text);
  if (const size_t at = text.find(kTo); at != absl::string_view::npos) {
    const size_t half = (most - kTo.size()) / 2;
    return absl::StrCat(Shortened(text.substr(0, at), half), kTo,
                        Shortened(text.substr(at + kTo.size()), half));
  }
  // Names differ at their end.
  return absl::StrCat("...", text.substr(text.size() - (most - 3)));
}

std::string CountText(size_t count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

std::string BytesText(int64_t bytes) {
  if (bytes < 1000) return absl::StrCat(bytes, " bytes");
  auto value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return absl::StrFormat("%.*f %s", value < 99.95 ? 1 : 0, value, kUnits[unit]);
}

absl::string_view ColourOf(size_t index) { return kStrong[index % kColours]; }
absl::string_view TintOf(size_t index) { return kTints[index % kColours]; }

double AppendLegend(absl::Span<const LegendEntry> entries, double y,
                    std::string& svg) {
  double x = 0;
  for (const LegendEntry& entry : entries) {
    absl::StrAppend(
        &svg,
        SvgRect(x, y, 14, 14,
                absl::StrFormat("class=\"b\" fill=\"%s\" stroke=\"%s\"",
                                entry.fill, entry.stroke)),
        SvgText(x + 20, y + 11, "class=\"o\"", entry.name));
    x += 44 + TextWidth(entry.name, 11);
  }
  return x;
}

std::string RenderSvg(absl::Span<const Picture> pictures) {
  std::string body;
  double x = kMargin, y = kMargin, row_height = 0, width = 0;
  for (const Picture& picture : pictures) {
    const double wide = std::max({picture.width, TextWidth(picture.title, 20),
                                  TextWidth(picture.caption, 13)});
    if (x > kMargin && x + wide > kRowWidth) {
      x = kMargin;
      y += row_height + kMargin;
      row_height = 0;
    }
    absl::StrAppendFormat(&body, "<g transform=\"translate(%.1f %.1f)\">\n", x,
                          y);
    absl::StrAppend(&body, SvgText(0, 20, "class=\"h\"", picture.title),
                    SvgText(0, 42, "class=\"c\"", picture.caption));
    absl::StrAppendFormat(&body,
                          "<g transform=\"translate(0 %.1f)\">\n%s</g>\n",
                          kHeading, picture.body);
    absl::StrAppend(&body, "</g>\n");
    x += wide + 2 * kMargin;
    width = std::max(width, x - kMargin);
    row_height = std::max(row_height, kHeading + picture.height + kMargin);
  }
  return absl::StrFormat(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" "
             "height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n<style>%s</style>\n"
             "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
             "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
             "<path d=\"M0 0L8 4L0 8z\" fill=\"#555\"/></marker></defs>\n"
             "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
             width, y + row_height, width, y + row_height, kStyle) +
         body + "</svg>\n";
}

}  // namespace thalweg::command
