#include "thalweg/tests/ops/bad_input.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg::bad_input {
namespace {

bool IsRefusal(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument ||
         status.code() == absl::StatusCode::kOutOfRange ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

}  // namespace

Tensor F(const Shape& shape, float value) {
  Tensor tensor = Tensor::Allocate(kFloat, shape).value();
  for (float& element : tensor.mutable_flat<float>()) element = value;
  return tensor;
}
Tensor I(const std::vector<int32_t>& values) {
  return Tensor::Vector<int32_t>(values);
}
Tensor L(const std::vector<int64_t>& values) {
  return Tensor::Vector<int64_t>(values);
}
Tensor Scalar(int32_t value) { return Tensor::Scalar(value); }
Tensor B(const Shape& shape) { return Tensor::Zeros(kBool, shape).value(); }
Tensor Matrix(const Shape& shape, std::initializer_list<int32_t> values) {
  return Tensor::Of<int32_t>(shape, values);
}

Attributes Window(const char* padding, std::vector<int64_t> strides) {
  return {{"strides", std::move(strides)}, {"padding", std::string(padding)}};
}
Attributes Pool(std::vector<int64_t> ksize, std::vector<int64_t> strides,
                const char* padding) {
  return {{"ksize", std::move(ksize)},
          {"strides", std::move(strides)},
          {"padding", std::string(padding)}};
}
Attributes Listed(const char* attr, int64_t n) { return {{attr, n}}; }

void BadInputTest::ExpectRefused(const absl::Status& status) {
  EXPECT_TRUE(IsRefusal(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "'bad'")) << status;
  bool has_text = false;
  for (const char* text : GetParam().texts) {
    has_text = has_text || absl::StrContains(status.message(), text);
  }
  EXPECT_TRUE(has_text) << status;
}

absl::StatusOr<Output> BadInputTest::Add(Graph& graph,
                                         const std::vector<Output>& inputs) {
  NodeSpec spec;
  spec.op = OpRegistry::Find(GetParam().op);
  if (spec.op == nullptr) return absl::NotFoundError("no such op");
  spec.name = "bad";
  for (const Output& input : inputs) spec.inputs.push_back(input.edge());
  for (const auto& [name, value] : GetParam().attrs) {
    spec.attrs.Set(name, value);
  }
  ASSIGN_OR_RETURN(Node * node, graph.AddNode(std::move(spec)));
  return Output(graph, node, 0);
}

std::string RowName(const testing::TestParamInfo<Row>& info) {
  return absl::StrCat(info.param.op, info.param.name);
}

TEST_P(BadInputTest, IsRefusedWhereTheValuesAreKnown) {
  Graph graph;
  std::vector<Output> inputs;
  for (const Tensor& tensor : GetParam().inputs) {
    inputs.push_back(Const(graph, tensor));
  }
  absl::StatusOr<Output> bad = Add(graph, inputs);
  if (!bad.ok()) return ExpectRefused(bad.status());
  Output good = Const(graph, 2.f) * 3;
  for (bool optimize : {true, false}) {
    ASSERT_OK_AND_ASSIGN(
        Session session,
        Session::Create(graph, {.num_threads = 1, .optimize = optimize}));
    ExpectRefused(session.Run({}, {*bad}).status());
    EXPECT_OK(session.Run({}, {good}));
  }
}

TEST_P(BadInputTest, IsRefusedWhereNothingIsKnownBeforeTheRun) {
  Graph graph;
  std::vector<Output> inputs;
  std::vector<Feed> feeds;
  Feeds values;
  for (const Tensor& tensor : GetParam().inputs) {
    inputs.push_back(Placeholder(graph, tensor.dtype()));
    feeds.push_back({inputs.back(), tensor});
    values.emplace_back(inputs.back(), tensor);
  }
  absl::StatusOr<Output> bad = Add(graph, inputs);
  // Wrong whatever the inputs: an attribute.
  if (!bad.ok()) return ExpectRefused(bad.status());
  Output good = Const(graph, 2.f) * 3;
  // The kernel alone.
  ExpectRefused(Evaluate(*bad, values).status());
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph, {.num_threads = 1}));
  ExpectRefused(session.Run(feeds, {*bad}).status());
  EXPECT_OK(session.Run({}, {good}));
}

}  // namespace thalweg::bad_input
