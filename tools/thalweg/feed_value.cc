#include "thalweg/tools/thalweg/feed_value.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "thalweg/graph/io/npy.h"
#include "thalweg/graph/literal.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg::command {
namespace {

using nlohmann::json;

// The numbers, strings and bools of nested lists of one depth and shape.
class Flattener {
 public:
  absl::Status Run(const json& value, size_t depth = 0) {
    if (!value.is_array()) {
      if (depth != shape_.size()) return Ragged();
      leaves_.push_back(&value);
      return absl::OkStatus();
    }
    if (depth >= Shape::kMaxRank) return Ragged();
    if (shape_.size() <= depth) {
      if (!leaves_.empty()) return Ragged();
      shape_.push_back(static_cast<int64_t>(value.size()));
    }
    if (shape_[depth] != static_cast<int64_t>(value.size())) return Ragged();
    for (const json& element : value) RETURN_IF_ERROR(Run(element, depth + 1));
    return absl::OkStatus();
  }
  Shape shape() const { return Shape(shape_); }
  const std::vector<const json*>& leaves() const { return leaves_; }

 private:
  static absl::Status Ragged() {
    return absl::InvalidArgumentError(
        "expected lists of one length at each level");
  }
  std::vector<int64_t> shape_;
  std::vector<const json*> leaves_;
};

// Like literals of a program: integers stay exact, others are doubles.
absl::StatusOr<Tensor> Numbers(const Flattener& values) {
  bool integers = true;
  for (const json* leaf : values.leaves()) {
    if (!leaf->is_number()) {
      return absl::InvalidArgumentError(
          absl::StrCat("expected a number, got ", leaf->dump()));
    }
    integers &= leaf->is_number_integer();
  }
  if (integers) {
    std::vector<int64_t> elements;
    for (const json* leaf : values.leaves()) {
      elements.push_back(leaf->get<int64_t>());
    }
    return Tensor::Of<int64_t>(values.shape(), elements);
  }
  std::vector<double> elements;
  for (const json* leaf : values.leaves()) {
    elements.push_back(leaf->get<double>());
  }
  return Tensor::Of<double>(values.shape(), elements);
}

absl::StatusOr<Tensor> FromJson(const json& value, DType dtype) {
  Flattener values;
  RETURN_IF_ERROR(values.Run(value));
  if (dtype == kBool) {
    ASSIGN_OR_RETURN(Tensor result, Tensor::Allocate(kBool, values.shape()));
    for (size_t i = 0; i < values.leaves().size(); ++i) {
      const json& leaf = *values.leaves()[i];
      if (!leaf.is_boolean()) {
        return absl::InvalidArgumentError(
            absl::StrCat("expected true or false, got ", leaf.dump()));
      }
      result.mutable_data<bool>()[i] = leaf.get<bool>();
    }
    return result;
  }
  if (dtype == kString) {
    std::vector<std::string> elements;
    for (const json* leaf : values.leaves()) {
      elements.push_back(leaf->is_string() ? leaf->get<std::string>()
                                           : leaf->dump());
    }
    return Tensor::Of<std::string>(values.shape(), elements);
  }
  ASSIGN_OR_RETURN(Tensor numbers, Numbers(values));
  return ConvertLiteral(numbers, dtype);
}

}  // namespace

absl::StatusOr<std::pair<std::string, std::string>> SplitAssignment(
    const std::string& option, const std::string& form,
    const std::string& text) {
  const size_t equals = text.find('=');
  if (equals != std::string::npos) {
    return std::pair(text.substr(0, equals), text.substr(equals + 1));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(option, ": expected ", form, ", got '", text, "'"));
}

absl::StatusOr<Feed> ParseFeed(const std::string& text, const Graph& graph) {
  ASSIGN_OR_RETURN(const auto parts,
                   SplitAssignment("--feed", "NAME=VALUE", text));
  const auto& [name, value] = parts;
  if (absl::EndsWith(value, ".npy")) {
    ASSIGN_OR_RETURN(Tensor tensor, ReadNpy(value));
    return Feed{name, std::move(tensor)};
  }
  ASSIGN_OR_RETURN(Output output, graph.FindOutput(name));
  json parsed = json::parse(value, nullptr, /*allow_exceptions=*/false);
  // A bare word is a string.
  if (parsed.is_discarded()) parsed = value;
  absl::StatusOr<Tensor> tensor = FromJson(parsed, output.dtype());
  if (!tensor.ok()) {
    return absl::Status(
        tensor.status().code(),
        absl::StrCat("--feed ", name, ": ", tensor.status().message()));
  }
  return Feed{name, *std::move(tensor)};
}

absl::StatusOr<Feed> ParseZeros(const std::string& text, const Graph& graph) {
  ASSIGN_OR_RETURN(const auto parts,
                   SplitAssignment("--feed-zeros", "NAME=2,3", text));
  const auto& [name, shape_text] = parts;
  std::vector<int64_t> dims;
  for (absl::string_view dim :
       absl::StrSplit(shape_text, ',', absl::SkipEmpty())) {
    dims.emplace_back();
    if (!absl::SimpleAtoi(dim, &dims.back()) || dims.back() < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--feed-zeros ", name, ": expected sizes, got '", shape_text, "'"));
    }
  }
  ASSIGN_OR_RETURN(const Output output, graph.FindOutput(name));
  ASSIGN_OR_RETURN(const Shape shape, Shape::Make(dims));
  ASSIGN_OR_RETURN(Tensor zeros, Tensor::Zeros(output.dtype(), shape));
  return Feed{name, std::move(zeros)};
}

}  // namespace thalweg::command
