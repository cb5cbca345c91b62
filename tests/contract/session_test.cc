// Optimised sessions give what unoptimised ones give.

#include "thalweg/runtime/session.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/contract/op_cases.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

absl::StatusOr<std::vector<Tensor>> RunIn(const OpCase& op_case,
                                          const Graph& graph,
                                          const std::vector<Output>& inputs,
                                          const std::vector<Feed>& feeds,
                                          bool optimize) {
  const Operation operation = op_case.BuildOn(graph, inputs);
  RETURN_IF_ERROR(graph.status());
  std::vector<Endpoint> fetches;
  for (int i = 0; i < operation.num_outputs(); ++i) {
    fetches.push_back(operation[i]);
  }
  SessionOptions options;
  options.num_threads = 1;
  options.optimize = optimize;
  ASSIGN_OR_RETURN(Session session, Session::Create(graph, options));
  return session.Run(feeds, fetches);
}

absl::StatusOr<std::vector<Tensor>> RunFed(const OpCase& op_case,
                                           bool optimize) {
  Graph graph;
  std::vector<Output> inputs;
  std::vector<Feed> feeds;
  for (const Tensor& input : op_case.inputs) {
    inputs.push_back(Placeholder(graph, input.dtype(), Shape::Unknown()));
    feeds.push_back({inputs.back(), input});
  }
  return RunIn(op_case, graph, inputs, feeds, optimize);
}

absl::StatusOr<std::vector<Tensor>> RunConstant(const OpCase& op_case,
                                                bool optimize) {
  Graph graph;
  std::vector<Output> inputs;
  for (const Tensor& input : op_case.inputs) {
    inputs.push_back(Constant(graph, input));
  }
  return RunIn(op_case, graph, inputs, {}, optimize);
}

void ExpectSame(const absl::StatusOr<std::vector<Tensor>>& actual,
                const std::vector<Tensor>& expected) {
  ASSERT_OK(actual);
  ASSERT_EQ(actual->size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    ExpectEqual((*actual)[i], expected[i]);
  }
}

void ExpectSameOptimizedOrNot(const OpCase& op_case) {
  SCOPED_TRACE(op_case.Name());
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> expected,
                       RunFed(op_case, /*optimize=*/false));
  ExpectSame(RunFed(op_case, /*optimize=*/true), expected);
  ExpectSame(RunConstant(op_case, /*optimize=*/false), expected);
  ExpectSame(RunConstant(op_case, /*optimize=*/true), expected);
}

TEST(SessionContractTest, EveryOpGivesTheSameOptimizedOrNotFedOrConstant) {
  for (const OpSchema* op : OpsToTry()) {
    for (const OpCase& op_case : CasesOf(*op, kFloat, /*large=*/false)) {
      ExpectSameOptimizedOrNot(op_case);
    }
  }
}

}  // namespace
}  // namespace thalweg
