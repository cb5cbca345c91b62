#include "thalweg/graph/input.h"

namespace thalweg {
namespace {

// Widened copies, since literals travel as int64 or double.
template <class To, class From>
Tensor Widen(std::initializer_list<From> values) {
  std::vector<To> wide(values.begin(), values.end());
  return Tensor::Vector<To>(wide);
}

// kInvalid for rows of unequal length.
Tensor Matrix(std::initializer_list<std::initializer_list<double>> rows) {
  const size_t columns = rows.size() == 0 ? 0 : rows.begin()->size();
  std::vector<double> values;
  for (const auto& row : rows) {
    if (row.size() != columns) return Tensor();
    values.insert(values.end(), row.begin(), row.end());
  }
  return Tensor::Of<double>(
      {static_cast<int64_t>(rows.size()), static_cast<int64_t>(columns)},
      values);
}

}  // namespace

Input::Input(std::initializer_list<int> values, const char* file, int line)
    : Input(Widen<int64_t>(values), Literal::kInteger, {file, line}) {}

Input::Input(std::initializer_list<float> values, const char* file, int line)
    : Input(Widen<double>(values), Literal::kReal, {file, line}) {}

Input::Input(std::initializer_list<std::initializer_list<double>> rows,
             const char* file, int line)
    : Input(Matrix(rows), Literal::kReal, {file, line}) {}

}  // namespace thalweg
