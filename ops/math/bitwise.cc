#include "thalweg/ops/math/bitwise.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/unary.h"

namespace thalweg {
namespace {

constexpr char kOnIntegers[] = "acts on integers";

OpSchema Bitwise(const char* op) {
  return BinarySchema(op, kIntegers).NotDifferentiable(kOnIntegers);
}

OpSchema CommutativeBitwise(const char* op) {
  return Bitwise(op).Traits({Trait::kElementwise, Trait::kCommutative});
}

const OpRegistration kBitwiseAnd = CommutativeBitwise("BitwiseAnd");
const OpRegistration kBitwiseOr = CommutativeBitwise("BitwiseOr");
const OpRegistration kBitwiseXor = CommutativeBitwise("BitwiseXor");
const OpRegistration kLeftShift = Bitwise("LeftShift");
const OpRegistration kRightShift = Bitwise("RightShift");
const OpRegistration kInvert =
    UnarySchema("Invert", kIntegers).NotDifferentiable(kOnIntegers);
const OpRegistration kPopulationCount = OpSchema("PopulationCount")
                                            .Input("x", "T")
                                            .Output("y", kUint8)
                                            .Attr("T", kIntegers)
                                            .Traits({Trait::kElementwise})
                                            .Shape(SameAsInput)
                                            .NotDifferentiable(kOnIntegers);

}  // namespace

Output BitwiseAnd(Input x, Input y) { return Build(kBitwiseAnd, {x, y}); }

Output BitwiseOr(Input x, Input y) { return Build(kBitwiseOr, {x, y}); }

Output BitwiseXor(Input x, Input y) { return Build(kBitwiseXor, {x, y}); }

Output LeftShift(Input x, Input y) { return Build(kLeftShift, {x, y}); }

Output RightShift(Input x, Input y) { return Build(kRightShift, {x, y}); }

Output Invert(Input x) { return Build(kInvert, {x}); }

Output PopulationCount(Input x) { return Build(kPopulationCount, {x}); }

}  // namespace thalweg
