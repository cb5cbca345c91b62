#include "thalweg/kernels/cpu/math/converted_product.h"

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/math/elementwise.h"

namespace thalweg {
namespace {

// Eight bits fit into every other type.
template <class From, class To>
void Convert(const void* from_data, void* to_data, int64_t n) {
  using Number = std::conditional_t<std::is_integral_v<To>, To, float>;
  const auto* from = static_cast<const From*>(from_data);
  auto* to = static_cast<To*>(to_data);
  for (int64_t i = 0; i < n; ++i) to[i] = To(static_cast<Number>(from[i]));
}

// Null where nothing is to be done.
UnaryFunction FindConversion(DType from, DType to) {
  if (from == to) return nullptr;
  const bool is_signed = from == kInt8;
  if (to == kBfloat16) {
    return is_signed ? &Convert<int8_t, BFloat16> : &Convert<uint8_t, BFloat16>;
  }
  return is_signed ? &Convert<int8_t, int32_t> : &Convert<uint8_t, int32_t>;
}

// An argument and where in the scratch memory it is put.
class Operand {
 public:
  Operand(const OperandType& type, DType to)
      : convert_(FindConversion(type.dtype, to)),
        num_elements_(type.shape.num_elements()),
        size_(static_cast<int64_t>(DTypeSize(to))) {}

  size_t scratch_bytes() const {
    constexpr size_t kAlignment = 64;
    if (convert_ == nullptr) return 0;
    return (num_elements_ * size_ + kAlignment - 1) / kAlignment * kAlignment;
  }

  const void* Take(const KernelContext& context, const void* from,
                   char* scratch) const {
    if (convert_ == nullptr) return from;
    context.ParallelRange(num_elements_, kCheapGrain,
                          [=, this](int64_t begin, int64_t end) {
                            convert_(static_cast<const char*>(from) + begin,
                                     scratch + begin * size_, end - begin);
                          });
    return scratch;
  }

 private:
  UnaryFunction convert_;
  int64_t num_elements_;
  int64_t size_;
};

class ConvertedPlan final : public ShapePlan {
 public:
  ConvertedPlan(ProductPlanRef product, Operand a, Operand b, Shape output)
      : product_(std::move(product)),
        a_(a),
        b_(b),
        output_(std::move(output)) {}

  std::string implementation() const override {
    return product_->implementation();
  }
  size_t scratch_bytes() const override {
    return a_.scratch_bytes() + b_.scratch_bytes() + product_->scratch_bytes();
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return product_->Bind();
  }

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, output_));
    char* const for_a = static_cast<char*>(scratch);
    char* const for_b = for_a + a_.scratch_bytes();
    char* const rest = for_b + b_.scratch_bytes();
    const void* a = a_.Take(context, context.input(0).raw(), for_a);
    const void* b = b_.Take(context, context.input(1).raw(), for_b);
    return product_->Run(context, state, rest, a, b, nullptr,
                         output->mutable_raw());
  }

 private:
  const ProductPlanRef product_;
  const Operand a_;
  const Operand b_;
  const Shape output_;
};

}  // namespace

std::shared_ptr<const ShapePlan> MakeConvertedPlan(ProductPlanRef product,
                                                   DType dtype,
                                                   const OperandType& a,
                                                   const OperandType& b,
                                                   Shape output) {
  return std::make_shared<ConvertedPlan>(std::move(product), Operand(a, dtype),
                                         Operand(b, dtype), std::move(output));
}

}  // namespace thalweg
