#include "thalweg/ops/math/add.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/integer_values.h"

namespace thalweg {
namespace {

std::optional<int64_t> AddValue(int64_t x, int64_t y) {
  int64_t sum;
  if (__builtin_add_overflow(x, y, &sum)) return std::nullopt;
  return sum;
}

absl::Status AddGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  SetBroadcastGradients(context, g, g);
  return absl::OkStatus();
}

const OpRegistration kAdd =
    OpSchema("AddV2")
        .Input("x", "T")
        .Input("y", "T")
        .Output("z", "T")
        .Attr("T", kNumbers)
        .Traits({Trait::kElementwise, Trait::kCommutative, Trait::kAggregate,
                 Trait::kAdd})
        .MayOverwrite({0, 1})
        .Shape(BroadcastInputs)
        .Value(BinaryValue<AddValue>)
        .Gradient(AddGradient);

const OpRegistration kAddV1 =
    OpSchema("Add")
        .Input("x", "T")
        .Input("y", "T")
        .Output("z", "T")
        .Attr("T", kFloating | kSignedIntegers | kComplex | kUint8 | kString)
        .Traits({Trait::kElementwise, Trait::kAdd})
        .MayOverwrite({0, 1})
        .Shape(BroadcastInputs)
        .Value(BinaryValue<AddValue>)
        .Gradient(AddGradient);

}  // namespace

Output Add(Input x, Input y) { return Build(kAdd, {x, y}); }

Output AddV1(Input x, Input y) { return Build(kAddV1, {x, y}); }

}  // namespace thalweg
