#include "thalweg/kernels/cpu/array/move.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

constexpr int64_t kMostBoxes = int64_t{1} << 20;

// An element of any plain dtype.
alignas(16) constexpr char kZero[16] = {};

// One piece of each axis, in order of the result, as a box.
StridedCopy BoxOf(DType dtype, absl::Span<const CopyPieces> axes,
                  absl::Span<const int> chosen) {
  absl::InlinedVector<CopyAxis, 8> box;
  int64_t from = 0;
  int64_t to = 0;
  for (size_t i = 0; i < axes.size(); ++i) {
    const CopyPiece& piece = axes[i][chosen[i]];
    box.insert(box.end(), piece.axes.begin(), piece.axes.end());
    from += piece.from_offset;
    to += piece.to_offset;
  }
  std::stable_sort(box.begin(), box.end(),
                   [](const CopyAxis& a, const CopyAxis& b) {
                     return std::abs(a.to_stride) > std::abs(b.to_stride);
                   });
  return StridedCopy(dtype, box, from, to);
}

absl::StatusOr<int64_t> CountBoxes(absl::Span<const CopyPieces> axes) {
  int64_t count = 1;
  for (const CopyPieces& pieces : axes) {
    count *= pieces.size();
    if (count > kMostBoxes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("too many axes are moved in pieces: more than ",
                       kMostBoxes, " boxes would be copied"));
    }
  }
  return count;
}

}  // namespace

bool Move::IsView(const Tensor& input) const {
  return further.empty() && copy.is_plain() &&
         copy.num_elements() == input.num_elements() &&
         copy.num_elements() == output.num_elements();
}

void Move::Run(const KernelContext& context, const Tensor& from,
               Tensor& to) const {
  if (zeros) {
    FillElements(context, to.dtype(), kZero, to.num_elements(),
                 to.mutable_raw());
  }
  copy.Run(context, from.raw(), to.mutable_raw());
  for (const StridedCopy& box : further) {
    box.Run(context, from.raw(), to.mutable_raw());
  }
}

absl::StatusOr<Move> MoveInPieces(DType dtype, Shape output,
                                  absl::Span<const CopyPieces> axes) {
  Move move;
  move.output = std::move(output);
  const auto count = CountBoxes(axes);
  if (!count.ok()) return count.status();
  if (*count == 0) return move;
  move.further.reserve(*count - 1);
  absl::InlinedVector<int, 8> chosen(axes.size(), 0);
  move.copy = BoxOf(dtype, axes, chosen);
  for (int64_t n = 1; n < *count; ++n) {
    size_t i = axes.size() - 1;
    while (++chosen[i] == static_cast<int>(axes[i].size())) chosen[i--] = 0;
    move.further.push_back(BoxOf(dtype, axes, chosen));
  }
  return move;
}

}  // namespace thalweg
