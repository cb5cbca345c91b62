// Einsum: products and sums of tensors, by the names of their axes.
#pragma once

#include <string>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct EinsumAttrs {
  std::string equation;
  void Fields(AttrFields& fields) { fields.Required("equation", equation); }
};

// The sum, over all labels that the output lacks, of the product of the inputs
// (of the input, if it is one), where axes of one label have one index:
//   "ij,jk->ik"        a product of matrices
//   "ij->ji", "ij->j"  a transpose, sums of columns
//   "ii->i", "i->ii"   a diagonal, a diagonal matrix
//   "...ij,...jk->...ik"  products of batches: axes under "..." broadcast
//   inputs    one or two, of one dtype: half, bfloat16, float, double, int32,
//             int64 or complex; a label for each axis
//   equation  subscripts of the inputs and of the output; a label is a
//             character   ->   the shape of the output's labels
// Gradient: the Einsum of g and of the other input's conjugate with output and
// input exchanged, repeated along axes summed here, summed where the input was
// repeated.
// Errors: a malformed equation, a rank or number of inputs other than its, one
// label with two sizes, ellipses that do not broadcast, axes under "..." that
// the output lacks. Equals TensorFlow's Einsum.
Output Einsum(InputList inputs, const std::string& equation);

}  // namespace thalweg
