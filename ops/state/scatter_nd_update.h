// ScatterNdUpdate, -Add, -Sub, -Min, -Max and their resource forms: change
// slices of a variable at tuples of indices.
#pragma once

#include <string>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ScatterNdUpdateAttrs {
  bool use_locking = true;
  // What is done with tuples out of range; see BadIndicesAttrs.
  std::string bad_indices_policy;
  void Fields(AttrFields& fields) {
    fields("use_locking", use_locking)("bad_indices_policy",
                                       bad_indices_policy);
  }
};

struct ScatterNdAttrs {
  bool use_locking = false;
  // What is done with tuples out of range; see BadIndicesAttrs.
  std::string bad_indices_policy;
  void Fields(AttrFields& fields) {
    fields("use_locking", use_locking)("bad_indices_policy",
                                       bad_indices_policy);
  }
};

// ref[indices[i]] = updates[i], for each tuple i in order.
//   ref      reference to an initialised variable of any dtype, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  ref's dtype; indices' dimensions but the last, then those of ref
//            that the tuples leave
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, shapes that do not fit, a tuple out of
// range (unless ignored); nothing is changed then.
// Equals TensorFlow's ScatterNdUpdate.
Output ScatterNdUpdate(Input ref, Input indices, Input updates,
                       ScatterNdUpdateAttrs attrs = {});

// v[indices[i]] = updates[i] of the variable v, for each tuple i in order.
//   ref      handle of an initialised variable of any dtype, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  its dtype; indices' dimensions but the last, then those of v that
//            the tuples leave
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another dtype, shapes that do not fit, a
// tuple out of range (unless ignored); nothing is changed then.
// Equals TensorFlow's ResourceScatterNdUpdate.
Operation ResourceScatterNdUpdate(Input ref, Input indices, Input updates,
                                  ScatterNdUpdateAttrs attrs = {});

// ref[indices[i]] += updates[i], for each tuple i in order.
//   ref      reference to an initialised variable of numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  ref's dtype; indices' dimensions but the last, then those of ref
//            that the tuples leave
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, shapes that do not fit, a tuple out of
// range (unless ignored); nothing is changed then.
// Equals TensorFlow's ScatterNdAdd.
Output ScatterNdAdd(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs = {});

// v[indices[i]] += updates[i] of the variable v, for each tuple i in order.
//   ref      handle of an initialised variable of numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  its dtype; indices' dimensions but the last, then those of v that
//            the tuples leave
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another dtype, shapes that do not fit, a
// tuple out of range (unless ignored); nothing is changed then.
// Equals TensorFlow's ResourceScatterNdAdd.
Operation ResourceScatterNdAdd(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs = {});

// ref[indices[i]] -= updates[i], for each tuple i in order.
//   ref      reference to an initialised variable of numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  ref's dtype; indices' dimensions but the last, then those of ref
//            that the tuples leave
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, shapes that do not fit, a tuple out of
// range (unless ignored); nothing is changed then.
// Equals TensorFlow's ScatterNdSub.
Output ScatterNdSub(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs = {});

// v[indices[i]] -= updates[i] of the variable v, for each tuple i in order.
//   ref      handle of an initialised variable of numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  its dtype; indices' dimensions but the last, then those of v that
//            the tuples leave
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another dtype, shapes that do not fit, a
// tuple out of range (unless ignored); nothing is changed then.
// Equals TensorFlow's ResourceScatterNdSub.
Operation ResourceScatterNdSub(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs = {});

// ref[indices[i]] = min(itself, updates[i]), for each tuple i in order.
//   ref      reference to an initialised variable of real numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  ref's dtype; indices' dimensions but the last, then those of ref
//            that the tuples leave
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, shapes that do not fit, a tuple out of
// range (unless ignored); nothing is changed then.
// Equals TensorFlow's ScatterNdMin.
Output ScatterNdMin(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs = {});

// v[indices[i]] = min(itself, updates[i]) of the variable v, for each tuple i
// in order.
//   ref      handle of an initialised variable of real numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  its dtype; indices' dimensions but the last, then those of v that
//            the tuples leave
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another dtype, shapes that do not fit, a
// tuple out of range (unless ignored); nothing is changed then.
// Equals TensorFlow's ResourceScatterNdMin.
Operation ResourceScatterNdMin(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs = {});

// ref[indices[i]] = max(itself, updates[i]), for each tuple i in order.
//   ref      reference to an initialised variable of real numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  ref's dtype; indices' dimensions but the last, then those of ref
//            that the tuples leave
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, shapes that do not fit, a tuple out of
// range (unless ignored); nothing is changed then.
// Equals TensorFlow's ScatterNdMax.
Output ScatterNdMax(Input ref, Input indices, Input updates,
                    ScatterNdAttrs attrs = {});

// v[indices[i]] = max(itself, updates[i]) of the variable v, for each tuple i
// in order.
//   ref      handle of an initialised variable of real numbers, rank >= 1
//   indices  int32 or int64, rank >= 1: tuples along the last dimension
//   updates  its dtype; indices' dimensions but the last, then those of v that
//            the tuples leave
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another dtype, shapes that do not fit, a
// tuple out of range (unless ignored); nothing is changed then.
// Equals TensorFlow's ResourceScatterNdMax.
Operation ResourceScatterNdMax(Input ref, Input indices, Input updates,
                               ScatterNdUpdateAttrs attrs = {});

}  // namespace thalweg
