// ScatterUpdate, -Add, -Sub, -Mul, -Div, -Min, -Max and their resource forms on
// the CPU.
#include "thalweg/ops/state/scatter.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/combine_rows.h"
#include "thalweg/kernels/cpu/math/row_numbers.h"
#include "thalweg/kernels/cpu/state/variable_update.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

struct ScatterState : RowNumbers {
  // A row of a scalar update.
  Tensor row;
};

template <RowRule rule>
class ScatterKernel final : public Kernel {
 public:
  explicit ScatterKernel(const KernelInfo& info)
      : dtype_(info.input_dtype(2)),
        function_(FindRowFunction(rule, dtype_, dtype_)) {}

  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return std::make_unique<ScatterState>();
  }

  absl::Status Compute(KernelContext& context) const override {
    return UpdateVariable(context, dtype_, [&](Tensor& value) {
      return Scatter(context, value);
    });
  }

 private:
  absl::Status Scatter(const KernelContext& context, Tensor& value) const {
    auto& state = static_cast<ScatterState&>(*context.state());
    const Tensor& indices = context.input(1);
    ASSIGN_OR_RETURN(const Tensor updates, ApartFrom(value, context.input(2)));
    RETURN_IF_ERROR(
        CheckScatter(value.shape(), indices.shape(), updates.shape()));
    if (rule == RowRule::kDivide) RETURN_IF_ERROR(CheckDivisors(updates));
    ReadRowNumbers(indices, state.targets);
    const int64_t bad = FindOutside(state.targets, value.dim(0));
    if (bad >= 0) {
      return RowNumberError("indices", indices, bad, "is not in", value.dim(0));
    }
    if (state.targets.empty() || value.num_elements() == 0) {
      return absl::OkStatus();
    }
    RowMoves moves = {.to = value.mutable_raw(),
                      .targets = state.targets,
                      .rows = value.dim(0),
                      .columns = value.num_elements() / value.dim(0)};
    moves.from_one_row = updates.rank() == 0;
    moves.from = updates.raw();
    if (moves.from_one_row) {
      ASSIGN_OR_RETURN(moves.from,
                       RowOf(context, updates, moves.columns, state));
    }
    CombineRows(context, function_, moves);
    return absl::OkStatus();
  }

  // The scalar as often as there are columns.
  static absl::StatusOr<const void*> RowOf(const KernelContext& context,
                                           const Tensor& scalar,
                                           int64_t columns,
                                           ScatterState& state) {
    if (columns == 1) return scalar.raw();
    if (!state.row || state.row.num_elements() != columns) {
      ASSIGN_OR_RETURN(state.row,
                       Tensor::Allocate(scalar.dtype(), Shape({columns})));
    }
    FillElements(context, scalar.dtype(), scalar.raw(), columns,
                 state.row.mutable_raw());
    return state.row.raw();
  }

  const DType dtype_;
  const RowFunction function_;
};

// Both forms of one rule.
template <RowRule rule>
void Register(const char* reference, const char* resource, DTypeSet types) {
  KernelRegistration(CpuKernel<ScatterKernel<rule>>(reference).For("T", types));
  KernelRegistration(
      CpuKernel<ScatterKernel<rule>>(resource).For("dtype", types));
}

const bool kRegistered = [] {
  Register<RowRule::kAssign>("ScatterUpdate", "ResourceScatterUpdate",
                             kAnyType);
  Register<RowRule::kAdd>("ScatterAdd", "ResourceScatterAdd", kNumbers);
  Register<RowRule::kSubtract>("ScatterSub", "ResourceScatterSub", kNumbers);
  Register<RowRule::kMultiply>("ScatterMul", "ResourceScatterMul", kNumbers);
  Register<RowRule::kDivide>("ScatterDiv", "ResourceScatterDiv", kNumbers);
  Register<RowRule::kMin>("ScatterMin", "ResourceScatterMin", kRealNumbers);
  Register<RowRule::kMax>("ScatterMax", "ResourceScatterMax", kRealNumbers);
  return true;
}();

}  // namespace
}  // namespace thalweg
