// Functions of two floating arguments.

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/math/binary_floating.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/vector_loops-inl.h"
#include "thalweg/kernels/functors/binary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// fmod's result is exact however large the quotient; no vectors needed.
template <class T>
void FloorModLoop(const void* x_data, const void* y_data, void* z_data,
                  int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  const auto* y = static_cast<const T*>(y_data);
  auto* z = static_cast<T*>(z_data);
  for (int64_t i = 0; i < n; ++i) {
    const T remainder = std::fmod(x[i], y[i]);
    z[i] = remainder != 0 && (remainder < 0) != (y[i] < 0) ? remainder + y[i]
                                                           : remainder;
  }
}

template <class T>
void TruncateModLoop(const void* x_data, const void* y_data, void* z_data,
                     int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  const auto* y = static_cast<const T*>(y_data);
  auto* z = static_cast<T*>(z_data);
  for (int64_t i = 0; i < n; ++i) z[i] = std::fmod(x[i], y[i]);
}

// Every quadrant, zero and infinity as the C library has them.
template <class T>
void Atan2Loop(const void* y_data, const void* x_data, void* z_data,
               int64_t n) {
  const auto* y = static_cast<const T*>(y_data);
  const auto* x = static_cast<const T*>(x_data);
  auto* z = static_cast<T*>(z_data);
  for (int64_t i = 0; i < n; ++i) z[i] = std::atan2(y[i], x[i]);
}

// The functions of plain loops.
template <BinaryFunction of_float, BinaryFunction of_double>
constexpr BinaryFunctions PlainFunctions() {
  return {of_float, of_double, &BinaryThroughFloat<of_float, Half>,
          &BinaryThroughFloat<of_float, BFloat16>};
}
constexpr BinaryFunctions kFloorMod =
    PlainFunctions<&FloorModLoop<float>, &FloorModLoop<double>>();
constexpr BinaryFunctions kTruncateMod =
    PlainFunctions<&TruncateModLoop<float>, &TruncateModLoop<double>>();
constexpr BinaryFunctions kAtan2 =
    PlainFunctions<&Atan2Loop<float>, &Atan2Loop<double>>();

// A new function takes its formula in functors/binary-inl.h and a line here.
constexpr BinaryRow kBroadcastingRows[] = {
    {"Add", kCheapGrain, BinaryFunctionsOf<AddFunctor>()},
    {"AddV2", kCheapGrain, BinaryFunctionsOf<AddFunctor>()},
    {"Atan2", kDearGrain, kAtan2},
    {"Div", kCheapGrain, BinaryFunctionsOf<DivFunctor>()},
    {"DivNoNan", kCheapGrain, BinaryFunctionsOf<DivNoNanFunctor>()},
    {"FloorDiv", kCheapGrain, BinaryFunctionsOf<FloorDivFunctor>()},
    {"FloorMod", kDearGrain, kFloorMod},
    {"Maximum", kCheapGrain, BinaryFunctionsOf<MaximumFunctor>()},
    {"Minimum", kCheapGrain, BinaryFunctionsOf<MinimumFunctor>()},
    {"Mod", kDearGrain, kTruncateMod},
    {"Mul", kCheapGrain, BinaryFunctionsOf<MulFunctor>()},
    {"MulNoNan", kCheapGrain, BinaryFunctionsOf<MulNoNanFunctor>()},
    {"RealDiv", kCheapGrain, BinaryFunctionsOf<DivFunctor>()},
    {"SquaredDifference", kCheapGrain,
     BinaryFunctionsOf<SquaredDifferenceFunctor>()},
    {"Sub", kCheapGrain, BinaryFunctionsOf<SubFunctor>()},
    {"TruncateDiv", kCheapGrain, BinaryFunctionsOf<TruncateDivFunctor>()},
    {"TruncateMod", kDearGrain, kTruncateMod},
    {"Xdivy", kCheapGrain, BinaryFunctionsOf<XdivyFunctor>()},
    {"Xlog1py", kDearGrain, BinaryFunctionsOf<Xlog1pyFunctor>()},
    {"Xlogy", kDearGrain, BinaryFunctionsOf<XlogyFunctor>()},
};

// Gradients of functions of one argument, whose inputs do not broadcast.
constexpr BinaryRow kSameShapeRows[] = {
    {"EluGrad", kCheapGrain, BinaryFunctionsOf<EluGradFunctor>()},
    {"InvGrad", kCheapGrain, BinaryFunctionsOf<ReciprocalGradFunctor>()},
    {"ReciprocalGrad", kCheapGrain, BinaryFunctionsOf<ReciprocalGradFunctor>()},
    {"Relu6Grad", kCheapGrain, BinaryFunctionsOf<Relu6GradFunctor>()},
    {"ReluGrad", kCheapGrain, BinaryFunctionsOf<ReluGradFunctor>()},
    {"RsqrtGrad", kCheapGrain, BinaryFunctionsOf<RsqrtGradFunctor>()},
    {"SeluGrad", kCheapGrain, BinaryFunctionsOf<SeluGradFunctor>()},
    {"SigmoidGrad", kCheapGrain, BinaryFunctionsOf<SigmoidGradFunctor>()},
    {"SoftplusGrad", kDearGrain, BinaryFunctionsOf<SoftplusGradFunctor>()},
    {"SoftsignGrad", kCheapGrain, BinaryFunctionsOf<SoftsignGradFunctor>()},
    {"SqrtGrad", kCheapGrain, BinaryFunctionsOf<SqrtGradFunctor>()},
    {"TanhGrad", kCheapGrain, BinaryFunctionsOf<TanhGradFunctor>()},
};

absl::Span<const BinaryRow> BroadcastingRows() { return kBroadcastingRows; }
absl::Span<const BinaryRow> SameShapeRows() { return kSameShapeRows; }

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {
namespace {

HWY_EXPORT(BroadcastingRows);
HWY_EXPORT(SameShapeRows);

absl::StatusOr<std::unique_ptr<Kernel>> MakeFloatingBinary(
    const KernelInfo& info) {
  const BinaryRow* row = FindRow(HWY_DYNAMIC_DISPATCH(BroadcastingRows)(),
                                 info.node().op().name());
  return MakeBinaryKernel(info, row->functions.For(info.input_dtype(0)),
                          {.grain = row->grain});
}

absl::StatusOr<std::unique_ptr<Kernel>> MakeFloatingSameShape(
    const KernelInfo& info) {
  const BinaryRow* row =
      FindRow(HWY_DYNAMIC_DISPATCH(SameShapeRows)(), info.node().op().name());
  return MakeSameShapeKernel(info, row->functions.For(info.input_dtype(0)),
                             row->grain);
}

bool RegisterFloatingBinary() {
  for (const BinaryRow& row : HWY_NAMESPACE::kBroadcastingRows) {
    KernelRegistration(
        KernelCandidateBuilder(row.op, "CPU", &MakeFloatingBinary)
            .For("T", kFloating));
  }
  for (const BinaryRow& row : HWY_NAMESPACE::kSameShapeRows) {
    KernelRegistration(
        KernelCandidateBuilder(row.op, "CPU", &MakeFloatingSameShape)
            .For("T", kFloating));
  }
  return true;
}

const bool kFloatingBinaryRegistered = RegisterFloatingBinary();

}  // namespace

BinaryFunction FindFloatingBinary(absl::string_view op, DType dtype) {
  const BinaryRow* row = FindRow(HWY_DYNAMIC_DISPATCH(BroadcastingRows)(), op);
  return row == nullptr ? nullptr : row->functions.For(dtype);
}

}  // namespace thalweg
#endif  // HWY_ONCE
