// Functions of one floating argument.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/math/unary_floating.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/vector_loops-inl.h"
#include "thalweg/kernels/functors/unary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// A new function takes its formula in functors/unary-inl.h and a line here.
constexpr UnaryRow kUnaryRows[] = {
    {"Abs", kCheapGrain, UnaryFunctionsOf<AbsFunctor>()},
    {"Ceil", kCheapGrain, UnaryFunctionsOf<CeilFunctor>()},
    {"Cos", kDearGrain, UnaryFunctionsOf<CosFunctor>()},
    {"Elu", kDearGrain, UnaryFunctionsOf<EluFunctor>()},
    {"Erf", kDearGrain, UnaryFunctionsOf<ErfFunctor>()},
    {"Erfc", kDearGrain, UnaryFunctionsOf<ErfcFunctor>()},
    {"Exp", kDearGrain, UnaryFunctionsOf<ExpFunctor>()},
    {"Expm1", kDearGrain, UnaryFunctionsOf<Expm1Functor>()},
    {"Floor", kCheapGrain, UnaryFunctionsOf<FloorFunctor>()},
    {"Inv", kCheapGrain, UnaryFunctionsOf<ReciprocalFunctor>()},
    {"Log", kDearGrain, UnaryFunctionsOf<LogFunctor>()},
    {"Log1p", kDearGrain, UnaryFunctionsOf<Log1pFunctor>()},
    {"Neg", kCheapGrain, UnaryFunctionsOf<NegFunctor>()},
    {"Reciprocal", kCheapGrain, UnaryFunctionsOf<ReciprocalFunctor>()},
    {"Relu", kCheapGrain, UnaryFunctionsOf<ReluFunctor>()},
    {"Relu6", kCheapGrain, UnaryFunctionsOf<Relu6Functor>()},
    {"Rint", kCheapGrain, UnaryFunctionsOf<RoundFunctor>()},
    {"Round", kCheapGrain, UnaryFunctionsOf<RoundFunctor>()},
    {"Rsqrt", kCheapGrain, UnaryFunctionsOf<RsqrtFunctor>()},
    {"Selu", kDearGrain, UnaryFunctionsOf<SeluFunctor>()},
    {"Sigmoid", kDearGrain, UnaryFunctionsOf<SigmoidFunctor>()},
    {"Sign", kCheapGrain, UnaryFunctionsOf<SignFunctor>()},
    {"Sin", kDearGrain, UnaryFunctionsOf<SinFunctor>()},
    {"Softplus", kDearGrain, UnaryFunctionsOf<SoftplusFunctor>()},
    {"Softsign", kCheapGrain, UnaryFunctionsOf<SoftsignFunctor>()},
    {"Sqrt", kCheapGrain, UnaryFunctionsOf<SqrtFunctor>()},
    {"Square", kCheapGrain, UnaryFunctionsOf<SquareFunctor>()},
    {"Tanh", kDearGrain, UnaryFunctionsOf<TanhFunctor>()},
};

absl::Span<const UnaryRow> UnaryRows() { return kUnaryRows; }

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {
namespace {

HWY_EXPORT(UnaryRows);

absl::StatusOr<std::unique_ptr<Kernel>> MakeFloatingUnary(
    const KernelInfo& info) {
  const UnaryRow* row =
      FindRow(HWY_DYNAMIC_DISPATCH(UnaryRows)(), info.node().op().name());
  return MakeUnaryKernel(info, row->functions.For(info.input_dtype(0)),
                         row->grain);
}

bool RegisterFloatingUnary() {
  for (const UnaryRow& row : HWY_NAMESPACE::kUnaryRows) {
    KernelRegistration(KernelCandidateBuilder(row.op, "CPU", &MakeFloatingUnary)
                           .For("T", kFloating));
  }
  return true;
}

const bool kFloatingUnaryRegistered = RegisterFloatingUnary();

}  // namespace

UnaryFunction FindFloatingUnary(absl::string_view op, DType dtype) {
  const UnaryRow* row = FindRow(HWY_DYNAMIC_DISPATCH(UnaryRows)(), op);
  return row == nullptr ? nullptr : row->functions.For(dtype);
}

}  // namespace thalweg
#endif  // HWY_ONCE
