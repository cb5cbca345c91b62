// ApplyAdam, ResourceApplyAdam.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ApplyAdamAttrs {
  bool use_locking = false;
  bool use_nesterov = false;
  void Fields(AttrFields& fields) {
    fields("use_locking", use_locking)("use_nesterov", use_nesterov);
  }
};

// With alpha = lr * sqrt(1 - beta2_power) / (1 - beta1_power):
//   m += (grad - m) * (1 - beta1)
//   v += (grad^2 - v) * (1 - beta2)
//   var -= m * alpha / (sqrt(v) + epsilon), or with use_nesterov
//   var -= (grad * (1 - beta1) + beta1 * m) * alpha / (sqrt(v) + epsilon)
//
//   var, m, v  references to floating or complex variables of one shape
//   beta1_power, beta2_power, lr, beta1, beta2, epsilon
//              their dtype, scalars; the powers are beta^step
//   grad       their dtype and shape   ->   var, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ApplyAdam.
Output ApplyAdam(Input var, Input m, Input v, Input beta1_power,
                 Input beta2_power, Input lr, Input beta1, Input beta2,
                 Input epsilon, Input grad, ApplyAdamAttrs attrs = {});

// With alpha = lr * sqrt(1 - beta2_power) / (1 - beta1_power):
//   m += (grad - m) * (1 - beta1)
//   v += (grad^2 - v) * (1 - beta2)
//   var -= m * alpha / (sqrt(v) + epsilon), or with use_nesterov
//   var -= (grad * (1 - beta1) + beta1 * m) * alpha / (sqrt(v) + epsilon)
//
//   var, m, v  handles of floating or complex variables of one shape
//   beta1_power, beta2_power, lr, beta1, beta2, epsilon
//              their dtype, scalars; the powers are beta^step
//   grad       their dtype and shape
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ResourceApplyAdam.
Operation ResourceApplyAdam(Input var, Input m, Input v, Input beta1_power,
                            Input beta2_power, Input lr, Input beta1,
                            Input beta2, Input epsilon, Input grad,
                            ApplyAdamAttrs attrs = {});

}  // namespace thalweg
