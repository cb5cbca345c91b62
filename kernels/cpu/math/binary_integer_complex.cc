// Functions of two arguments, of integers and complex numbers.
#include <algorithm>

#include "thalweg/kernels/cpu/math/plain_loops.h"
// After the vocabulary it is written in.
#include "thalweg/kernels/functors/binary-inl.h"

namespace thalweg {
namespace {

namespace formulas = HWY_NAMESPACE;

template <class T>
bool HasZero(const Tensor& tensor) {
  const auto elements = tensor.flat<T>();
  return std::find(elements.begin(), elements.end(), T{0}) != elements.end();
}

template <class T>
bool HasNegative(const Tensor& tensor) {
  const auto elements = tensor.flat<T>();
  return std::any_of(elements.begin(), elements.end(),
                     [](T element) { return element < 0; });
}

absl::Status RefuseZeros(const Tensor& y) {
  const bool has_zero = UnsignedTypes::For(
      AsUnsigned(y.dtype()),
      [&y](auto zero) { return HasZero<decltype(zero)>(y); });
  if (!has_zero) return absl::OkStatus();
  return absl::InvalidArgumentError("Integer division by zero");
}

absl::Status RefuseNegatives(const Tensor& y) {
  const bool has_negative = SignedTypes::For(
      y.dtype(), [&y](auto zero) { return HasNegative<decltype(zero)>(y); });
  if (!has_negative) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "Integers to negative integer powers are not allowed");
}

constexpr DTypeSet kAddV1Integers = kSignedIntegers | kUint8;

const WrappingBinary<formulas::AddFunctor> kAddV1("Add", kAddV1Integers);
const WrappingBinary<formulas::AddFunctor> kAdd("AddV2", kIntegers);
const WrappingBinary<formulas::MulFunctor> kMul("Mul", kIntegers);
const WrappingBinary<formulas::SubFunctor> kSub("Sub", kIntegers);
const WrappingBinary<formulas::SquaredDifferenceFunctor> kSquaredDifference(
    "SquaredDifference", kIndices);

const PlainBinary<formulas::DivFunctor, IntegerTypes, RefuseZeros> kDiv("Div");
const PlainBinary<formulas::FloorDivFunctor, IntegerTypes, RefuseZeros>
    kFloorDiv("FloorDiv");
const PlainBinary<formulas::FloorModFunctor, IntegerTypes, RefuseZeros>
    kFloorMod("FloorMod");
const PlainBinary<formulas::MaximumFunctor, IntegerTypes> kMaximum("Maximum");
const PlainBinary<formulas::MinimumFunctor, IntegerTypes> kMinimum("Minimum");
const PlainBinary<formulas::DivFunctor, IntegerTypes, RefuseZeros> kTruncateDiv(
    "TruncateDiv");
const PlainBinary<formulas::TruncateModFunctor, IndexTypes, RefuseZeros> kMod(
    "Mod");
const PlainBinary<formulas::TruncateModFunctor, IndexTypes, RefuseZeros>
    kTruncateMod("TruncateMod");
const PlainBinary<formulas::PowFunctor, SignedTypes, RefuseNegatives> kPow(
    "Pow");

const WrappingBinary<formulas::BitwiseAndFunctor> kBitwiseAnd("BitwiseAnd",
                                                              kIntegers);
const WrappingBinary<formulas::BitwiseOrFunctor> kBitwiseOr("BitwiseOr",
                                                            kIntegers);
const WrappingBinary<formulas::BitwiseXorFunctor> kBitwiseXor("BitwiseXor",
                                                              kIntegers);
const PlainBinary<formulas::LeftShiftFunctor, IntegerTypes> kLeftShift(
    "LeftShift");
const PlainBinary<formulas::RightShiftFunctor, IntegerTypes> kRightShift(
    "RightShift");

const PlainBinary<formulas::AddFunctor, ComplexTypes> kComplexAddV1("Add");
const PlainBinary<formulas::AddFunctor, ComplexTypes> kComplexAdd("AddV2");
const PlainBinary<formulas::DivFunctor, ComplexTypes> kComplexDiv("Div");
const PlainBinary<formulas::DivNoNanFunctor, ComplexTypes> kComplexDivNoNan(
    "DivNoNan");
const PlainBinary<formulas::MulFunctor, ComplexTypes> kComplexMul("Mul");
const PlainBinary<formulas::MulNoNanFunctor, ComplexTypes> kComplexMulNoNan(
    "MulNoNan");
const PlainBinary<formulas::PowFunctor, ComplexTypes> kComplexPow("Pow");
const PlainBinary<formulas::DivFunctor, ComplexTypes> kComplexRealDiv(
    "RealDiv");
const PlainBinary<formulas::SquaredDifferenceFunctor, ComplexTypes>
    kComplexSquaredDifference("SquaredDifference");
const PlainBinary<formulas::SubFunctor, ComplexTypes> kComplexSub("Sub");
const PlainBinary<formulas::XdivyFunctor, ComplexTypes> kComplexXdivy("Xdivy");
const PlainBinary<formulas::Xlog1pyFunctor, ComplexTypes> kComplexXlog1py(
    "Xlog1py");
const PlainBinary<formulas::XlogyFunctor, ComplexTypes> kComplexXlogy("Xlogy");

const PlainSameShape<formulas::ReciprocalGradFunctor, ComplexTypes>
    kComplexInvGrad("InvGrad");
const PlainSameShape<formulas::ReciprocalGradFunctor, ComplexTypes>
    kComplexReciprocalGrad("ReciprocalGrad");
const PlainSameShape<formulas::RsqrtGradFunctor, ComplexTypes>
    kComplexRsqrtGrad("RsqrtGrad");
const PlainSameShape<formulas::SigmoidGradFunctor, ComplexTypes>
    kComplexSigmoidGrad("SigmoidGrad");
const PlainSameShape<formulas::SqrtGradFunctor, ComplexTypes> kComplexSqrtGrad(
    "SqrtGrad");
const PlainSameShape<formulas::TanhGradFunctor, ComplexTypes> kComplexTanhGrad(
    "TanhGrad");
const PlainSameShape<formulas::ReluGradFunctor, IntegerTypes> kReluGrad(
    "ReluGrad");
const PlainSameShape<formulas::Relu6GradFunctor, IntegerTypes> kRelu6Grad(
    "Relu6Grad");

}  // namespace
}  // namespace thalweg
