#include "thalweg/kernels/cpu/math/reducer.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/buffer.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// Columns of a tile: results of so many stay in the nearest cache.
constexpr int64_t kMaxColumns = 4096;
// Elements worth handing to another thread.
constexpr int64_t kGrain = 32768;

// One pass from `input` to `output`, of elements of these sizes.
struct PassRun {
  const ReductionPass& pass;
  ReductionTileFunction function;
  const char* input;
  size_t input_size;
  char* output;
  size_t output_size;

  // Arrays without blocks are alike and can go to one call.
  void Arrays(int64_t begin, int64_t end) const {
    ReductionTile tile = pass.Arrays(end - begin);
    tile.input = input + begin * pass.rows * pass.inner * input_size;
    tile.output = output + begin * pass.inner * output_size;
    function(tile);
  }

  // Block `b` of array `o`, columns from `column` on.
  void Block(int64_t o, int64_t b, int64_t column, int64_t columns) const {
    const int64_t first_row = b * pass.block_rows;
    ReductionTile tile;
    tile.input = input + ((o * pass.rows + first_row) * pass.inner + column) *
                             input_size;
    tile.output =
        output + ((o * pass.blocks() + b) * pass.inner + column) * output_size;
    tile.rows = std::min(pass.block_rows, pass.rows - first_row);
    tile.row_step = pass.inner;
    tile.columns = columns;
    function(tile);
  }

  void Run(const KernelContext& context) const {
    const int64_t blocks = pass.blocks();
    if (blocks == 1 && pass.inner <= kMaxColumns) {
      context.ParallelRange(
          pass.outer, std::max<int64_t>(kGrain / (pass.rows * pass.inner), 1),
          [this](int64_t begin, int64_t end) { Arrays(begin, end); });
      return;
    }
    const int64_t chunks = (pass.inner + kMaxColumns - 1) / kMaxColumns;
    const int64_t chunk = std::min(pass.inner, kMaxColumns);
    context.ParallelRange(
        pass.outer * blocks * chunks,
        std::max<int64_t>(kGrain / (pass.block_rows * chunk), 1),
        [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) {
            const int64_t column = i % chunks * chunk;
            Block(i / chunks / blocks, i / chunks % blocks, column,
                  std::min(chunk, pass.inner - column));
          }
        });
  }
};

}  // namespace

// Two regions that passes fill in turn, then the last accumulators where they
// are no results.
size_t Reducer::RegionBytes(const ReductionPlan& plan, int parity) const {
  return plan.IntermediateResults(parity) * functions_.accumulator_size;
}

size_t Reducer::ScratchBytes(const ReductionPlan& plan) const {
  const size_t last = functions_.in_place || plan.passes.empty()
                          ? 0
                          : plan.num_outputs * functions_.accumulator_size;
  return RegionBytes(plan, 0) + RegionBytes(plan, 1) + last;
}

absl::Status Reducer::Run(KernelContext& context,
                          const ReductionPlan& plan) const {
  BufferRef scratch;
  if (const size_t bytes = ScratchBytes(plan); bytes > 0) {
    scratch = AllocateBuffer(bytes);
    if (!scratch) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "OOM when allocating ", bytes, " bytes for a reduction"));
    }
  }
  return Run(context, plan, scratch ? scratch->data() : nullptr);
}

absl::Status Reducer::Run(KernelContext& context, const ReductionPlan& plan,
                          void* scratch) const {
  const Tensor& input = context.input(0);
  if (plan.single.has_value() && functions_.in_place && context.planned(0)) {
    ReductionTile tile = *plan.single;
    tile.input = input.raw();
    tile.output = context.output(0).mutable_raw();
    functions_.first(tile);
    Finish(tile.output, tile.output, plan);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Tensor * output, context.Output(0, plan.output));
  if (plan.num_outputs == 0) return absl::OkStatus();
  if (plan.count == 0) {
    functions_.fill(output->mutable_raw(), plan.num_outputs);
  } else if (plan.passes.empty()) {
    std::memcpy(output->mutable_raw(), input.raw(), input.num_bytes());
  } else {
    RunPasses(context, plan, static_cast<const char*>(input.raw()),
              static_cast<char*>(scratch),
              static_cast<char*>(output->mutable_raw()));
  }
  return absl::OkStatus();
}

void Reducer::RunPasses(const KernelContext& context, const ReductionPlan& plan,
                        const char* input, char* scratch, char* output) const {
  char* const odd = scratch + RegionBytes(plan, 0);
  char* const last = functions_.in_place ? output : odd + RegionBytes(plan, 1);
  const char* from = input;
  for (size_t i = 0; i < plan.passes.size(); ++i) {
    char* to = i % 2 == 0 ? scratch : odd;
    if (i + 1 == plan.passes.size()) to = last;
    PassRun{plan.passes[i],
            i == 0 ? functions_.first : functions_.next,
            from,
            i == 0 ? functions_.element_size : functions_.accumulator_size,
            to,
            functions_.accumulator_size}
        .Run(context);
    from = to;
  }
  Finish(last, output, plan);
}

void Reducer::Finish(const void* accumulators, void* results,
                     const ReductionPlan& plan) const {
  if (functions_.finish == nullptr) return;
  functions_.finish(accumulators, results, plan.num_outputs, plan.count);
}

}  // namespace thalweg
