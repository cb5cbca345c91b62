// Input, InputList, At: parameter types of op wrappers. They turn literals
// into constants and know the user's line.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "thalweg/graph/location.h"
#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

#define THALWEG_HERE \
  const char *file = __builtin_FILE(), int line = __builtin_LINE()

// An op's argument: an Output, or a value that becomes a Const of the dtype
// the op needs there: `2 * x + 1.5`, `Sum(x, {1})`. An integer literal fits
// every numeric dtype that can hold it, a real one the floating and complex
// dtypes; a Tensor keeps its own.
class Input {
 public:
  enum class Literal { kNone, kInteger, kReal, kExact };

  // Of `{}`: an empty vector. The first parameter keeps a string literal from
  // being taken for the file.
  enum class Nothing { kNothing };
  Input(Nothing = Nothing::kNothing, THALWEG_HERE)
      : Input(std::initializer_list<int>{}, file, line) {}
  Input(const Output& output, THALWEG_HERE)
      : output_(output), location_{file, line} {}
  Input(const Operation& operation, THALWEG_HERE)
      : output_(operation.output(0)), location_{file, line} {}
  Input(int value, THALWEG_HERE) : Input(int64_t{value}, file, line) {}
  Input(int64_t value, THALWEG_HERE)
      : Input(Tensor::Scalar(value), Literal::kInteger, {file, line}) {}
  Input(float value, THALWEG_HERE) : Input(double{value}, file, line) {}
  Input(double value, THALWEG_HERE)
      : Input(Tensor::Scalar(value), Literal::kReal, {file, line}) {}
  Input(bool value, THALWEG_HERE)
      : Input(Tensor::Scalar(value), Literal::kExact, {file, line}) {}
  Input(const char* value, THALWEG_HERE)
      : Input(std::string(value), file, line) {}
  Input(std::string value, THALWEG_HERE)
      : Input(Tensor::Scalar(std::move(value)), Literal::kExact, {file, line}) {
  }
  Input(Tensor value, THALWEG_HERE)
      : Input(std::move(value), Literal::kExact, {file, line}) {}
  Input(std::initializer_list<int> values, THALWEG_HERE);
  Input(std::initializer_list<int64_t> values, THALWEG_HERE)
      : Input(Tensor::Vector(
                  absl::Span<const int64_t>(values.begin(), values.size())),
              Literal::kInteger, {file, line}) {}
  Input(const std::vector<int64_t>& values, THALWEG_HERE)
      : Input(Tensor::Vector<int64_t>(values), Literal::kInteger,
              {file, line}) {}
  Input(std::initializer_list<float> values, THALWEG_HERE);
  Input(std::initializer_list<double> values, THALWEG_HERE)
      : Input(Tensor::Vector(
                  absl::Span<const double>(values.begin(), values.size())),
              Literal::kReal, {file, line}) {}
  Input(std::initializer_list<bool> values, THALWEG_HERE)
      : Input(Tensor::Vector(
                  absl::Span<const bool>(values.begin(), values.size())),
              Literal::kExact, {file, line}) {}
  // A matrix; rows of unequal length are an error of the graph.
  Input(std::initializer_list<std::initializer_list<double>> rows,
        THALWEG_HERE);

  Literal literal_kind() const { return literal_; }
  const Output& output() const { return output_; }
  const Tensor& value() const { return value_; }
  const Location& location() const { return location_; }

 private:
  Input(Tensor value, Literal literal, Location location)
      : value_(std::move(value)), literal_(literal), location_(location) {}

  Output output_;
  Tensor value_;
  Literal literal_ = Literal::kNone;
  Location location_;
};

// A list argument: Concat({a, b}, 0), AddN(outputs).
class InputList {
 public:
  InputList(std::initializer_list<Input> inputs) : inputs_(inputs) {}
  InputList(std::vector<Input> inputs) : inputs_(std::move(inputs)) {}
  InputList(const std::vector<Output>& outputs, THALWEG_HERE) {
    for (const Output& output : outputs) {
      inputs_.emplace_back(output, file, line);
    }
  }
  const std::vector<Input>& inputs() const { return inputs_; }

 private:
  std::vector<Input> inputs_;
};

// The graph argument of ops that have no input to know it from.
class At {
 public:
  At(const Graph& graph, THALWEG_HERE) : graph_(graph), location_{file, line} {}
  const Graph& graph() const { return graph_; }
  const Location& location() const { return location_; }

 private:
  Graph graph_;
  Location location_;
};

}  // namespace thalweg
