// ApplyGradientDescent, ResourceApplyGradientDescent.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ApplyGradientDescentAttrs {
  bool use_locking = false;
  void Fields(AttrFields& fields) { fields("use_locking", use_locking); }
};

// var -= alpha * delta.
//   var    reference to a floating or complex variable
//   alpha  its dtype, scalar: the learning rate
//   delta  its dtype and shape: the gradient   ->   var, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ApplyGradientDescent.
Output ApplyGradientDescent(Input var, Input alpha, Input delta,
                            ApplyGradientDescentAttrs attrs = {});

// var -= alpha * delta.
//   var    handle of a floating or complex variable
//   alpha  its dtype, scalar: the learning rate
//   delta  its dtype and shape: the gradient
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ResourceApplyGradientDescent.
Operation ResourceApplyGradientDescent(Input var, Input alpha, Input delta,
                                       ApplyGradientDescentAttrs attrs = {});

}  // namespace thalweg
