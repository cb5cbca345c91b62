#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/math/combine_rows.h"
#include "thalweg/kernels/cpu/math/row_numbers.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

// `arguments` moved on to row `target` of the states and row `source` of the
// gradient.
UpdateArguments AtRows(UpdateArguments arguments, int states, int64_t target,
                       int64_t source, int64_t row_bytes) {
  for (int k = 0; k < states; ++k) {
    arguments.states[k] =
        static_cast<char*>(arguments.states[k]) + target * row_bytes;
  }
  arguments.gradient =
      static_cast<const char*>(arguments.gradient) + source * row_bytes;
  return arguments;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KernelState>> SparseApplyKernel::Bind() const {
  return std::make_unique<RowNumbers>();
}

absl::Status SparseApplyKernel::CheckShapes(
    const KernelContext& context, absl::Span<Tensor* const> values) const {
  const Shape& shape = values[0]->shape();
  for (size_t i = 1; i < values.size(); ++i) {
    if (values[i]->shape() == shape) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(input_name(0), " and ", input_name(static_cast<int>(i)),
                     " do not have the same shape", shape.ToString(), " ",
                     values[i]->shape().ToString()));
  }
  return CheckSparseApply(shape, context.input(gradient()).shape(),
                          context.input(indices_).shape());
}

absl::Status SparseApplyKernel::Update(const KernelContext& context,
                                       absl::Span<Tensor* const> values,
                                       UpdateArguments arguments) const {
  RETURN_IF_ERROR(CheckShapes(context, values));
  const Tensor& indices = context.input(indices_);
  std::vector<int64_t>& targets =
      static_cast<RowNumbers&>(*context.state()).targets;
  ReadRowNumbers(indices, targets);
  const int64_t rows = values[0]->dim(0);
  const int64_t bad = FindOutside(targets, rows);
  if (bad >= 0) {
    return RowNumberError("indices", indices, bad, "is not in", rows);
  }
  if (values[0]->num_elements() == 0) return absl::OkStatus();
  const int states = static_cast<int>(values.size());
  for (int k = 0; k < states; ++k)
    arguments.states[k] = values[k]->mutable_raw();
  const int64_t columns = values[0]->num_elements() / rows;
  const int64_t row_bytes = columns * static_cast<int64_t>(DTypeSize(dtype()));
  const int64_t count = static_cast<int64_t>(targets.size());
  ForEachRowBlock(context, count, rows, columns, [&](const RowBlock& block) {
    for (int64_t i = 0; i < count; ++i) {
      const int64_t row = targets[i];
      if (row < block.begin_row || row >= block.end_row) continue;
      update()(AtRows(arguments, states, row, i, row_bytes), block.begin_column,
               block.end_column);
    }
  });
  return absl::OkStatus();
}

}  // namespace thalweg
