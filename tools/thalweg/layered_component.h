// LayOutComponent: a layered drawing of boxes that hang together.
#pragma once

#include "absl/types/span.h"
#include "thalweg/tools/thalweg/layered_layout.h"

namespace thalweg::command {

// As LayOut. REQUIRES: a box.
Layout LayOutComponent(absl::Span<const BoxSize> boxes,
                       absl::Span<const BoxEdge> edges);

// What a picture's width should be to its height.
inline constexpr double kAspect = 1.5;

}  // namespace thalweg::command
