#include "thalweg/ops/array/strided_slice_extent.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/node.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

constexpr int64_t kNotKnown = PartialValue::kUnknown;

bool HasBit(int64_t mask, int64_t i) {
  return i < 63 && ((mask >> i) & 1) != 0;
}

// One dimension of the input as the arguments speak of it.
struct SliceRange {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t stride = 1;
  bool from_first = true;
  bool through_last = true;
  bool shrink = false;
};

// Where a dimension of the result comes from.
constexpr int kFromNewAxis = -1;

struct SliceLayout {
  absl::InlinedVector<SliceRange, 4> ranges;   // One a dimension of the input.
  absl::InlinedVector<int, 4> output_sources;  // Dimension or kFromNewAxis.
};

// Number of entries after the ellipsis that stand for no dimension of the
// input; says also where the ellipsis is (at the end when there is none).
struct EllipsisPlace {
  int64_t position;
  int64_t new_axes_after = 0;
};

absl::StatusOr<EllipsisPlace> FindEllipsis(int64_t num_entries,
                                           const StridedSliceAttrs& attrs) {
  EllipsisPlace place = {num_entries};
  for (int64_t i = 0; i < num_entries; ++i) {
    if (HasBit(attrs.ellipsis_mask, i)) {
      if (place.position != num_entries) {
        return absl::InvalidArgumentError(
            "Multiple ellipses in slice spec not allowed");
      }
      place.position = i;
    } else if (place.position != num_entries &&
               HasBit(attrs.new_axis_mask, i)) {
      ++place.new_axes_after;
    }
  }
  return place;
}

void AddWholeDims(int64_t until, SliceLayout& layout) {
  while (static_cast<int64_t>(layout.ranges.size()) < until) {
    layout.output_sources.push_back(static_cast<int>(layout.ranges.size()));
    layout.ranges.emplace_back();
  }
}

absl::StatusOr<SliceLayout> LayOut(int rank, const StridedSliceIndices& indices,
                                   const StridedSliceAttrs& attrs) {
  const int64_t num_entries = indices.begin.size();
  ASSIGN_OR_RETURN(const EllipsisPlace ellipsis,
                   FindEllipsis(num_entries, attrs));
  SliceLayout layout;
  for (int64_t i = 0; i < num_entries; ++i) {
    if (i == ellipsis.position) {
      const int64_t entries_after = num_entries - i - 1;
      AddWholeDims(std::min<int64_t>(
                       rank - entries_after + ellipsis.new_axes_after, rank),
                   layout);
      continue;
    }
    if (HasBit(attrs.new_axis_mask, i)) {
      layout.output_sources.push_back(kFromNewAxis);
      continue;
    }
    const int dim = static_cast<int>(layout.ranges.size());
    if (dim == rank) {
      return absl::InvalidArgumentError(
          absl::StrCat("Index out of range using input dim ", dim,
                       "; input has only ", rank, " dims"));
    }
    const bool shrink = HasBit(attrs.shrink_axis_mask, i);
    if (!shrink) layout.output_sources.push_back(dim);
    layout.ranges.push_back({indices.begin[i], indices.end[i],
                             indices.strides[i], HasBit(attrs.begin_mask, i),
                             HasBit(attrs.end_mask, i), shrink});
  }
  AddWholeDims(rank, layout);
  return layout;
}

// `position` of a dimension of size `dim` that is walked with `stride`, made
// >= 0 and clamped to where walking may start or stop.
int64_t Clamped(int64_t position, int64_t dim, int64_t stride) {
  const int64_t low = stride > 0 ? 0 : -1;
  const int64_t high = stride > 0 ? dim : dim - 1;
  return std::clamp(position < 0 ? dim + position : position, low, high);
}

// How many steps of `stride` lead from begin to before end.
int64_t CountSteps(int64_t begin, int64_t end, int64_t stride) {
  const int64_t length = end - begin;
  if (length == 0 || (length < 0) != (stride < 0)) return 0;
  return length / stride + (length % stride != 0 ? 1 : 0);
}

// One dimension's begin and size within `dim` (-1: unknown).
struct ResolvedRange {
  int64_t begin = 0;
  int64_t size = Shape::kUnknown;
};

absl::StatusOr<ResolvedRange> ResolveShrunk(int i, const SliceRange& range,
                                            int64_t dim) {
  if (range.stride != kNotKnown && range.stride < 0) {
    return absl::InvalidArgumentError(
        "only stride 1 allowed on non-range indexing.");
  }
  if (dim == Shape::kUnknown || range.begin == kNotKnown) {
    return ResolvedRange{0, 1};
  }
  const int64_t begin = range.begin < 0 ? dim + range.begin : range.begin;
  if (begin < 0 || begin >= dim) {
    return absl::InvalidArgumentError(absl::StrCat(
        "slice index ", range.begin, " of dimension ", i, " out of bounds."));
  }
  return ResolvedRange{begin, 1};
}

absl::StatusOr<ResolvedRange> ResolveRange(int i, const SliceRange& range,
                                           int64_t dim) {
  if (range.stride == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("strides[", i, "] must be non-zero"));
  }
  if (range.shrink) return ResolveShrunk(i, range, dim);
  const bool known = dim != Shape::kUnknown && range.stride != kNotKnown &&
                     (range.from_first || range.begin != kNotKnown) &&
                     (range.through_last || range.end != kNotKnown);
  if (!known) return ResolvedRange();
  const bool forward = range.stride > 0;
  const int64_t begin = range.from_first
                            ? (forward ? 0 : dim - 1)
                            : Clamped(range.begin, dim, range.stride);
  const int64_t end = range.through_last
                          ? (forward ? dim : -1)
                          : Clamped(range.end, dim, range.stride);
  return ResolvedRange{begin, CountSteps(begin, end, range.stride)};
}

}  // namespace

absl::StatusOr<StridedSliceExtent> ResolveStridedSlice(
    const Shape& input, const StridedSliceIndices& indices,
    const StridedSliceAttrs& attrs) {
  ASSIGN_OR_RETURN(const SliceLayout layout,
                   LayOut(input.rank(), indices, attrs));
  StridedSliceExtent extent;
  for (int i = 0; i < input.rank(); ++i) {
    const SliceRange& range = layout.ranges[i];
    ASSIGN_OR_RETURN(const ResolvedRange resolved,
                     ResolveRange(i, range, input.dim(i)));
    extent.begin.push_back(resolved.begin);
    extent.size.push_back(resolved.size);
    extent.stride.push_back(range.shrink ? 1 : range.stride);
  }
  for (int source : layout.output_sources) {
    extent.output.AddDim(source == kFromNewAxis ? 1 : extent.size[source]);
  }
  if (extent.output.rank() > Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("a shape has at most ", Shape::kMaxRank,
                     " dimensions, got ", extent.output.rank()));
  }
  return extent;
}

}  // namespace thalweg
