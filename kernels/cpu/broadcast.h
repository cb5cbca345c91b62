// Broadcast: walks operands of unequal shapes in step with their output.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// Up to three operands. Dimensions along which the same operands are repeated
// count as one, so that most pairs of shapes come down to one or two loops.
//
//   ASSIGN_OR_RETURN(Broadcast loop, Broadcast::Make({&x.shape(),
//   &y.shape()})); loop.ForEachPiece({{x.raw(), 4}, {y.raw(), 4}}, 0,
//   loop.size(),
//       [&](const void* const* operands, int64_t begin, int64_t n) {
//         add(operands[0], operands[1], z + begin, n);
//       });
class Broadcast {
 public:
  static constexpr int kMaxOperands = 3;

  // An operand's elements: plain bytes, element_size (1, 2, 4, 8 or 16) each.
  struct Operand {
    const void* data;
    size_t element_size;
  };

  // INVALID_ARGUMENT "Incompatible shapes: [2] vs. [3]".
  // REQUIRES: fully defined shapes, at most kMaxOperands of them.
  static absl::StatusOr<Broadcast> Make(absl::Span<const Shape* const> shapes);

  const Shape& output_shape() const { return output_shape_; }
  int64_t size() const { return size_; }
  // True when no operand is repeated: all lie as the output does.
  bool is_flat() const { return outer_.empty() && !inner_.IsRepeatedAny(); }

  // Calls `body` for consecutive pieces of the output's elements [begin, end):
  // operands[k] points to operand k's n elements for the output's elements
  // from `begin` on, in the operand itself or in a copy. Of an operand that is
  // not repeated only elements at their own place are read, so that the output
  // may lie where it does.
  using Body = absl::FunctionRef<void(const void* const* operands,
                                      int64_t begin, int64_t n)>;
  void ForEachPiece(absl::Span<const Operand> operands, int64_t begin,
                    int64_t end, Body body) const;

  // Which element of operand k belongs to element `index` of the output: for
  // elements that are not plain bytes.
  int64_t OperandIndex(int k, int64_t index) const;

 private:
  // `size` steps, in which operand k moves by stride[k] elements.
  struct Loop {
    int64_t size = 1;
    int64_t stride[kMaxOperands] = {1, 1, 1};
    bool IsRepeatedAny() const {
      return stride[0] == 0 || stride[1] == 0 || stride[2] == 0;
    }
  };
  class Cursor;
  class Walk;
  // ForEachPiece where there is no outer loop.
  void OneLoop(absl::Span<const Operand> operands, int64_t begin, int64_t end,
               Body body) const;

  Shape output_shape_;
  int64_t size_ = 1;
  int num_operands_ = 0;
  bool is_repeated_[kMaxOperands] = {};
  Loop inner_;
  absl::InlinedVector<Loop, 2> outer_;  // From the outermost on.
};

}  // namespace thalweg
