// Einsum on the CPU: sums along labels that one operand has alone, a batch of
// products of matrices, and the copies that bring labels into their order.
#include "thalweg/ops/math/einsum.h"

#include <array>
#include <cstring>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/einsum_operand.h"
#include "thalweg/kernels/cpu/math/product.h"
#include "thalweg/ops/math/einsum_equation.h"

namespace thalweg {
namespace {

using Labels = std::vector<int>;

Labels Join(std::initializer_list<const Labels*> parts) {
  Labels all;
  for (const Labels* part : parts) {
    all.insert(all.end(), part->begin(), part->end());
  }
  return all;
}

// The order of an operand's labels in memory: a batch of matrices.
struct MatrixOrder {
  Labels order;
  bool transposed = false;
  int64_t copied = 0;
};

// [batch, rows, columns], or transposed where that saves a copy.
MatrixOrder FindOrder(const EinsumOperand& operand, DType dtype,
                      const Labels& batch, const Labels& rows,
                      const Labels& columns) {
  const auto copied = [&](const Labels& order) {
    const EinsumView& from = operand.view();
    const StridedCopy copy = CopyBetween(dtype, from, EinsumView(order, from));
    return copy.is_plain() ? 0 : copy.num_elements();
  };
  MatrixOrder straight = {Join({&batch, &rows, &columns})};
  straight.copied = copied(straight.order);
  if (straight.copied == 0) return straight;
  MatrixOrder transposed = {Join({&batch, &columns, &rows}), true};
  transposed.copied = copied(transposed.order);
  return transposed.copied == 0 ? transposed : straight;
}

// How two operands make a product [batch, of_a, of_b].
struct Contraction {
  Labels batch, of_a, of_b, summed;
  MatrixOrder a, b;
};

Contraction PlanContraction(DType dtype, const EinsumOperand& a,
                            const EinsumOperand& b, const EinsumView& output) {
  Contraction plan;
  for (const EinsumAxis& axis : output.axes()) {
    const bool in_a = a.view().Has(axis.label), in_b = b.view().Has(axis.label);
    (in_a && in_b ? plan.batch
     : in_a       ? plan.of_a
                  : plan.of_b)
        .push_back(axis.label);
  }
  // In the order of either operand, whichever saves more copies.
  Contraction best;
  for (const EinsumOperand* first : {&a, &b}) {
    plan.summed.clear();
    for (const EinsumAxis& axis : first->view().axes()) {
      if (!output.Has(axis.label)) plan.summed.push_back(axis.label);
    }
    plan.a = FindOrder(a, dtype, plan.batch, plan.of_a, plan.summed);
    plan.b = FindOrder(b, dtype, plan.batch, plan.summed, plan.of_b);
    if (first == &a ||
        plan.a.copied + plan.b.copied < best.a.copied + best.b.copied) {
      best = plan;
    }
  }
  return best;
}

class EinsumPlan final : public ShapePlan {
 public:
  static absl::StatusOr<std::shared_ptr<const ShapePlan>> Make(
      DType dtype, const EinsumEquation& equation,
      absl::Span<const Shape> inputs, Device& device,
      const Tensor* constant_b) {
    auto plan = std::make_shared<EinsumPlan>();
    ASSIGN_OR_RETURN(plan->output_, EinsumShape(equation, inputs));
    for (const Shape& input : inputs) {
      // All sums are of nothing.
      if (input.num_elements() == 0) return plan;
    }
    const EinsumAxes axes = LabelAxes(equation, inputs);
    const EinsumView output(plan->output_, axes.output);
    plan->has_gaps_ = output.num_elements() != plan->output_.num_elements();
    std::vector<EinsumView> views;
    for (size_t i = 0; i < inputs.size(); ++i) {
      views.emplace_back(inputs[i], axes.inputs[i]);
    }
    for (size_t i = 0; i < inputs.size(); ++i) {
      plan->operands_.emplace_back(dtype, views[i]);
      plan->operands_[i].Sum([&](int label) {
        return !output.Has(label) &&
               (views.size() == 1 || !views[1 - i].Has(label));
      });
    }
    EinsumView result = plan->operands_[0].view();
    if (inputs.size() == 2) {
      ASSIGN_OR_RETURN(result,
                       plan->PlanProduct(dtype, output, device, constant_b));
    }
    plan->finish_ = CopyBetween(dtype, result, output);
    plan->PlanScratch(result.num_elements() * DTypeSize(dtype));
    return plan;
  }

  std::string implementation() const override {
    return product_ == nullptr ? "copy" : product_->implementation();
  }
  size_t scratch_bytes() const override { return scratch_bytes_; }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    if (product_ == nullptr) return std::unique_ptr<KernelState>();
    return product_->Bind();
  }

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, output_));
    void* const to = output->mutable_raw();
    if (operands_.empty() || has_gaps_) std::memset(to, 0, output->num_bytes());
    if (operands_.empty()) return absl::OkStatus();
    char* const memory = static_cast<char*>(scratch);
    std::array<const void*, 2> arguments = {};
    for (size_t i = 0; i < operands_.size(); ++i) {
      arguments[i] =
          operands_[i].Run(context, context.input(static_cast<int>(i)).raw(),
                           memory + operands_at_[i]);
    }
    if (product_ == nullptr) {
      finish_.Run(context, arguments[0], to);
      return absl::OkStatus();
    }
    void* const result = finish_.is_plain() ? to : memory + result_at_;
    RETURN_IF_ERROR(product_->Run(context, state, memory, arguments[0],
                                  arguments[1], nullptr, result));
    if (result != to) finish_.Run(context, result, to);
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<EinsumView> PlanProduct(DType dtype, const EinsumView& output,
                                         Device& device,
                                         const Tensor* constant_b) {
    const Contraction plan =
        PlanContraction(dtype, operands_[0], operands_[1], output);
    ProductSpec spec;
    spec.dtype = dtype;
    spec.m = output.SizeOf(plan.of_a);
    spec.n = output.SizeOf(plan.of_b);
    spec.k = operands_[0].view().SizeOf(plan.summed);
    spec.transpose_a = plan.a.transposed;
    spec.transpose_b = plan.b.transposed;
    spec.num_a = spec.num_b = output.SizeOf(plan.batch);
    spec.a_of.resize(spec.num_a);
    std::iota(spec.a_of.begin(), spec.a_of.end(), 0);
    spec.b_of = spec.a_of;
    spec.output = output_;
    operands_[0].Arrange(plan.a.order);
    operands_[1].Arrange(plan.b.order);
    if (!operands_[1].is_input()) constant_b = nullptr;
    ASSIGN_OR_RETURN(product_,
                     MakeProductPlan(std::move(spec), device, constant_b));
    return EinsumView(Join({&plan.batch, &plan.of_a, &plan.of_b}), output);
  }

  // What the product needs, then the operands, then its result.
  void PlanScratch(size_t result_bytes) {
    size_t at = 0;
    const auto reserve = [&at](size_t bytes) {
      const size_t begin = at;
      at += (bytes + 63) / 64 * 64;
      return begin;
    };
    if (product_ != nullptr) reserve(product_->scratch_bytes());
    for (const EinsumOperand& operand : operands_) {
      operands_at_.push_back(reserve(operand.scratch_bytes()));
    }
    if (product_ != nullptr && !finish_.is_plain()) {
      result_at_ = reserve(result_bytes);
    }
    scratch_bytes_ = at;
  }

  Shape output_;
  // Some elements of the output are on no diagonal.
  bool has_gaps_ = false;
  std::vector<EinsumOperand> operands_;  // None: the output is zero.
  ProductPlanRef product_;               // Null for one operand.
  StridedCopy finish_;
  std::vector<size_t> operands_at_;
  size_t result_at_ = 0;
  size_t scratch_bytes_ = 0;
};

class EinsumKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<EinsumAttrs>());
    ASSIGN_OR_RETURN(EinsumEquation equation,
                     ParseEinsum(attrs.equation, info.num_inputs()));
    auto kernel = std::make_unique<EinsumKernel>(info, std::move(equation));
    RETURN_IF_ERROR(kernel->PlanForInputs(info));
    return kernel;
  }
  EinsumKernel(const KernelInfo& info, EinsumEquation equation)
      : equation_(std::move(equation)),
        device_(info.device()),
        dtype_(info.input_dtype(0)) {
    if (info.constant(1) != nullptr) constant_b_ = *info.constant(1);
  }

 protected:
  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    return EinsumPlan::Make(dtype_, equation_, key, device_,
                            constant_b_ ? &constant_b_ : nullptr);
  }

 private:
  const EinsumEquation equation_;
  Device& device_;
  const DType dtype_;
  Tensor constant_b_;
};

const KernelRegistration kEinsum =
    CpuKernel<EinsumKernel>("Einsum").For("T", kFloating | kComplex | kIndices);

}  // namespace
}  // namespace thalweg
