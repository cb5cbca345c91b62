// Every op gives the same bits with one thread and with two.

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/tests/contract/op_cases.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

absl::StatusOr<std::vector<Tensor>> Run(const OpCase& op_case,
                                        EvaluateOptions options) {
  Graph graph;
  std::vector<Output> inputs;
  for (const Tensor& input : op_case.inputs) {
    inputs.push_back(Constant(graph, input));
  }
  const Operation operation = op_case.BuildOn(graph, inputs);
  RETURN_IF_ERROR(graph.status());
  std::vector<Output> fetches;
  for (int i = 0; i < operation.num_outputs(); ++i) {
    fetches.push_back(operation[i]);
  }
  return Evaluate({}, fetches, options);
}

// Quicker than to compare elements.
bool HaveSameBits(const Tensor& a, const Tensor& b) {
  return a.dtype() == b.dtype() && a.shape() == b.shape() &&
         IsPlain(a.dtype()) &&
         (a.num_bytes() == 0 ||
          std::memcmp(a.raw(), b.raw(), a.num_bytes()) == 0);
}

void ExpectSame(const OpCase& op_case, EvaluateOptions a, EvaluateOptions b) {
  SCOPED_TRACE(op_case.Name());
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> first, Run(op_case, a));
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> second, Run(op_case, b));
  for (size_t i = 0; i < first.size(); ++i) {
    if (!HaveSameBits(first[i], second[i])) ExpectEqual(second[i], first[i]);
  }
}

TEST(ThreadsContractTest, EveryOpGivesTheSameBitsWithOneThreadAndWithTwo) {
  for (const OpSchema* op : OpsToTry()) {
    for (const OpCase& op_case : CasesOf(*op, kFloat, /*large=*/true)) {
      ExpectSame(op_case, {.num_threads = 1}, {.num_threads = 2});
    }
  }
}

TEST(ThreadsContractTest, EveryOpGivesTheSameBitsWithItsMemoryPlanned) {
  for (const OpSchema* op : OpsToTry()) {
    for (const OpCase& op_case : CasesOf(*op, kFloat, /*large=*/false)) {
      ExpectSame(op_case, {.planned = false}, {.planned = true});
    }
  }
}

}  // namespace
}  // namespace thalweg
