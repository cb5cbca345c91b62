#include "thalweg/ops/math/einsum_gradient.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/broadcast_to.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/math/broadcast_gradient_args.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/einsum.h"
#include "thalweg/ops/math/einsum_equation.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// An input or the output, and the subscript of its axes.
struct Operand {
  Output tensor;
  std::string subscript;
};

// `from` brought to the axes of `to`.
Output Bring(const std::vector<Operand>& from, const std::string& to) {
  EinsumEquation equation;
  std::vector<Output> tensors;
  for (const Operand& operand : from) {
    equation.inputs.push_back(operand.subscript);
    tensors.push_back(operand.tensor);
  }
  equation.output = to;
  return Einsum(tensors, equation.ToString());
}

// Elements [begin, end) of the shape of a tensor with this subscript, which
// may have any number of axes under its ellipsis.
Output DimsOf(const Output& shape, const std::string& subscript, size_t begin,
              size_t end) {
  const size_t ellipsis =
      std::min(subscript.find(kEinsumEllipsis), subscript.size());
  // Positions behind the ellipsis count from the end.
  const auto position = [&](size_t i) {
    const auto at = static_cast<int64_t>(i);
    return i <= ellipsis ? at : at - static_cast<int64_t>(subscript.size());
  };
  return StridedSlice(shape, {position(begin)}, {position(end)}, {1},
                      {.end_mask = end == subscript.size() ? 1 : 0});
}

// An input on the way back.
class EinsumInput {
 public:
  // `kept`: the labels that the output or the other input has.
  EinsumInput(Operand input, const std::string& kept)
      : input_(std::move(input)), kept_(kept) {
    for (char label : input_.subscript) {
      const bool is_summed = IsSummed(label);
      if (is_summed && absl::StrContains(unique_, label)) continue;
      unique_ += label;
      if (!is_summed) left_ += label;
    }
  }

  // Its subscript without labels that were summed.
  const std::string& left() const { return left_; }

  // A gradient with axes left(), summed along axes under the ellipsis where
  // the input was repeated, made a gradient of the input.
  Output Finish(Output gradient, bool was_summed) const {
    if (left_ == input_.subscript && !was_summed) return gradient;
    const bool has_trace = unique_ != input_.subscript;
    const Output like = has_trace ? Bring({input_}, unique_) : input_.tensor;
    const Output shape = ShapeOf(like);
    if (left_ == unique_) {
      gradient = Reshape(gradient, shape);
    } else {
      gradient = BroadcastTo(Reshape(gradient, WithOnes(shape)), shape);
    }
    return has_trace ? Bring({{gradient, unique_}}, input_.subscript)
                     : gradient;
  }

 private:
  bool IsSummed(char label) const {
    return label != kEinsumEllipsis && !absl::StrContains(kept_, label);
  }

  // The shape with a 1 for each label that was summed.
  Output WithOnes(const Output& shape) const {
    std::vector<Output> pieces;
    for (size_t begin = 0, end = 0; begin < unique_.size(); begin = end) {
      const bool is_summed = IsSummed(unique_[begin]);
      while (end < unique_.size() && IsSummed(unique_[end]) == is_summed) ++end;
      Output piece = DimsOf(shape, unique_, begin, end);
      pieces.push_back(is_summed ? OnesLike(piece) : piece);
    }
    return pieces.size() == 1 ? pieces[0] : Concat(pieces, 0);
  }

  const Operand input_;
  const std::string kept_;
  // The subscript with one of each label that was summed, and with none.
  std::string unique_;
  std::string left_;
};

bool HasRepeats(std::string subscript) {
  std::sort(subscript.begin(), subscript.end());
  return std::adjacent_find(subscript.begin(), subscript.end()) !=
         subscript.end();
}

absl::Status UnaryGradient(GradientContext& context,
                           const EinsumEquation& equation) {
  const Operand g = {context.upstream(0).dense(), equation.output};
  const EinsumInput x({context.input(0), equation.inputs[0]}, equation.output);
  // Of a repeated label only the diagonal goes back.
  const bool is_there = x.left() == g.subscript && !HasRepeats(g.subscript);
  context.set(0, x.Finish(is_there ? g.tensor : Bring({g}, x.left()), false));
  return absl::OkStatus();
}

// Axes under the ellipses of both inputs, as far as they are known.
std::optional<Shape> StaticBroadcast(const Operand& input) {
  const Shape& shape = input.tensor.shape();
  if (!shape.IsFullyDefined()) return std::nullopt;
  const size_t begin = input.subscript.find(kEinsumEllipsis);
  const int behind = static_cast<int>(input.subscript.size() - begin) - 1;
  return shape.Slice(static_cast<int>(begin), shape.rank() - behind);
}

Output BroadcastDims(const Operand& input) {
  const size_t begin = input.subscript.find(kEinsumEllipsis);
  return DimsOf(ShapeOf(input.tensor), input.subscript, begin, begin + 1);
}

// Axes under the ellipses that x and y are repeated along; nothing when there
// are none for sure.
std::optional<Operation> RepeatedAxes(const EinsumEquation& equation,
                                      const Operand& x, const Operand& y) {
  if (!HasEllipsis(equation.output)) return std::nullopt;
  const auto of_x = StaticBroadcast(x), of_y = StaticBroadcast(y);
  if (of_x && of_y && *of_x == *of_y) return std::nullopt;
  return BroadcastGradientArgs(BroadcastDims(x), BroadcastDims(y));
}

Output GradientOf(const Operand& g, const Operand& input, const Operand& other,
                  const std::optional<Output>& repeated) {
  const EinsumInput x(input, absl::StrCat(g.subscript, other.subscript));
  Output gradient = Bring({g, other}, x.left());
  if (repeated.has_value()) {
    const auto begin = static_cast<int>(x.left().find(kEinsumEllipsis));
    gradient = Sum(gradient, *repeated + begin);
  }
  return x.Finish(gradient, repeated.has_value());
}

absl::Status BinaryGradient(GradientContext& context,
                            const EinsumEquation& equation) {
  const Operand g = {context.upstream(0).dense(), equation.output};
  Operand x = {context.input(0), equation.inputs[0]};
  Operand y = {context.input(1), equation.inputs[1]};
  if (HasEllipsis(equation.output)) {
    // An input without an ellipsis has no axes under it.
    for (Operand* input : {&x, &y}) {
      if (!HasEllipsis(input->subscript)) input->subscript += kEinsumEllipsis;
    }
  }
  const std::optional<Operation> repeated = RepeatedAxes(equation, x, y);
  const auto axes = [&](int i) -> std::optional<Output> {
    return repeated ? std::optional((*repeated)[i]) : std::nullopt;
  };
  const Operand conj_x = {Conjugate(x.tensor), x.subscript};
  const Operand conj_y = {Conjugate(y.tensor), y.subscript};
  context.set(0, GradientOf(g, x, conj_y, axes(0)));
  context.set(1, GradientOf(g, y, conj_x, axes(1)));
  return absl::OkStatus();
}

}  // namespace

absl::Status EinsumGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<EinsumAttrs>());
  ASSIGN_OR_RETURN(const EinsumEquation equation,
                   ParseEinsum(attrs.equation, context.num_inputs()));
  return context.num_inputs() == 1 ? UnaryGradient(context, equation)
                                   : BinaryGradient(context, equation);
}

}  // namespace thalweg
