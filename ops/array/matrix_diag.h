// MatrixDiag, MatrixDiagPart, MatrixSetDiag: diagonals of matrices, with the
// older forms that TensorFlow keeps.
#pragma once

#include <string>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// How diagonals that are shorter than the longest lie in their rows: those
// above the main diagonal, then those below.
struct MatrixDiagAttrs {
  std::string align = "RIGHT_LEFT";
  void Fields(AttrFields& fields) { fields("align", align); }
};

// Matrices with the diagonals given. Several diagonals are rows, from the
// highest to the lowest, of the length of the longest; the rest of a row is
// not used.
//   diagonal       [..., n] for one diagonal, [..., diagonals, n] for several;
//                  a number or bool
//   k              int32: which diagonal (0 the main one, above positive), or
//                  [2]: the lowest and the highest
//   num_rows       int32 scalar; -1: as few as hold the diagonals
//   num_cols       like num_rows; where both are -1 the matrices are square
//   padding_value  a scalar of diagonal's dtype: the other elements
//     ->           [..., num_rows, num_cols]
// Gradient: by diagonal, MatrixDiagPart of the upstream gradient; by
// padding_value the sum of what is not in the diagonals.
// Errors: another number of diagonals, too few rows or columns, or more of
// both than the diagonals say. Equals TensorFlow's MatrixDiagV3.
Output MatrixDiag(Input diagonal, Input k = 0, Input num_rows = -1,
                  Input num_cols = -1, Input padding_value = 0,
                  MatrixDiagAttrs attrs = {});

// The same with all diagonals at the left of their rows.
// Equals TensorFlow's MatrixDiagV2.
Output MatrixDiagV2(Input diagonal, Input k, Input num_rows, Input num_cols,
                    Input padding_value);

// Square matrices with the main diagonal given, 0 elsewhere.
//   diagonal  [..., n], a number or bool   ->   [..., n, n]
// Gradient: the diagonals of the upstream gradient. Errors: a scalar.
// Equals TensorFlow's MatrixDiag.
Output MatrixDiagV1(Input diagonal);

// Diagonals of matrices, as rows where there are several.
//   input          [..., m, n], a number or bool
//   k              int32 in (-m, n): which diagonal, or [2]: the lowest and the
//                  highest
//   padding_value  a scalar of input's dtype: fills the rows of diagonals that
//                  are shorter than the longest
//     ->           [..., length] or [..., diagonals, length]
// Gradient: by input, zeros with the upstream gradient as those diagonals; by
// padding_value the sum of what fills.
// Errors: a rank below 2, k out of range. Equals TensorFlow's MatrixDiagPartV3.
Output MatrixDiagPart(Input input, Input k = 0, Input padding_value = 0,
                      MatrixDiagAttrs attrs = {});

// The same with all diagonals at the left of their rows.
// Equals TensorFlow's MatrixDiagPartV2.
Output MatrixDiagPartV2(Input input, Input k, Input padding_value);

// The main diagonals.
//   input  [..., m, n], a number or bool   ->   [..., min(m, n)]
// Gradient: zeros with the upstream gradient as main diagonals.
// Errors: a rank below 2. Equals TensorFlow's MatrixDiagPart.
Output MatrixDiagPartV1(Input input);

// The input with other diagonals.
//   input     [..., m, n], a number or bool
//   diagonal  of the shape and dtype that MatrixDiagPart(input, k) has
//   k         int32 in (-m, n): which diagonal, or [2]: the lowest and the
//             highest
//     ->      like input
// Gradient: by input, the upstream gradient with zeros there; by diagonal,
// MatrixDiagPart of the upstream gradient.
// Errors: a rank below 2, k out of range, a diagonal of another shape.
// Equals TensorFlow's MatrixSetDiagV3.
Output MatrixSetDiag(Input input, Input diagonal, Input k = 0,
                     MatrixDiagAttrs attrs = {});

// The same with all diagonals at the left of their rows.
// Equals TensorFlow's MatrixSetDiagV2.
Output MatrixSetDiagV2(Input input, Input diagonal, Input k);

// The input with another main diagonal.
//   input     [..., m, n], a number or bool
//   diagonal  [..., min(m, n)]   ->   like input
// Gradient and errors: as MatrixSetDiag.
// Equals TensorFlow's MatrixSetDiag.
Output MatrixSetDiagV1(Input input, Input diagonal);

}  // namespace thalweg
