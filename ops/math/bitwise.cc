#include "thalweg/ops/math/bitwise.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/binary_schema.h"

namespace thalweg {
namespace {

OpSchema Bitwise(const char* op) {
  return BinarySchema(op, kIntegers).NotDifferentiable("acts on integers");
}

OpSchema CommutativeBitwise(const char* op) {
  return Bitwise(op).Traits({Trait::kElementwise, Trait::kCommutative});
}

const OpRegistration kBitwiseAnd = CommutativeBitwise("BitwiseAnd");
const OpRegistration kBitwiseOr = CommutativeBitwise("BitwiseOr");
const OpRegistration kBitwiseXor = CommutativeBitwise("BitwiseXor");
const OpRegistration kLeftShift = Bitwise("LeftShift");
const OpRegistration kRightShift = Bitwise("RightShift");

}  // namespace

Output BitwiseAnd(Input x, Input y) { return Build(kBitwiseAnd, {x, y}); }

Output BitwiseOr(Input x, Input y) { return Build(kBitwiseOr, {x, y}); }

Output BitwiseXor(Input x, Input y) { return Build(kBitwiseXor, {x, y}); }

Output LeftShift(Input x, Input y) { return Build(kLeftShift, {x, y}); }

Output RightShift(Input x, Input y) { return Build(kRightShift, {x, y}); }

}  // namespace thalweg
