// Malformed inputs that crashed TensorFlow, and their kin: each is refused
// where the values are constants (by shape functions, or by kernels when they
// are folded) and where nothing is known before the run (by kernels).
//
// A family's rows stand in its folder's bad_input_test.cc:
//
//   const std::vector<Row> kRows = {
//       {"AnAbsentAxis", "ExpandDims", {}, {F({1}), I({5})}}};
//   INSTANTIATE_TEST_SUITE_P(Array, BadInputTest, testing::ValuesIn(kRows),
//                            RowName);
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "thalweg/graph/attr.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/tensor.h"

namespace thalweg::bad_input {

inline constexpr int64_t kHuge = int64_t{1} << 40;
inline constexpr int32_t kMaxInt = std::numeric_limits<int32_t>::max();

// Tensors in few letters: filled floats, vectors of int32 and int64, ...
Tensor F(const Shape& shape, float value = 1);
Tensor I(const std::vector<int32_t>& values);
Tensor L(const std::vector<int64_t>& values);
Tensor Scalar(int32_t value);
Tensor B(const Shape& shape);
Tensor Matrix(const Shape& shape, std::initializer_list<int32_t> values);

using Attributes = std::vector<std::pair<std::string, Attr>>;

Attributes Window(const char* padding,
                  std::vector<int64_t> strides = {1, 1, 1, 1});
Attributes Pool(std::vector<int64_t> ksize, std::vector<int64_t> strides,
                const char* padding = "VALID");
Attributes Listed(const char* attr, int64_t n);

struct Row {
  const char* name;
  const char* op;
  Attributes attrs;
  std::vector<Tensor> inputs;
  // In the message, whoever refuses; of several, one.
  std::vector<const char*> texts = {""};
};

class BadInputTest : public testing::TestWithParam<Row> {
 protected:
  // Refused, with the node's name and the text that the row wants.
  void ExpectRefused(const absl::Status& status);
  // The op of the row, as node "bad".
  absl::StatusOr<Output> Add(Graph& graph, const std::vector<Output>& inputs);
};

// "ExpandDimsAnAbsentAxis".
std::string RowName(const testing::TestParamInfo<Row>& info);

}  // namespace thalweg::bad_input
