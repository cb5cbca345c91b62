// Picture: a drawing of known size, and several of them in one file.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace thalweg::command {

struct Picture {
  std::string title;
  std::string caption;  // A line below the title.
  double width = 0;
  double height = 0;
  std::string body;  // SVG elements, between (0, 0) and (width, height).
};

// One SVG file: the pictures side by side as far as they fit, then below.
std::string RenderSvg(absl::Span<const Picture> pictures);

// SVG elements. `attributes` are written as they are, texts escaped.
std::string SvgText(double x, double y, absl::string_view attributes,
                    absl::string_view text);
std::string SvgRect(double x, double y, double width, double height,
                    absl::string_view attributes);
std::string SvgLine(double x1, double y1, double x2, double y2,
                    absl::string_view attributes);
// What a viewer shows where the pointer rests on the element around it.
std::string SvgTooltip(absl::string_view text);

// About how wide a text is in the font of so many pixels.
double TextWidth(absl::string_view text, double font_size);
// The last `most` letters of the text, "..." for those before; of "a ... b"
// about as much of either. REQUIRES: most >= 16.
std::string Shortened(absl::string_view text, size_t most);
// "1 node", "3 nodes".
std::string CountText(size_t count, absl::string_view noun);
// "12.3 MB".
std::string BytesText(int64_t bytes);

// Okabe and Ito's colours, told apart by colour-blind readers too, and tints
// of them for areas under text.
absl::string_view ColourOf(size_t index);
absl::string_view TintOf(size_t index);
inline constexpr size_t kColours = 7;

// A row of coloured squares with names, at (0, y); its width.
struct LegendEntry {
  std::string fill;
  std::string stroke;
  std::string name;
};
double AppendLegend(absl::Span<const LegendEntry> entries, double y,
                    std::string& svg);

}  // namespace thalweg::command
