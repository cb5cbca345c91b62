// Variables that updates are tried on.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <complex>
#include <vector>

#include "thalweg/ops/state/assign.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/read_reference.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/var_handle.h"
#include "thalweg/ops/state/variable_v2.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {

using Complex = std::complex<double>;

// Elements of variables of one kind, before and after.
class Variables {
 public:
  Variables(DType dtype, bool reference, int count, const Shape& shape,
            EvaluateOptions options = {})
      : dtype_(dtype), reference_(reference), evaluator_(options) {
    std::vector<Operation> assigns;
    for (int i = 0; i < count; ++i) {
      // Above zero, as the mean of squares that Adam takes the root of.
      values_.push_back(Uniform(dtype, shape, 0.5, 1.5, 10 + i));
      if (reference) {
        states_.push_back(VariableV2(graph_, shape, dtype));
        assigns.push_back(Assign(states_[i], values_[i]));
      } else {
        states_.push_back(VarHandleOp(graph_, dtype, shape));
        assigns.push_back(AssignVariableOp(states_[i], values_[i]));
      }
    }
    EXPECT_OK(evaluator_.Run({}, {}, assigns));
  }

  const Graph& graph() const { return graph_; }
  const Output& state(int i) const { return states_[i]; }
  std::vector<Complex> before(int i) const { return Elements(values_[i]); }

  absl::Status Run(const Feeds& feeds, const Operation& update) {
    return evaluator_.Run(feeds, {}, {update}).status();
  }

  void ExpectAfter(const Operation& update,
                   const std::vector<std::vector<Complex>>& expected,
                   double tolerance) {
    ASSERT_OK(graph_.status());
    ASSERT_OK(evaluator_.Run({}, {}, {update}));
    for (size_t i = 0; i < expected.size(); ++i) {
      const Output read = reference_ ? ReadReference(states_[i])
                                     : ReadVariableOp(states_[i], dtype_);
      ASSERT_OK_AND_ASSIGN(const Tensor value, evaluator_.Run(read));
      const auto elements = Elements(value);
      ASSERT_EQ(elements.size(), expected[i].size());
      for (size_t k = 0; k < elements.size(); ++k) {
        ASSERT_NEAR(std::abs(elements[k] - expected[i][k]), 0,
                    tolerance * std::max(1.0, std::abs(expected[i][k])))
            << "variable " << i << ", element " << k;
      }
    }
  }

 private:
  DType dtype_;
  bool reference_;
  Graph graph_;
  Evaluator evaluator_;
  std::vector<Tensor> values_;
  std::vector<Output> states_;
};

// Of one update, relative to values above 1.
inline double ToleranceOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return 4e-3;
    case kBfloat16:
      return 3e-2;
    case kFloat:
    case kComplex64:
      return 2e-6;
    default:
      return 1e-13;
  }
}

inline Tensor ScalarOf(DType dtype, double value) {
  return MakeTensor(dtype, {}, {value});
}

}  // namespace thalweg
