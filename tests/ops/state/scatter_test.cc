// Scatters into variables of both kinds.

#include "thalweg/ops/state/scatter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/state/assign.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/resource_scatter.h"
#include "thalweg/ops/state/scatter_nd_update.h"
#include "thalweg/ops/state/var_handle.h"
#include "thalweg/ops/state/variable_v2.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

// What a scatter does to one element.
using Rule = double (*)(double x, double u);

struct Scatter {
  const char* name;
  Rule rule;
  Operation (*reference)(const Output&, const Output&, const Output&);
  Operation (*resource)(Input, Input, Input);
};

template <auto op>
Operation ByReference(const Output& ref, const Output& indices,
                      const Output& updates) {
  return op(ref, indices, updates, {}).operation();
}

const Scatter kScatters[] = {
    {"Update", [](double, double u) { return u; }, ByReference<ScatterUpdate>,
     ResourceScatterUpdate},
    {"Add", [](double x, double u) { return x + u; }, ByReference<ScatterAdd>,
     ResourceScatterAdd},
    {"Sub", [](double x, double u) { return x - u; }, ByReference<ScatterSub>,
     ResourceScatterSub},
    {"Mul", [](double x, double u) { return x * u; }, ByReference<ScatterMul>,
     ResourceScatterMul},
    {"Div", [](double x, double u) { return x / u; }, ByReference<ScatterDiv>,
     ResourceScatterDiv},
    {"Min", [](double x, double u) { return std::min(x, u); },
     ByReference<ScatterMin>, ResourceScatterMin},
    {"Max", [](double x, double u) { return std::max(x, u); },
     ByReference<ScatterMax>, ResourceScatterMax},
};

// A variable of either kind that starts as `value`.
class ScatterTarget {
 public:
  ScatterTarget(const Tensor& value, bool reference, Shape declared,
                EvaluateOptions options = {})
      : dtype_(value.dtype()), evaluator_(options) {
    state_ = reference ? VariableV2(graph_, declared, dtype_)
                       : VarHandleOp(graph_, dtype_, declared);
    EXPECT_OK(evaluator_.Run(
        {}, {},
        {reference
             ? Assign(state_, value, {.validate_shape = false}).operation()
             : AssignVariableOp(state_, value)}));
    read_ = reference ? Identity(state_) : ReadVariableOp(state_, dtype_);
  }
  ScatterTarget(const Tensor& value, bool reference)
      : ScatterTarget(value, reference, value.shape()) {}

  const Graph& graph() const { return graph_; }
  const Output& state() const { return state_; }
  Operation Add(const Scatter& scatter, const Output& indices,
                const Output& updates) const {
    return state_.dtype() == kResource
               ? scatter.resource(state_, indices, updates)
               : scatter.reference(state_, indices, updates);
  }
  absl::Status Run(const Operation& update, const Feeds& feeds = {}) {
    return evaluator_.Run(feeds, {}, {update}).status();
  }
  absl::StatusOr<Tensor> Read() { return evaluator_.Run(read_); }
  const Output& read() const { return read_; }

 private:
  DType dtype_;
  Graph graph_;
  Evaluator evaluator_;
  Output state_, read_;
};

class ScatterTest : public testing::TestWithParam<bool> {
 protected:
  bool reference() const { return GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Kinds, ScatterTest, testing::Bool(),
                         [](const auto& kind) {
                           return kind.param ? "Reference" : "Resource";
                         });

TEST_P(ScatterTest, NamedRowsChangeAsOftenAsTheyAreNamed) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt32, kInt64}) {
    for (const Scatter& scatter : kScatters) {
      SCOPED_TRACE(scatter.name);
      std::vector<double> x = {12, 24, 36, 48, 60, 72};
      const std::vector<double> u = {1, 2, 50, 3, 3, 4};
      const std::vector<int32_t> rows = {2, 0, 2};
      ScatterTarget target(MakeTensor(dtype, {3, 2}, x), reference());
      const Output updates =
          Const(target.graph(), MakeTensor(dtype, {3, 2}, u));
      const Output indices =
          Const(target.graph(), Tensor::Vector<int32_t>({2, 0, 2}));
      ASSERT_OK(target.Run(target.Add(scatter, indices, updates)));
      for (int i = 0; i < 6; ++i) {
        double& at = x[rows[i / 2] * 2 + i % 2];
        at = scatter.rule(at, u[i]);
      }
      ExpectClose(target.Read(), MakeTensor(dtype, {3, 2}, x), 2e-2);
    }
  }
}

TEST_P(ScatterTest, IndicesOfAnyRankAndScalarUpdatesAreTaken) {
  for (const Scatter& scatter : kScatters) {
    SCOPED_TRACE(scatter.name);
    ScatterTarget target(MakeTensor(kFloat, {3, 2}, {1, 2, 3, 4, 5, 6}),
                         reference(), Shape::Unknown());
    const Graph& graph = target.graph();
    const Output scalar = Const(graph, Tensor::Scalar(4.0f));
    auto at = [&](double x) { return scatter.rule(x, 4); };
    ASSERT_OK(target.Run(target.Add(
        scatter, Const(graph, MakeTensor(kInt64, {1, 1}, {1})), scalar)));
    ASSERT_OK(target.Run(
        target.Add(scatter, Const(graph, Tensor::Scalar(0)), scalar)));
    ExpectEqual(target.Read(),
                MakeTensor(kFloat, {3, 2}, {at(1), at(2), at(3), at(4), 5, 6}));
    ScatterTarget vector(MakeTensor(kFloat, {2}, {1, 2}), reference());
    ASSERT_OK(
        vector.Run(vector.Add(scatter, Const(vector.graph(), Tensor::Scalar(1)),
                              Const(vector.graph(), Tensor::Scalar(4.0f)))));
    ExpectEqual(vector.Read(), MakeTensor(kFloat, {2}, {1, at(2)}));
  }
}

TEST_P(ScatterTest, ComplexNumbersAreScatteredByArithmetic) {
  ScatterTarget target(FromElements(kComplex64, {2}, {{1, 1}, {4, 2}}),
                       reference());
  const Output indices = Const(target.graph(), Tensor::Vector<int32_t>({1}));
  const Output i =
      Const(target.graph(), FromElements(kComplex64, {1}, {{0, 1}}));
  ASSERT_OK(target.Run(target.Add(kScatters[3], indices, i)));
  ExpectEqual(target.Read(), FromElements(kComplex64, {2}, {{1, 1}, {-2, 4}}));
}

TEST_P(ScatterTest, StringsAndBoolsAreReplaced) {
  ScatterTarget names(Tensor::Vector<std::string>({"a", "b", "c"}),
                      reference());
  ASSERT_OK(names.Run(names.Add(
      kScatters[0], Const(names.graph(), Tensor::Vector<int32_t>({2, 0, 2})),
      Const(names.graph(), Tensor::Vector<std::string>({"x", "y", "z"})))));
  ExpectEqual(names.Read(), Tensor::Vector<std::string>({"y", "b", "z"}));
}

TEST_P(ScatterTest, IntegersWrapAroundAndAreNotDividedByZero) {
  const auto least = std::numeric_limits<int8_t>::min();
  ScatterTarget target(MakeTensor(kInt8, {2}, {least, 100}), reference());
  const Graph& graph = target.graph();
  const Output indices = Const(graph, Tensor::Vector<int32_t>({0, 1}));
  ASSERT_OK(target.Run(target.Add(
      kScatters[4], indices, Const(graph, MakeTensor(kInt8, {2}, {-1, -1})))));
  ExpectEqual(target.Read(), MakeTensor(kInt8, {2}, {least, -100}));
  ASSERT_OK(target.Run(target.Add(
      kScatters[1], indices, Const(graph, MakeTensor(kInt8, {2}, {-1, -29})))));
  ExpectEqual(target.Read(), MakeTensor(kInt8, {2}, {127, 127}));
  EXPECT_THAT(
      target.Run(target.Add(kScatters[4], indices,
                            Const(graph, MakeTensor(kInt8, {2}, {5, 0})))),
      StatusIs(kInvalidArgument, "Integer division by zero"));
  ExpectEqual(target.Read(), MakeTensor(kInt8, {2}, {127, 127}));
}

TEST_P(ScatterTest, AgreesWithALoopWhereWorkIsCut) {
  struct Sizes {
    int64_t rows, columns, picked;
  };
  for (const auto& [rows, columns, picked] :
       {Sizes{50, 9, 20000}, Sizes{3, 9000, 20}}) {
    const Tensor before = Uniform(kFloat, {rows, columns}, -1, 1, 1);
    const Tensor updates = Uniform(kFloat, {picked, columns}, -1, 1, 2);
    const Tensor indices = Uniform(kInt32, {picked}, 0, rows, 3);
    ScatterTarget target(before, reference(), before.shape(),
                         {.num_threads = 3});
    ASSERT_OK(
        target.Run(target.Add(kScatters[2], Const(target.graph(), indices),
                              Const(target.graph(), updates))));
    std::vector<float> expected(before.flat<float>().begin(),
                                before.flat<float>().end());
    for (int64_t i = 0; i < picked * columns; ++i) {
      expected[indices.data<int32_t>()[i / columns] * columns + i % columns] -=
          updates.data<float>()[i];
    }
    ASSERT_OK_AND_ASSIGN(const Tensor after, target.Read());
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(),
                           after.flat<float>().begin()));
  }
}

TEST_P(ScatterTest, NothingNamedChangesNothing) {
  for (const Scatter& scatter : kScatters) {
    ScatterTarget target(MakeTensor(kFloat, {2, 1}, {1, 2}), reference());
    ASSERT_OK(target.Run(
        target.Add(scatter, Const(target.graph(), MakeTensor(kInt32, {0}, {})),
                   Const(target.graph(), MakeTensor(kFloat, {0, 1}, {})))));
    ExpectEqual(target.Read(), MakeTensor(kFloat, {2, 1}, {1, 2}));
    ScatterTarget empty(MakeTensor(kFloat, {2, 0}, {}), reference());
    ASSERT_OK(empty.Run(
        empty.Add(scatter, Const(empty.graph(), Tensor::Vector<int32_t>({1})),
                  Const(empty.graph(), MakeTensor(kFloat, {1, 0}, {})))));
  }
}

TEST_P(ScatterTest, MalformedInputsAreRefusedAndChangeNothing) {
  const Tensor value = MakeTensor(kFloat, {3, 2}, {1, 2, 3, 4, 5, 6});
  const Tensor update = MakeTensor(kFloat, {1, 2}, {8, 9});
  for (const Scatter& scatter : kScatters) {
    SCOPED_TRACE(scatter.name);
    auto refused = [&](const Tensor& indices, const Tensor& updates,
                       const char* text) {
      ScatterTarget target(value, reference());
      const Output at = Placeholder(target.graph(), kInt32),
                   u = Placeholder(target.graph(), kFloat);
      const Operation late = target.Add(scatter, at, u);
      EXPECT_THAT(target.Run(late, {{at, indices}, {u, updates}}),
                  StatusIs(kInvalidArgument, text));
      ExpectEqual(target.Read(), value);
      const Operation early =
          target.Add(scatter, Const(target.graph(), indices),
                     Const(target.graph(), updates));
      EXPECT_THAT(target.graph().status().ok() ? target.Run(early)
                                               : target.graph().status(),
                  StatusIs(kInvalidArgument, text));
    };
    refused(Tensor::Vector<int32_t>({3}), update,
            "indices[0] = 3 is not in [0, 3)");
    refused(Tensor::Scalar(-1), MakeTensor(kFloat, {2}, {8, 9}),
            "indices = -1 is not in [0, 3)");
    refused(Tensor::Vector<int32_t>({0, 1}), update,
            "Must have updates.shape = indices.shape + params.shape[1:]");
    refused(Tensor::Vector<int32_t>({0}), MakeTensor(kFloat, {1, 3}, {1, 2, 3}),
            "Must have updates.shape = indices.shape + params.shape[1:]");
  }
}

TEST_P(ScatterTest, AScalarVariableHasNoRows) {
  ScatterTarget target(Tensor::Scalar(1.0f), reference(), Shape::Unknown());
  EXPECT_THAT(target.Run(target.Add(
                  kScatters[0], Const(target.graph(), Tensor::Scalar(0)),
                  Const(target.graph(), Tensor::Scalar(2.0f)))),
              StatusIs(kInvalidArgument, "params must be at least 1-D"));
}

TEST_P(ScatterTest, AnUninitializedVariableIsRefused) {
  Graph graph;
  Evaluator evaluator;
  const Output state = reference() ? VariableV2(graph, {2}, kFloat)
                                   : VarHandleOp(graph, kFloat, {2});
  const Output indices = Const(graph, Tensor::Vector<int32_t>({0})),
               update = Const(graph, Tensor::Scalar(1.0f));
  for (const Scatter& scatter : kScatters) {
    const Operation op = reference() ? scatter.reference(state, indices, update)
                                     : scatter.resource(state, indices, update);
    EXPECT_THAT(evaluator.Run({}, {}, {op}).status(),
                StatusIs(kFailedPrecondition, ""));
  }
}

TEST(ReferenceScatterTest, UpdatesReadOfTheVariableItselfAreThoseBefore) {
  ScatterTarget target(MakeTensor(kFloat, {3}, {1, 2, 3}), /*reference=*/true);
  const Output indices =
      Const(target.graph(), Tensor::Vector<int32_t>({1, 2, 0}));
  ASSERT_OK(target.Run(target.Add(kScatters[0], indices, target.read())));
  ExpectEqual(target.Read(), MakeTensor(kFloat, {3}, {3, 1, 2}));
}

TEST(ReferenceScatterTest, ReferencesPassOnSoThatScattersChain) {
  ScatterTarget target(MakeTensor(kFloat, {3}, {1, 2, 3}), /*reference=*/true);
  const Output first = ScatterAdd(target.state(), {0}, {10.0f});
  const Output second = ScatterMul(first, {0}, {2.0f});
  EXPECT_EQ(second.shape(), (Shape{3}));
  ASSERT_OK(target.Run(second.operation()));
  ExpectEqual(target.Read(), MakeTensor(kFloat, {3}, {22, 2, 3}));
}

// ---- By tuples of indices ----

struct NdScatter {
  Rule rule;
  Operation (*reference)(const Output&, const Output&, const Output&,
                         const std::string& policy);
  Operation (*resource)(Input, Input, Input, ScatterNdUpdateAttrs);
};

template <auto op, class Attrs>
Operation NdByReference(const Output& ref, const Output& indices,
                        const Output& updates, const std::string& policy) {
  Attrs attrs;
  attrs.bad_indices_policy = policy;
  return op(ref, indices, updates, attrs).operation();
}

const NdScatter kNdScatters[] = {
    {[](double, double u) { return u; },
     NdByReference<ScatterNdUpdate, ScatterNdUpdateAttrs>,
     ResourceScatterNdUpdate},
    {[](double x, double u) { return x + u; },
     NdByReference<ScatterNdAdd, ScatterNdAttrs>, ResourceScatterNdAdd},
    {[](double x, double u) { return x - u; },
     NdByReference<ScatterNdSub, ScatterNdAttrs>, ResourceScatterNdSub},
    {[](double x, double u) { return std::min(x, u); },
     NdByReference<ScatterNdMin, ScatterNdAttrs>, ResourceScatterNdMin},
    {[](double x, double u) { return std::max(x, u); },
     NdByReference<ScatterNdMax, ScatterNdAttrs>, ResourceScatterNdMax},
};

class ScatterNdUpdateTest : public ScatterTest {
 protected:
  Operation Add(const ScatterTarget& target, const NdScatter& scatter,
                const Tensor& indices, const Tensor& updates,
                const std::string& policy = "") {
    const Output at = Const(target.graph(), indices),
                 u = Const(target.graph(), updates);
    return reference() ? scatter.reference(target.state(), at, u, policy)
                       : scatter.resource(target.state(), at, u,
                                          {.bad_indices_policy = policy});
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, ScatterNdUpdateTest, testing::Bool(),
                         [](const auto& kind) {
                           return kind.param ? "Reference" : "Resource";
                         });

TEST_P(ScatterNdUpdateTest, TuplesNameElementsOrSlices) {
  for (const NdScatter& scatter : kNdScatters) {
    ScatterTarget target(MakeTensor(kInt32, {2, 3}, {1, 2, 3, 4, 5, 6}),
                         reference());
    ASSERT_OK(target.Run(Add(target, scatter,
                             MakeTensor(kInt32, {2, 2}, {0, 1, 1, 2}),
                             MakeTensor(kInt32, {2}, {3, 4}))));
    const double a = scatter.rule(2, 3), b = scatter.rule(6, 4);
    ExpectEqual(target.Read(), MakeTensor(kInt32, {2, 3}, {1, a, 3, 4, 5, b}));
    ASSERT_OK(target.Run(Add(target, scatter, MakeTensor(kInt64, {1, 1}, {1}),
                             MakeTensor(kInt32, {1, 3}, {7, 8, 9}))));
    ExpectEqual(target.Read(),
                MakeTensor(kInt32, {2, 3},
                           {1, a, 3, scatter.rule(4, 7), scatter.rule(5, 8),
                            scatter.rule(b, 9)}));
  }
}

TEST_P(ScatterNdUpdateTest, ATupleOutOfRangeIsAnErrorUnlessIgnored) {
  const Tensor value = MakeTensor(kFloat, {2}, {1, 2});
  const Tensor indices = MakeTensor(kInt32, {2, 1}, {1, 5});
  const Tensor updates = MakeTensor(kFloat, {2}, {7, 8});
  for (const NdScatter& scatter : kNdScatters) {
    ScatterTarget target(value, reference());
    EXPECT_THAT(target.Run(Add(target, scatter, indices, updates)),
                StatusIs(kInvalidArgument, "indices[1] = [5]"));
    ExpectEqual(target.Read(), value);
    ASSERT_OK(target.Run(Add(target, scatter, indices, updates, "IGNORE")));
    ExpectEqual(target.Read(),
                MakeTensor(kFloat, {2}, {1, scatter.rule(2, 7)}));
  }
}

TEST_P(ScatterNdUpdateTest, ShapesThatDoNotFitAreRefused) {
  ScatterTarget target(MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4}), reference());
  const Operation update =
      Add(target, kNdScatters[0], MakeTensor(kInt32, {1, 1}, {0}),
          MakeTensor(kFloat, {1, 3}, {1, 2, 3}));
  EXPECT_THAT(target.graph().status().ok() ? target.Run(update)
                                           : target.graph().status(),
              StatusIs(kInvalidArgument, "must match dimensions"));
}

}  // namespace
}  // namespace thalweg
