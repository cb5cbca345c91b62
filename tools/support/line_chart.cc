#include "thalweg/tools/support/line_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "thalweg/tools/support/xml_text.h"

namespace thalweg {
namespace {

// A panel's size and the margins around its plot, in pixels.
constexpr double kWidth = 560;
constexpr double kHeight = 400;
constexpr double kLeft = 70;
constexpr double kRight = 24;
constexpr double kTop = 76;
constexpr double kBottom = 58;
constexpr double kLegendRow = 58;

// Okabe and Ito's colours, told apart by colour-blind readers too.
constexpr std::array<absl::string_view, 6> kColours = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

constexpr char kStyle[] =
    "text{font-family:Helvetica,Arial,'DejaVu Sans',sans-serif;fill:#333}"
    ".title{font-size:17px;font-weight:600}"
    ".tick{font-size:12px;fill:#555}"
    ".label,.legend{font-size:13px}"
    ".grid{stroke:#e4e4e4;stroke-width:1}"
    ".axis{stroke:#666;stroke-width:1}"
    ".line{fill:none;stroke-width:2;stroke-linejoin:round;"
    "stroke-linecap:round}";

struct Axis {
  std::vector<double> ticks;

  double low() const { return ticks.front(); }
  double high() const { return ticks.back(); }
  // 0 at the low end, 1 at the high one.
  double At(double value) const { return (value - low()) / (high() - low()); }
};

// Values beyond this would overflow the arithmetic of axes.
bool IsDrawable(double value) { return std::abs(value) < 1e300; }

// An axis over all drawable values of one coordinate.
Axis AxisOver(const LineChart& chart, std::vector<double> Series::*values,
              int ticks) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Series& series : chart.series) {
    for (const double value : series.*values) {
      if (!IsDrawable(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (low > high) return {RoundTicks(0, 1, ticks)};
  // What is constant, but for rounding, gets room above and below.
  const double size = std::max(std::abs(low), std::abs(high));
  if (high - low <= 1e-9 * size || size < 1e-300) {
    const double room = size < 1e-300 ? 1 : size / 2;
    return {RoundTicks(low - room, high + room, ticks)};
  }
  return {RoundTicks(low, high, ticks)};
}

// As many decimals as the distance between ticks needs.
std::string TickText(double value, double distance) {
  if (std::abs(value) < distance / 2) return "0";
  if (std::abs(value) >= 1e6 || distance < 1e-4)
    return absl::StrFormat("%.3g", value);
  const int decimals =
      std::max(0, static_cast<int>(-std::floor(std::log10(distance) + 1e-9)));
  return absl::StrFormat("%.*f", decimals, value);
}

// One chart, its upper left corner at (left, 0).
class Panel {
 public:
  Panel(const LineChart& chart, double left)
      : chart_(chart),
        left_(left + kLeft),
        right_(left + kWidth - kRight),
        x_(AxisOver(chart, &Series::x, 7)),
        y_(AxisOver(chart, &Series::y, 6)) {}

  std::string Render() {
    Title();
    Legend();
    VerticalGrid();
    HorizontalGrid();
    for (size_t i = 0; i < chart_.series.size(); ++i) Line(i);
    return svg_;
  }

 private:
  double X(double value) const {
    return left_ + x_.At(value) * (right_ - left_);
  }
  double Y(double value) const {
    return kHeight - kBottom - y_.At(value) * (kHeight - kBottom - kTop);
  }

  static absl::string_view Colour(size_t series) {
    return kColours[series % kColours.size()];
  }

  void Text(double x, double y, absl::string_view attributes,
            absl::string_view text) {
    absl::StrAppendFormat(&svg_, "<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n",
                          x, y, attributes, EscapeXml(text));
  }

  void Segment(double x1, double y1, double x2, double y2,
               absl::string_view css_class) {
    absl::StrAppendFormat(&svg_,
                          "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
                          "y2=\"%.1f\" class=\"%s\"/>\n",
                          x1, y1, x2, y2, css_class);
  }

  void Title() { Text(left_, 30, "class=\"title\"", chart_.title); }

  void Legend() {
    double x = left_;
    for (size_t i = 0; i < chart_.series.size(); ++i) {
      absl::StrAppendFormat(&svg_,
                            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
                            "y2=\"%.1f\" class=\"line\" stroke=\"%s\"/>\n",
                            x, kLegendRow - 5, x + 18, kLegendRow - 5,
                            Colour(i));
      Text(x + 25, kLegendRow, "class=\"legend\"", chart_.series[i].name);
      // Letters of this size are about seven pixels wide.
      x += 50 + 7.0 * static_cast<double>(chart_.series[i].name.size());
    }
  }

  void VerticalGrid() {
    const double bottom = kHeight - kBottom;
    for (const double tick : x_.ticks) {
      if (tick != x_.low()) Segment(X(tick), kTop, X(tick), bottom, "grid");
      Text(X(tick), bottom + 18, "class=\"tick\" text-anchor=\"middle\"",
           TickText(tick, x_.ticks[1] - x_.ticks[0]));
    }
    Segment(left_, kTop, left_, bottom, "axis");
    Text((left_ + right_) / 2, kHeight - 14,
         "class=\"label\" text-anchor=\"middle\"", chart_.x_label);
  }

  void HorizontalGrid() {
    for (const double tick : y_.ticks) {
      Segment(left_, Y(tick), right_, Y(tick),
              tick == y_.low() ? "axis" : "grid");
      Text(left_ - 8, Y(tick) + 4, "class=\"tick\" text-anchor=\"end\"",
           TickText(tick, y_.ticks[1] - y_.ticks[0]));
    }
    const double middle = (kTop + kHeight - kBottom) / 2;
    const double x = left_ - kLeft + 18;
    Text(x, middle,
         absl::StrFormat("class=\"label\" text-anchor=\"middle\" "
                         "transform=\"rotate(-90 %.1f %.1f)\"",
                         x, middle),
         chart_.y_label);
  }

  void Line(size_t index) {
    const Series& series = chart_.series[index];
    std::string path;
    bool is_drawing = false;
    for (size_t i = 0; i < series.x.size(); ++i) {
      const bool is_drawable =
          IsDrawable(series.x[i]) && IsDrawable(series.y[i]);
      // The step of no length shows a point that has no neighbours.
      if (is_drawable) {
        absl::StrAppendFormat(&path, "%s%.1f %.1f%s", is_drawing ? "L" : "M",
                              X(series.x[i]), Y(series.y[i]),
                              is_drawing ? "" : "h0");
      }
      is_drawing = is_drawable;
    }
    absl::StrAppendFormat(&svg_,
                          "<path class=\"line\" stroke=\"%s\" d=\"%s\"/>\n",
                          Colour(index), path);
  }

  const LineChart& chart_;
  const double left_;
  const double right_;
  const Axis x_;
  const Axis y_;
  std::string svg_;
};

}  // namespace

std::vector<double> RoundTicks(double low, double high, int count) {
  const double rough = (high - low) / count;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double distance = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) {
      distance = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  // A hair of slack, so that 0.3 / 0.1 counts as 3.
  const double first = std::floor(low / distance + 1e-9);
  const double last = std::ceil(high / distance - 1e-9);
  for (double i = first; i <= last; ++i) ticks.push_back(i * distance);
  return ticks;
}

std::string RenderSvg(absl::Span<const LineChart> charts) {
  const double width = kWidth * static_cast<double>(charts.size());
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" "
      "height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n<style>%s</style>\n"
      "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
      width, kHeight, width, kHeight, kStyle);
  for (size_t i = 0; i < charts.size(); ++i)
    svg += Panel(charts[i], kWidth * static_cast<double>(i)).Render();
  return svg + "</svg>\n";
}

absl::Status WriteSvg(const std::string& path,
                      absl::Span<const LineChart> charts) {
  for (const LineChart& chart : charts) {
    for (const Series& series : chart.series) {
      if (series.x.size() == series.y.size()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("series '", series.name, "' of '", chart.title,
                       "': expected as many xs as ys, got ", series.x.size(),
                       " and ", series.y.size()));
    }
  }
  const std::string temporary = path + ".tmp";
  std::ofstream out(temporary, std::ios::binary);
  out << RenderSvg(charts);
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(temporary, path, error);
  if (out && !error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path));
}

}  // namespace thalweg
