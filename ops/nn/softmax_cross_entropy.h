// Softmax cross-entropy: how far scores are from the right classes.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// The cross-entropy of each row: loss = -sum_c labels[c] log softmax(x)[c], and
// its derivative by the row.
//   features  [batch, classes] floating: the scores x
//   labels    the same shape and dtype: a probability for each class, which
//             sum to 1 in a row; either of the two may have dimensions of 1
//             that repeat
//     ->      [0] loss      [batch]
//             [1] backprop  [batch, classes]: softmax(x) - labels
// Gradient: g backprop for features, -g log softmax(x) for labels; the
// gradient of backprop too. Errors: shapes that do not broadcast to a matrix.
// Equals TensorFlow's SoftmaxCrossEntropyWithLogits.
Operation SoftmaxCrossEntropyWithLogits(Input features, Input labels);

// The same where one class is right: loss = -log softmax(x)[label].
//   features  [batch, classes] floating, at least one class: the scores x
//   labels    [batch] int32 or int64 in [0, classes)
//     ->      [0] loss      [batch]
//             [1] backprop  [batch, classes]: softmax(x) - one_hot(labels)
// Gradient: g backprop for features, none for labels; the gradient of backprop
// too. Errors: other ranks, unequal batches, a label out of range: "Received a
// label value of 5 which is outside the valid range of [0, 2).  Label values:
// 5". Equals TensorFlow's SparseSoftmaxCrossEntropyWithLogits.
Operation SparseSoftmaxCrossEntropyWithLogits(Input features, Input labels);

// SoftmaxCrossEntropyWithLogits and what its gradient makes of output 1, in
// one pass: the step compiler's.
//   features  [batch, classes] floating
//   labels    [batch, classes], the same dtype; both have all rows and classes
//   scale     [batch], the same dtype: the gradient by the loss
//     ->      [0] loss      [batch]
//             [1] backprop  [batch, classes]:
//                           scale[:, None] * (softmax(x) - labels), with the
//                           bits that the product of two ops has
// Not differentiable: it is made of a graph that is differentiated already.
// Errors: shapes that differ from these.
Operation SoftmaxCrossEntropyWithScaledGradient(Input features, Input labels,
                                                Input scale);

// SparseSoftmaxCrossEntropyWithLogits, likewise.
//   features  [batch, classes] floating, at least one class
//   labels    [batch] int32 or int64 in [0, classes)
//   scale     [batch], the features' dtype: the gradient by the loss
//     ->      [0] loss      [batch]
//             [1] backprop  [batch, classes]:
//                           scale[:, None] * (softmax(x) - one_hot(labels))
// Not differentiable: it is made of a graph that is differentiated already.
// Errors: shapes that differ from these, a label out of range.
Operation SparseSoftmaxCrossEntropyWithScaledGradient(Input features,
                                                      Input labels,
                                                      Input scale);

// The shape of backprop, as far as partial shapes tell. INVALID_ARGUMENT as
// above.
absl::StatusOr<Shape> CrossEntropyShape(const Shape& features,
                                        const Shape& labels);
absl::StatusOr<Shape> SparseCrossEntropyShape(const Shape& features,
                                              const Shape& labels);
// The same for the scaled forms.
absl::StatusOr<Shape> ScaledCrossEntropyShape(const Shape& features,
                                              const Shape& labels,
                                              const Shape& scale, bool sparse);

}  // namespace thalweg
