// Every gradient agrees with central differences.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "thalweg/graph/build.h"
#include "thalweg/tests/contract/op_cases.h"
#include "thalweg/tests/contract/registered_ops.h"
#include "thalweg/tests/support/gradient_check.h"

namespace thalweg {
namespace {

using ::testing::IsEmpty;

bool IsDifferentiable(DType dtype) {
  return dtype == kDouble || dtype == kComplex128;
}

bool IsDifferentiable(const OpCase& op_case, size_t input) {
  return IsDifferentiable(op_case.inputs[input].dtype()) &&
         !absl::c_linear_search(op_case.constants, static_cast<int>(input));
}

// Output `index` of the op as a function of those inputs that a derivative may
// be taken by; the others are constants.
void CheckOutputOf(const OpCase& op_case, int index) {
  std::vector<Tensor> points;
  for (size_t i = 0; i < op_case.inputs.size(); ++i) {
    if (IsDifferentiable(op_case, i)) points.push_back(op_case.inputs[i]);
  }
  if (points.empty()) return;
  CheckGradients(
      [&](const Graph& graph, const std::vector<Output>& xs) {
        std::vector<Output> tensors;
        size_t next = 0;
        for (size_t i = 0; i < op_case.inputs.size(); ++i) {
          tensors.push_back(IsDifferentiable(op_case, i)
                                ? xs[next++]
                                : Constant(graph, op_case.inputs[i]));
        }
        return op_case.BuildOn(graph, tensors)[index];
      },
      points);
}

// The types of the outputs; none when the case builds no node.
std::vector<DType> OutputTypes(const OpCase& op_case) {
  Graph graph;
  std::vector<Output> tensors;
  for (const Tensor& input : op_case.inputs) {
    tensors.push_back(Constant(graph, input));
  }
  const Operation operation = op_case.BuildOn(graph, tensors);
  EXPECT_TRUE(graph.status().ok()) << graph.status();
  std::vector<DType> types;
  for (int i = 0; i < operation.num_outputs(); ++i) {
    types.push_back(operation[i].dtype());
  }
  return types;
}

TEST(GradientContractTest, EveryOpCanBeTried) {
  std::vector<std::string> without;
  for (const OpSchema* op : PublicOps()) {
    if (!NeedsSession(*op) && CasesOf(*op, kDouble, /*large=*/false).empty()) {
      without.push_back(op->name());
    }
  }
  EXPECT_GT(OpsToTry().size(), 100u);
  EXPECT_THAT(without, IsEmpty()) << "give them cases in tests/contract";
}

TEST(GradientContractTest, EveryGradientAgreesWithCentralDifferences) {
  for (const OpSchema* op : OpsToTry()) {
    if (op->gradient_function() == nullptr) continue;
    for (const OpCase& op_case : CasesOf(*op, kDouble, /*large=*/false)) {
      SCOPED_TRACE(op_case.Name());
      const std::vector<DType> types = OutputTypes(op_case);
      for (size_t i = 0; i < types.size(); ++i) {
        if (!IsDifferentiable(types[i])) continue;
        CheckOutputOf(op_case, static_cast<int>(i));
      }
    }
  }
}

}  // namespace
}  // namespace thalweg
