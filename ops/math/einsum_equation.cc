#include "thalweg/ops/math/einsum_equation.h"

#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// Labels of ellipses follow those of characters.
constexpr int kFirstBroadcastLabel = 256;

absl::StatusOr<std::string> ReadSubscript(absl::string_view text) {
  const auto periods = std::count(text.begin(), text.end(), '.');
  if (periods != 0 && periods != 3) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected at most one ellipsis (...), but found ", periods,
                     " periods (.) in the input subscript: ", text));
  }
  if (periods == 3 && !absl::StrContains(text, "...")) {
    return absl::InvalidArgumentError(
        absl::StrCat("Periods found outside of ellipsis in subscript: ", text));
  }
  return absl::StrReplaceAll(text, {{"...", "."}});
}

absl::Status RequireLabelsOfInputs(const EinsumEquation& equation) {
  for (char label : equation.output) {
    if (label == kEinsumEllipsis) continue;
    const bool found =
        std::any_of(equation.inputs.begin(), equation.inputs.end(),
                    [label](const std::string& input) {
                      return input.find(label) != std::string::npos;
                    });
    if (found) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "Einsum output subscripts for equation '", equation.ToString(),
        "' has label '", std::string(1, label),
        "' which is not present in the input subscripts"));
  }
  return absl::OkStatus();
}

int NumNamed(absl::string_view subscript) {
  return static_cast<int>(subscript.size()) - (HasEllipsis(subscript) ? 1 : 0);
}

absl::Status RequireRankFor(absl::string_view subscript, const Shape& shape,
                            int input) {
  const int named = NumNamed(subscript);
  if (!shape.has_rank()) return absl::OkStatus();
  if (HasEllipsis(subscript) ? shape.rank() >= named : shape.rank() == named) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("Expected input ", input, " to have rank ",
                   HasEllipsis(subscript) ? "at least " : "", named,
                   " but got: ", shape.rank()));
}

// Sizes of labels, and of the axes under ellipses.
class Dimensions {
 public:
  absl::Status Add(absl::string_view subscript, const Shape& shape) {
    if (!shape.has_rank()) {
      for (char label : subscript) sizes_.emplace(label, Shape::kUnknown);
      return HasEllipsis(subscript) ? AddBroadcast(Shape::Unknown())
                                    : absl::OkStatus();
    }
    const int in_ellipsis = shape.rank() - NumNamed(subscript);
    int axis = 0;
    for (char label : subscript) {
      if (label == kEinsumEllipsis) {
        RETURN_IF_ERROR(AddBroadcast(shape.Slice(axis, axis + in_ellipsis)));
        axis += in_ellipsis;
        continue;
      }
      auto [size, is_new] = sizes_.emplace(label, Shape::kUnknown);
      ASSIGN_OR_RETURN(size->second, MergeDims(size->second, shape.dim(axis)));
      ++axis;
    }
    return absl::OkStatus();
  }

  const Shape& broadcast() const { return broadcast_; }
  int64_t size(char label) const { return sizes_.at(label); }

 private:
  absl::Status AddBroadcast(const Shape& shape) {
    ASSIGN_OR_RETURN(broadcast_, BroadcastShapes(broadcast_, shape));
    return absl::OkStatus();
  }

  std::map<char, int64_t> sizes_;
  Shape broadcast_;
};

absl::Status RequireNothingToBroadcast(const EinsumEquation& equation,
                                       const Shape& broadcast) {
  if (!broadcast.has_rank() || broadcast.rank() == 0 ||
      HasEllipsis(equation.output)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Output contains ", broadcast.rank(),
      " broadcasting dimension(s) but no ellipsis (...) was found in the "
      "output subscripts."));
}

std::vector<int> LabelsOf(absl::string_view subscript, int in_ellipsis) {
  std::vector<int> labels;
  for (char label : subscript) {
    if (label != kEinsumEllipsis) {
      labels.push_back(static_cast<unsigned char>(label));
      continue;
    }
    // Counted from the last, where ellipses are aligned.
    for (int i = in_ellipsis - 1; i >= 0; --i) {
      labels.push_back(kFirstBroadcastLabel + i);
    }
  }
  return labels;
}

}  // namespace

bool HasEllipsis(absl::string_view subscript) {
  return absl::StrContains(subscript, kEinsumEllipsis);
}

std::string EinsumEquation::ToString() const {
  const std::string text =
      absl::StrCat(absl::StrJoin(inputs, ","), "->", output);
  return absl::StrReplaceAll(text, {{".", "..."}});
}

absl::StatusOr<EinsumEquation> ParseEinsum(absl::string_view equation,
                                           int num_inputs) {
  const std::vector<std::string> sides = absl::StrSplit(equation, "->");
  if (sides.size() != 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expecting exactly one '->' in einsum equation: ", equation));
  }
  const std::vector<std::string> inputs = absl::StrSplit(sides[0], ',');
  if (inputs.size() > 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expecting 1 or 2 input subscripts in equation '",
                     equation, "' but got: ", inputs.size()));
  }
  if (static_cast<int>(inputs.size()) != num_inputs) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected ", inputs.size(), " inputs for equation ",
                     equation, " but got: ", num_inputs));
  }
  EinsumEquation read;
  for (const std::string& input : inputs) {
    ASSIGN_OR_RETURN(std::string subscript, ReadSubscript(input));
    read.inputs.push_back(std::move(subscript));
  }
  ASSIGN_OR_RETURN(read.output, ReadSubscript(sides[1]));
  RETURN_IF_ERROR(RequireLabelsOfInputs(read));
  return read;
}

absl::StatusOr<Shape> EinsumShape(const EinsumEquation& equation,
                                  absl::Span<const Shape> inputs) {
  Dimensions dimensions;
  for (size_t i = 0; i < inputs.size(); ++i) {
    RETURN_IF_ERROR(RequireRankFor(equation.inputs[i], inputs[i], i));
    RETURN_IF_ERROR(dimensions.Add(equation.inputs[i], inputs[i]));
  }
  RETURN_IF_ERROR(RequireNothingToBroadcast(equation, dimensions.broadcast()));
  Shape output;
  for (char label : equation.output) {
    if (label == kEinsumEllipsis) {
      output = output.Concat(dimensions.broadcast());
    } else {
      output = output.Concat({dimensions.size(label)});
    }
  }
  return output.has_rank() ? Shape::Make(output.dims()) : output;
}

EinsumAxes LabelAxes(const EinsumEquation& equation,
                     absl::Span<const Shape> inputs) {
  EinsumAxes axes;
  int most_in_ellipsis = 0;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const int in_ellipsis = inputs[i].rank() - NumNamed(equation.inputs[i]);
    axes.inputs.push_back(LabelsOf(equation.inputs[i], in_ellipsis));
    most_in_ellipsis = std::max(most_in_ellipsis, in_ellipsis);
  }
  axes.output = LabelsOf(equation.output, most_in_ellipsis);
  return axes;
}

}  // namespace thalweg
