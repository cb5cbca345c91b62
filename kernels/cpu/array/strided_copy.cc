#include "thalweg/kernels/cpu/array/strided_copy.h"

#include <algorithm>
#include <array>
#include <utility>

#include "thalweg/kernels/cpu/array/copy_plane.h"

namespace thalweg {
namespace {

// Smaller boxes are copied by the calling thread alone.
constexpr int64_t kParallelBytes = 256 << 10;
// What a thread takes at a time, at least.
constexpr int64_t kGrainBytes = 64 << 10;
// An axis of at least this size feeds any number of threads well.
constexpr int64_t kManyPieces = 16;
// Rows or columns that a piece of a transposed plane has at least.
constexpr int64_t kManyRows = 64;

}  // namespace

Shape::Dims ContiguousStrides(const Shape& shape) {
  Shape::Dims strides(shape.rank(), 1);
  for (int i = shape.rank() - 2; i >= 0; --i) {
    strides[i] = strides[i + 1] * shape.dim(i + 1);
  }
  return strides;
}

StridedCopy::StridedCopy(DType dtype, absl::Span<const CopyAxis> axes,
                         int64_t from_offset, int64_t to_offset)
    : element_size_(DTypeSize(dtype)),
      num_elements_(1),
      from_offset_(from_offset),
      to_offset_(to_offset) {
  for (const CopyAxis& axis : axes) {
    num_elements_ *= axis.size;
    if (axis.size != 1) axes_.push_back(axis);
  }
  if (num_elements_ == 0) return;
  Simplify();
  const size_t rank = axes_.size();
  copy_plane_ = PlaneFunctionFor(dtype, {axes_[rank - 2], axes_[rank - 1]});
}

// Joins axes that are one in both layouts, and brings to the last but one
// place the axis along which the source is contiguous if the last one is not:
// that plane is copied in blocks.
void StridedCopy::Simplify() {
  Axes joined;
  for (const CopyAxis& axis : axes_) {
    if (!joined.empty() &&
        joined.back().from_stride == axis.size * axis.from_stride &&
        joined.back().to_stride == axis.size * axis.to_stride) {
      joined.back() = {joined.back().size * axis.size, axis.from_stride,
                       axis.to_stride};
    } else {
      joined.push_back(axis);
    }
  }
  const CopyAxis unit = {1, 1, 1};
  if (joined.empty()) joined.push_back(unit);
  if (joined.back().from_stride != 1) {
    const auto contiguous = std::find_if(
        joined.begin(), joined.end() - 1,
        [](const CopyAxis& axis) { return axis.from_stride == 1; });
    if (contiguous != joined.end() - 1) {
      std::rotate(contiguous, contiguous + 1, joined.end() - 1);
    }
  }
  if (joined.size() == 1) joined.insert(joined.begin(), {1, 0, 0});
  axes_ = std::move(joined);
}

bool StridedCopy::is_plain() const {
  if (num_elements_ == 0) return true;
  return from_offset_ == 0 && to_offset_ == 0 && axes_.size() == 2 &&
         axes_[0].size == 1 && axes_[1].from_stride == 1 &&
         axes_[1].to_stride == 1;
}

bool StridedCopy::is_transposed() const {
  const auto rows = axes_.end() - 2;
  return rows->from_stride == 1 && rows->size > 1 && rows[1].from_stride != 1;
}

// The axis that is cut for threads: the outermost that is long enough, else
// the longest; of a transposed plane always the longer.
int StridedCopy::SplitAxis() const {
  const auto by_size = [](const CopyAxis& a, const CopyAxis& b) {
    return a.size < b.size;
  };
  const auto planes_end = is_transposed() ? axes_.end() - 2 : axes_.end();
  auto split = std::find_if(
      axes_.begin(), planes_end,
      [](const CopyAxis& axis) { return axis.size >= kManyPieces; });
  if (split == planes_end) {
    split = std::max_element(axes_.begin(), axes_.end(), by_size);
  }
  return static_cast<int>(split - axes_.begin());
}

void StridedCopy::Run(const KernelContext& context, const void* from,
                      void* to) const {
  const int64_t size = static_cast<int64_t>(element_size_);
  const int64_t bytes = num_elements_ * size;
  if (bytes < kParallelBytes) return RunHere(from, to);
  const char* from_bytes = static_cast<const char*>(from) + from_offset_ * size;
  char* to_bytes = static_cast<char*>(to) + to_offset_ * size;
  const int split = SplitAxis();
  const CopyAxis axis = axes_[split];
  const bool in_blocks =
      is_transposed() && split + 2 >= static_cast<int>(axes_.size());
  const int64_t grain = std::max(in_blocks ? kManyRows : int64_t{1},
                                 kGrainBytes / (bytes / axis.size));
  context.ParallelRange(axis.size, grain, [&](int64_t begin, int64_t end) {
    Axes part = axes_;
    part[split].size = end - begin;
    RunBox(part, from_bytes + begin * axis.from_stride * size,
           to_bytes + begin * axis.to_stride * size);
  });
}

void StridedCopy::RunHere(const void* from, void* to) const {
  if (num_elements_ == 0) return;
  const int64_t size = static_cast<int64_t>(element_size_);
  RunBox(axes_, static_cast<const char*>(from) + from_offset_ * size,
         static_cast<char*>(to) + to_offset_ * size);
}

// Planes of the last two axes, for each position along the others.
void StridedCopy::RunBox(const Axes& axes, const char* from, char* to) const {
  const int outer = static_cast<int>(axes.size()) - 2;
  const CopyPlane plane = {axes[outer], axes[outer + 1]};
  if (outer == 0) return copy_plane_(from, to, plane);
  const int64_t size = static_cast<int64_t>(element_size_);
  absl::InlinedVector<int64_t, 8> position(outer, 0);
  while (true) {
    copy_plane_(from, to, plane);
    int i = outer - 1;
    for (; i >= 0; --i) {
      from += axes[i].from_stride * size;
      to += axes[i].to_stride * size;
      if (++position[i] < axes[i].size) break;
      from -= axes[i].size * axes[i].from_stride * size;
      to -= axes[i].size * axes[i].to_stride * size;
      position[i] = 0;
    }
    if (i < 0) return;
  }
}

void FillElements(const KernelContext& context, DType dtype, const void* value,
                  int64_t count, void* to) {
  const int64_t size = static_cast<int64_t>(DTypeSize(dtype));
  const auto row_of = [](int64_t elements) {
    return CopyPlane{{1, 0, 0}, {elements, 0, 1}};
  };
  const PlaneFunction fill = PlaneFunctionFor(dtype, row_of(count));
  const int64_t grain =
      count * size < kParallelBytes ? count : kGrainBytes / size;
  context.ParallelRange(count, grain, [&](int64_t begin, int64_t end) {
    fill(value, static_cast<char*>(to) + begin * size, row_of(end - begin));
  });
}

}  // namespace thalweg
