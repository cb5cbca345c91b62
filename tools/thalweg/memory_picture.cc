#include "thalweg/tools/thalweg/memory_picture.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "thalweg/tools/support/line_chart.h"

namespace thalweg::command {
namespace {

// Pixels.
constexpr double kLeft = 84;
constexpr double kRight = 20;
constexpr double kTop = 34;
constexpr double kHeight = 420;
constexpr double kBottom = 48;
constexpr double kLeast = 640;
constexpr double kMost = 1800;
constexpr double kPerStep = 16;

enum Kind { kActivation, kGradient, kInPlace, kScratch };
constexpr size_t kColourOf[] = {0, 2, 1, 4};

Kind KindOf(const ExplainedTenant& tenant) {
  if (tenant.kind == ExplainedTenant::Kind::kScratch) return kScratch;
  if (tenant.kind == ExplainedTenant::Kind::kInPlace) return kInPlace;
  // The scope in which gradients are built, here and in TensorFlow.
  const bool is_gradient = absl::StartsWith(tenant.tensor, "gradients") ||
                           absl::StrContains(tenant.tensor, "/gradients");
  return is_gradient ? kGradient : kActivation;
}

std::vector<LegendEntry> Legend() {
  return {{std::string(TintOf(0)), std::string(ColourOf(0)), "value"},
          {std::string(TintOf(2)), std::string(ColourOf(2)), "gradient"},
          {std::string(TintOf(1)), std::string(ColourOf(1)),
           "written in place of an input"},
          {std::string(TintOf(4)), std::string(ColourOf(4)), "scratch"},
          {"#222", "#222", "in use at the step"},
          {"#c00", "#c00", "size of the arena"},
          {"#06c", "#06c", "least possible (the widest step)"}};
}

class MemoryDrawer {
 public:
  explicit MemoryDrawer(const ExplainedArena& arena)
      : arena_(arena),
        steps_(static_cast<double>(arena.live_bytes.size())),
        width_(std::clamp(steps_ * kPerStep, kLeast, kMost)) {}

  void Draw(Picture& picture) {
    const double legend = AppendLegend(Legend(), 0, svg_);
    Axes();
    for (const ExplainedBuffer& buffer : arena_.buffers) DrawBuffer(buffer);
    DrawLive();
    Level(arena_.bytes, "#c00", "none");
    Level(arena_.lower_bound, "#06c", "7 4");
    picture.body = std::move(svg_);
    picture.width = std::max(kLeft + width_ + kRight, legend);
    picture.height = kTop + kHeight + kBottom;
  }

 private:
  double X(double step) const { return kLeft + width_ * step / steps_; }
  double Y(int64_t bytes) const {
    return kTop + kHeight * (1 - static_cast<double>(bytes) / Top());
  }
  // Room above the arena, for its line.
  double Top() const { return 1.06 * static_cast<double>(arena_.bytes); }

  void Axes() {
    for (const double tick : RoundTicks(0, Top(), 6)) {
      if (tick > Top()) continue;
      const auto bytes = static_cast<int64_t>(tick);
      svg_ += SvgLine(kLeft, Y(bytes), kLeft + width_, Y(bytes),
                      "stroke=\"#e4e4e4\"");
      svg_ += SvgText(kLeft - 8, Y(bytes) + 4,
                      "class=\"o\" text-anchor=\"end\"", BytesText(bytes));
    }
    for (const double tick : RoundTicks(0, steps_, 10)) {
      if (tick > steps_ || tick != static_cast<int64_t>(tick)) continue;
      svg_ += SvgLine(X(tick), Y(0), X(tick), Y(0) + 5, "stroke=\"#666\"");
      svg_ += SvgText(X(tick), Y(0) + 18, "class=\"o\" text-anchor=\"middle\"",
                      absl::StrCat(tick));
    }
    svg_ += SvgText(kLeft + width_ / 2, Y(0) + 38,
                    "class=\"c\" text-anchor=\"middle\"", "step");
  }

  // Each tenant until the next one moves in.
  void DrawBuffer(const ExplainedBuffer& buffer) {
    for (size_t i = 0; i < buffer.tenants.size(); ++i) {
      const ExplainedTenant& tenant = buffer.tenants[i];
      if (tenant.kind == ExplainedTenant::Kind::kView) continue;
      size_t next = i + 1;
      while (next < buffer.tenants.size() &&
             buffer.tenants[next].kind == ExplainedTenant::Kind::kView) {
        ++next;
      }
      const int end = next < buffer.tenants.size()
                          ? buffer.tenants[next].first_step
                          : buffer.last_step + 1;
      DrawTenant(buffer, tenant, end);
    }
  }

  void DrawTenant(const ExplainedBuffer& buffer, const ExplainedTenant& tenant,
                  int end) {
    const Kind kind = KindOf(tenant);
    const double x = X(tenant.first_step);
    const double width = std::max(1.0, X(end) - x);
    const double top = Y(buffer.offset + buffer.bytes);
    const double height = std::max(0.5, Y(buffer.offset) - top);
    svg_ += "<g>";
    svg_ += SvgTooltip(absl::StrCat(
        tenant.tensor, " (", tenant.op, ")\n", BytesText(buffer.bytes), " at ",
        buffer.offset, ", steps ", tenant.first_step, " to ", end - 1));
    svg_ += SvgRect(
        x, top, width, height,
        absl::StrFormat("fill=\"%s\" stroke=\"%s\" "
                        "stroke-width=\"0.7\"",
                        TintOf(kColourOf[kind]), ColourOf(kColourOf[kind])));
    const auto letters = static_cast<size_t>(width / TextWidth("m", 10));
    if (height >= 12 && letters >= 6) {
      svg_ += SvgText(x + width / 2, top + height / 2 + 3.5,
                      "class=\"s\" text-anchor=\"middle\"",
                      Shortened(tenant.tensor, letters - 1));
    }
    svg_ += "</g>\n";
  }

  void DrawLive() {
    std::string path;
    for (size_t i = 0; i < arena_.live_bytes.size(); ++i) {
      absl::StrAppendFormat(&path, "%s%.1f %.1fH%.1f", i == 0 ? "M" : "L",
                            X(static_cast<double>(i)), Y(arena_.live_bytes[i]),
                            X(static_cast<double>(i) + 1));
    }
    absl::StrAppendFormat(
        &svg_,
        "<path d=\"%s\" fill=\"none\" stroke=\"#222\" stroke-width=\"1.5\"/>\n",
        path);
  }

  void Level(int64_t bytes, const char* colour, const char* dashes) {
    svg_ += SvgLine(kLeft, Y(bytes), kLeft + width_, Y(bytes),
                    absl::StrFormat("stroke=\"%s\" stroke-width=\"1.5\" "
                                    "stroke-dasharray=\"%s\"",
                                    colour, dashes));
  }

  const ExplainedArena& arena_;
  const double steps_;
  const double width_;
  std::string svg_;
};

}  // namespace

Picture DrawMemory(const ExplainedArena& arena) {
  Picture picture;
  picture.title = absl::StrCat("The memory plan of ", arena.device);
  picture.caption = absl::StrCat(
      BytesText(arena.bytes), " for ", arena.buffers.size(), " buffers; ",
      BytesText(arena.lower_bound), " are in use at the widest of ",
      arena.live_bytes.size(), " steps");
  if (arena.bytes > 0) MemoryDrawer(arena).Draw(picture);
  return picture;
}

}  // namespace thalweg::command
