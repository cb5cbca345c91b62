// Identity, IdentityN, StopGradient, PreventGradient, Snapshot, GuaranteeConst,
// DeepCopy: their input itself.
#pragma once

#include <string>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct PreventGradientAttrs {
  std::string message = "";
  void Fields(AttrFields& fields) { fields("message", message); }
};

// The same tensor; of a reference input, its value at that moment.
//   input  any shape and dtype   ->   the same
// Gradient: passes through. Equals TensorFlow's Identity.
Output Identity(Input input);

// The same tensor, as a constant to gradients.
//   input  any shape and dtype   ->   the same
// Not differentiable: nothing passes back. Equals TensorFlow's StopGradient.
Output StopGradient(Input input);

// The same tensors, all of which are there when the first is used.
//   input  at least one, of any shapes and dtypes   ->   the same
// Gradient: passes through, each for itself. Equals TensorFlow's IdentityN.
Operation IdentityN(InputList input);

// The same tensor; a gradient through it is refused with the message.
//   input  any shape and dtype   ->   the same
// Gradient: NOT_FOUND "Gradient explicitly disabled.".
// Equals TensorFlow's PreventGradient.
Output PreventGradient(Input input, PreventGradientAttrs attrs = {});

// The same tensor, as it is at that moment.
//   input  any shape and dtype   ->   the same
// Gradient: passes through. Equals TensorFlow's Snapshot.
Output Snapshot(Input input);

// The same tensor, which the caller promises to be the same in every run.
//   input  any shape and dtype but resource   ->   the same
// Not differentiable: a constant has no gradient. Errors: a resource.
// Equals TensorFlow's GuaranteeConst.
Output GuaranteeConst(Input input);

// A copy with memory of its own.
//   x  any shape and dtype   ->   the same
// Not differentiable: TensorFlow's has no gradient either.
// Equals TensorFlow's DeepCopy.
Output DeepCopy(Input x);

}  // namespace thalweg
