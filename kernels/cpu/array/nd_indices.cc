#include "thalweg/kernels/cpu/array/nd_indices.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/kernels/cpu/array/first_bad.h"
#include "thalweg/kernels/cpu/array/index_input.h"

namespace thalweg {
namespace {

// Tuples that are worth handing to another thread.
constexpr int64_t kGrain = 16384;

// Calls body(first, slices) for blocks of tuples [begin, end).
template <class Body>
void ForBlocks(const NdIndices& indices, int64_t begin, int64_t end,
               Body body) {
  std::array<int64_t, NdIndices::kBlock> block;
  for (int64_t first = begin; first < end; first += NdIndices::kBlock) {
    const auto slices = absl::MakeSpan(block).first(
        std::min<int64_t>(NdIndices::kBlock, end - first));
    indices.Read(first, slices);
    body(first, slices);
  }
}

}  // namespace

NdIndices::NdIndices(const Tensor& indices, const Shape& shape,
                     bool flat_vector)
    : indices_(indices),
      shape_(shape),
      outer_(indices.rank() - (flat_vector && indices.rank() == 1 ? 0 : 1)),
      depth_(outer_ == indices.rank() ? 1
                                      : static_cast<int>(indices.dim(outer_))),
      count_(indices.shape().Slice(0, outer_).num_elements()),
      slice_size_(shape.Slice(depth_, shape.rank()).num_elements()) {}

void NdIndices::Read(int64_t begin, absl::Span<int64_t> slices) const {
  std::fill(slices.begin(), slices.end(), 0);
  if (depth_ == 0) return;
  // A shape has at most kMaxRank dimensions: two tuples fit.
  std::array<int64_t, 2 * (Shape::kMaxRank + 1)> entries;
  const int64_t at_once = static_cast<int64_t>(entries.size()) / depth_;
  const int64_t size = static_cast<int64_t>(slices.size());
  for (int64_t first = 0; first < size; first += at_once) {
    const int64_t count = std::min(at_once, size - first);
    ReadIndexRange(indices_, (begin + first) * depth_,
                   absl::MakeSpan(entries).first(count * depth_));
    const int64_t* entry = entries.data();
    for (int64_t i = first; i < first + count; ++i) {
      int64_t slice = 0;
      bool inside = true;
      for (int d = 0; d < depth_; ++d, ++entry) {
        const int64_t dim = shape_.dim(d);
        inside &= static_cast<uint64_t>(*entry) < static_cast<uint64_t>(dim);
        // Unsigned: what is out of range may wrap.
        slice = static_cast<int64_t>(static_cast<uint64_t>(slice) * dim +
                                     static_cast<uint64_t>(*entry));
      }
      slices[i] = inside ? slice : -1;
    }
  }
}

absl::Status NdIndices::CheckRange(const KernelContext& context,
                                   const char* what) const {
  FirstBad first_bad;
  context.ParallelRange(count_, kGrain, [&](int64_t begin, int64_t end) {
    ForBlocks(*this, begin, end,
              [&](int64_t first, absl::Span<const int64_t> slices) {
                const auto bad = std::find(slices.begin(), slices.end(), -1);
                if (bad != slices.end()) {
                  first_bad.Report(first + (bad - slices.begin()));
                }
              });
  });
  return first_bad.none() ? absl::OkStatus()
                          : OutOfRange(first_bad.position(), what);
}

absl::Status NdIndices::OutOfRange(int64_t i, const char* what) const {
  Shape::Dims tuple(depth_);
  ReadIndexRange(indices_, i * depth_, absl::MakeSpan(tuple));
  return absl::InvalidArgumentError(absl::StrCat(
      "indices", PositionText(indices_.shape().Slice(0, outer_), i), " = [",
      absl::StrJoin(tuple, ","), "] does not index into ", what, " ",
      shape_.ToString()));
}

}  // namespace thalweg
