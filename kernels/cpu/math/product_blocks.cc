#include "thalweg/kernels/cpu/math/product_blocks.h"

#include <algorithm>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/first_error.h"
#include "thalweg/kernels/cpu/slots.h"

namespace thalweg {
namespace {

// Multiplications of a whole piece.
constexpr int64_t kPiece = 4 * 1024 * 1024;
// More pieces than a few are for work of which each still gets this much.
constexpr int64_t kBigPiece = 64 * 1024 * 1024;
constexpr int64_t kFewPieces = 4;
// What a piece should have at least: with fewer rows it reads b too often.
constexpr int64_t kMinRows = 64;
constexpr int64_t kMinColumns = 128;

int64_t CeilDiv(int64_t x, int64_t y) { return (x + y - 1) / y; }

// How many pieces each product is worth.
int64_t WantedPieces(const ProductSpec& spec) {
  const int64_t products =
      std::max<int64_t>(static_cast<int64_t>(spec.a_of.size()), 1);
  const int64_t work = WorkOf(spec);
  return std::min(work / kPiece,
                  std::max(kFewPieces, work / kBigPiece) / products + 1);
}

// Rows are cut before columns: oneDNN's faster kernels take blocks of b that
// are dense. Columns of a transposed b are.
Cuts CutProduct(const ProductSpec& spec) {
  Cuts cuts{spec.m, spec.n, 1};
  const int64_t wanted = WantedPieces(spec);
  if (wanted <= 1) return cuts;
  if (spec.m < kMinRows || (spec.transpose_b && spec.n >= spec.m)) {
    const int64_t count = std::min(wanted, spec.n / kMinColumns);
    if (count <= 1) return cuts;
    // Whole cache lines and tiles of the instruction sets.
    cuts.n = CeilDiv(CeilDiv(spec.n, count), 64) * 64;
    cuts.count = CeilDiv(spec.n, cuts.n);
    return cuts;
  }
  const int64_t count =
      std::min(wanted, std::max<int64_t>(spec.m / kMinRows, 2));
  cuts.m = CeilDiv(spec.m, count);
  if (cuts.m >= 2 * kMinRows) cuts.m = CeilDiv(cuts.m, 16) * 16;
  cuts.count = CeilDiv(spec.m, cuts.m);
  return cuts;
}

}  // namespace

int64_t WorkOf(const ProductSpec& spec) {
  constexpr double kMax = int64_t{1} << 60;
  return static_cast<int64_t>(
      std::min(static_cast<double>(spec.m) * static_cast<double>(spec.n) *
                   static_cast<double>(spec.k),
               kMax));
}

BlockProductPlan::BlockProductPlan(ProductSpec spec, Device& device)
    : ProductPlan(std::move(spec)),
      cuts_(CutProduct(spec_)),
      units_(static_cast<int64_t>(spec_.a_of.size()) * cuts_.count),
      element_size_(DTypeSize(spec_.dtype)),
      grain_(kProductGrain / (WorkOf(spec_) / cuts_.count + 1) + 1),
      slots_(MaxConcurrency(device, units_)) {}

absl::Status BlockProductPlan::Run(const KernelContext& context,
                                   KernelState* state, void* scratch,
                                   const void* a, const void* b,
                                   const void* bias, void* c) const {
  if (spec_.m == 0 || spec_.n == 0) return absl::OkStatus();
  if (units_ <= grain_) {
    return RunUnits(0, units_, state, scratch, a, b, bias, c);
  }
  FirstError error;
  context.ParallelRange(units_, grain_, [&](int64_t begin, int64_t end) {
    error.Update(RunUnits(begin, end, state, scratch, a, b, bias, c));
  });
  return error.Get();
}

Block BlockProductPlan::BlockOf(int64_t unit) const {
  Block block;
  block.product = unit / cuts_.count;
  const int64_t cut = unit % cuts_.count;
  block.last = cut == cuts_.count - 1;
  block.row = cuts_.m < spec_.m ? cut * cuts_.m : 0;
  block.column = cuts_.n < spec_.n ? cut * cuts_.n : 0;
  block.rows = std::min(cuts_.m, spec_.m - block.row);
  block.columns = std::min(cuts_.n, spec_.n - block.column);
  return block;
}

const char* BlockProductPlan::InA(const void* a, const Block& block) const {
  return static_cast<const char*>(a) +
         element_size_ * (spec_.a_of[block.product] * spec_.m * spec_.k +
                          block.row * (spec_.transpose_a ? 1 : spec_.k));
}

const char* BlockProductPlan::InB(const void* b, const Block& block) const {
  return static_cast<const char*>(b) +
         element_size_ * (spec_.b_of[block.product] * spec_.k * spec_.n +
                          block.column * (spec_.transpose_b ? spec_.k : 1));
}

char* BlockProductPlan::InC(void* c, const Block& block) const {
  return static_cast<char*>(c) +
         element_size_ *
             ((block.product * spec_.m + block.row) * spec_.n + block.column);
}

void BlockProductPlan::Finish(const Block& block, const void* bias,
                              char* c) const {
  if (!spec_.epilogue.has_bias()) return;
  spec_.epilogue.ApplyToRows(
      static_cast<const char*>(bias) + element_size_ * block.column, c,
      block.rows, block.columns, spec_.n);
}

}  // namespace thalweg
