// Functions of one argument, of integers and complex numbers.
#include "thalweg/kernels/cpu/math/plain_loops.h"
// After the vocabulary it is written in.
#include "thalweg/kernels/functors/unary-inl.h"

namespace thalweg {
namespace {

namespace formulas = HWY_NAMESPACE;

// What TensorFlow's formula for halves makes of integers, which it takes for
// such because 0.5 is 0 among them.
struct ZeroFunctor {
  template <class M, class V>
  static V Apply(const M&, V) {
    return V(0);
  }
};

const PlainUnary<formulas::AbsFunctor, SignedTypes> kAbs("Abs");
const WrappingUnary<formulas::InvertFunctor> kInvert("Invert", kIntegers);
const PlainUnary<formulas::NegFunctor, SignedTypes> kNeg("Neg");
const PlainUnary<formulas::ReluFunctor, IntegerTypes> kRelu("Relu");
const PlainUnary<formulas::Relu6Functor, IntegerTypes> kRelu6("Relu6");
const PlainUnary<ZeroFunctor, TypeList<int32_t, int64_t>> kRound("Round");
const PlainUnary<formulas::SignFunctor, SignedTypes> kSign("Sign");
const PlainUnary<formulas::SquareFunctor, IntegerTypes> kSquare("Square");

const PlainUnary<formulas::CosFunctor, ComplexTypes> kComplexCos("Cos");
const PlainUnary<formulas::ExpFunctor, ComplexTypes> kComplexExp("Exp");
const PlainUnary<formulas::Expm1Functor, ComplexTypes> kComplexExpm1("Expm1");
const PlainUnary<formulas::ReciprocalFunctor, ComplexTypes> kComplexInv("Inv");
const PlainUnary<formulas::LogFunctor, ComplexTypes> kComplexLog("Log");
const PlainUnary<formulas::Log1pFunctor, ComplexTypes> kComplexLog1p("Log1p");
const PlainUnary<formulas::NegFunctor, ComplexTypes> kComplexNeg("Neg");
const PlainUnary<formulas::ReciprocalFunctor, ComplexTypes> kComplexReciprocal(
    "Reciprocal");
const PlainUnary<formulas::RsqrtFunctor, ComplexTypes> kComplexRsqrt("Rsqrt");
const PlainUnary<formulas::SigmoidFunctor, ComplexTypes> kComplexSigmoid(
    "Sigmoid");
const PlainUnary<formulas::SignFunctor, ComplexTypes> kComplexSign("Sign");
const PlainUnary<formulas::SinFunctor, ComplexTypes> kComplexSin("Sin");
const PlainUnary<formulas::SqrtFunctor, ComplexTypes> kComplexSqrt("Sqrt");
const PlainUnary<formulas::SquareFunctor, ComplexTypes> kComplexSquare(
    "Square");
const PlainUnary<formulas::TanhFunctor, ComplexTypes> kComplexTanh("Tanh");

}  // namespace
}  // namespace thalweg
