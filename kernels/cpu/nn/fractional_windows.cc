#include "thalweg/kernels/cpu/nn/fractional_windows.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/resource_store.h"

namespace thalweg {
namespace {

// A double in [0, 1) with the bits of two words.
double UnitDouble(PhiloxWords& words) {
  const uint64_t high = words.Next() & 0xfffffu;
  const uint64_t bits = high << 32 | words.Next();
  return static_cast<double>(bits) * 0x1p-52;
}

// Window i begins at ceil(ratio * (i + u)), u being as great as leaves the
// first and last window of a common size.
PoolSequence AlongALine(int64_t size, int64_t windows, PhiloxWords words) {
  const double ratio = static_cast<double>(size) / static_cast<double>(windows);
  const auto least = static_cast<double>(size / windows);
  const double first = (least + 2) / ratio - 1;
  const double last = (static_cast<double>(size) + 1 - least) / ratio -
                      static_cast<double>(windows - 1);
  const double u = UnitDouble(words) * std::min(first, last);
  PoolSequence begins(windows + 1);
  for (int64_t i = 1; i < windows; ++i) {
    begins[i] =
        static_cast<int64_t>(std::ceil(ratio * (static_cast<double>(i) + u))) -
        1;
  }
  begins[windows] = size;
  return begins;
}

// Windows of the least size, some one longer, in an order drawn by Fisher and
// Yates.
PoolSequence Shuffled(int64_t size, int64_t windows, PhiloxWords words) {
  PoolSequence sizes(windows, size / windows);
  for (int64_t i = 0; i < size % windows; ++i) ++sizes[i];
  for (int64_t i = 0; i + 1 < windows; ++i) {
    const uint64_t rest = static_cast<uint64_t>(windows - i);
    std::swap(sizes[i], sizes[i + static_cast<int64_t>(words.Next() % rest)]);
  }
  PoolSequence begins = {0};
  for (int64_t each : sizes) begins.push_back(begins.back() + each);
  return begins;
}

}  // namespace

absl::StatusOr<FractionalWindows> FractionalWindows::Make(
    const KernelInfo& info) {
  ASSIGN_OR_RETURN(const auto attrs, info.attrs<FractionalPoolAttrs>());
  FractionalWindows windows;
  windows.pseudo_random_ = attrs.pseudo_random;
  ASSIGN_OR_RETURN(windows.state_, FindRandomState(info));
  if (attrs.deterministic) {
    ASSIGN_OR_RETURN(windows.kept_,
                     info.resources().FindOrCreate<Kept>(
                         "_pool_sequences", info.node().name(),
                         [] { return std::make_shared<Kept>(); }));
  }
  return windows;
}

PoolSequence FractionalWindows::DrawOne(int64_t size, int64_t windows) const {
  if (pseudo_random_) {
    return AlongALine(size, windows, PhiloxWords(state_->ReserveBlocks(1)));
  }
  const auto words = static_cast<uint64_t>(windows);
  return Shuffled(size, windows,
                  PhiloxWords(state_->ReserveBlocks((words + 3) / 4)));
}

PoolSequences FractionalWindows::Draw(const Shape& value,
                                      const Shape& output) const {
  const auto draw = [&] {
    PoolSequences sequences;
    sequences.rows = DrawOne(value.dim(1), output.dim(1));
    sequences.columns = DrawOne(value.dim(2), output.dim(2));
    return sequences;
  };
  if (kept_ == nullptr) return draw();
  MutexLock lock(&kept_->mutex);
  PoolSequences& kept = kept_->sequences;
  const auto fits = [](const PoolSequence& sequence, int64_t size,
                       int64_t windows) {
    return static_cast<int64_t>(sequence.size()) == windows + 1 &&
           sequence.back() == size;
  };
  if (!fits(kept.rows, value.dim(1), output.dim(1)) ||
      !fits(kept.columns, value.dim(2), output.dim(2))) {
    kept = draw();
  }
  return kept;
}

void ForEachWindowOfRow(const Shape& value, absl::Span<const int64_t> rows,
                        absl::Span<const int64_t> columns, bool overlapping,
                        int64_t image, int64_t row, PoolBody body) {
  const int64_t border = overlapping ? 1 : 0;
  PoolWindow window;
  window.z0 = 0;
  window.z1 = 1;
  window.rows = value.dim(1);
  window.columns = value.dim(2);
  window.channels = value.dim(3);
  window.y0 = rows[row];
  window.y1 = std::min(rows[row + 1] + border, window.rows);
  const int64_t cells = window.rows * window.columns;
  const auto across = static_cast<int64_t>(columns.size()) - 1;
  const auto down = static_cast<int64_t>(rows.size()) - 1;
  for (int64_t i = 0; i < across; ++i) {
    window.x0 = columns[i];
    window.x1 = std::min(columns[i + 1] + border, window.columns);
    body(window, image * cells * window.channels,
         ((image * down + row) * across + i) * window.channels);
  }
}

absl::Status CheckSequence(const Tensor& sequence, int64_t windows,
                           int64_t size, const char* name) {
  if (sequence.shape() != Shape({windows + 1})) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " must have shape ", Shape({windows + 1}).ToString(),
                     ", got ", sequence.shape().ToString()));
  }
  const absl::Span<const int64_t> begins = sequence.flat<int64_t>();
  bool rises = begins.front() >= 0 && begins.back() <= size;
  for (int64_t i = 0; i < windows; ++i) rises &= begins[i] < begins[i + 1];
  if (rises) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, " must rise from 0 or more to ", size,
                   " at most, got ", absl::StrJoin(begins, " ")));
}

}  // namespace thalweg
