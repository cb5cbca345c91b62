// An embedding trained by each optimizer: slices in, the numbers of a naive
// loop out, and no gradient as large as the table on the way.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>

#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/operators.h"
#include "thalweg/ops/state/resource_gather.h"
#include "thalweg/ops/state/variable.h"
#include "thalweg/ops/training/adam.h"
#include "thalweg/ops/training/gradient_descent.h"
#include "thalweg/ops/training/momentum.h"
#include "thalweg/runtime/session.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr int64_t kRows = 7, kColumns = 3, kSteps = 4;

// How the table is read; the last of them needs a resource variable.
enum class Lookup { kReference, kResource, kResourceGather };

class EmbeddingTest : public testing::TestWithParam<Lookup> {
 protected:
  EmbeddingTest()
      : table_(Variable(graph_, Uniform(kDouble, {kRows, kColumns}, -1, 1),
                        {.name = "table", .reference = reference()})),
        first_(Placeholder(graph_, kInt32, {-1})),
        second_(Placeholder(graph_, kInt64, {2, 2})) {
    // The rows are read twice, with indices of two types: slices are joined.
    loss_ =
        Sum(Square(LookUp(first_) - 0.5)) + Sum(Square(LookUp(second_))) * 0.25;
  }
  bool reference() const { return GetParam() == Lookup::kReference; }

  Output LookUp(const Output& indices) {
    if (GetParam() != Lookup::kResourceGather) return Gather(table_, indices);
    return ResourceGather(Output(graph_, FindVariable(table_)->variable, 0),
                          indices, kDouble);
  }

  // Row, column, gradient, and whether the row is named in this step.
  using Update = std::function<void(int64_t i, double g, bool named)>;

  // Trains by `train` and by a loop that calls update for each element of the
  // table, and compares after each step.
  void ExpectTrains(
      const Operation& train, std::vector<double>& w, const Update& update,
      const std::function<void()>& after_step = [] {}) {
    ASSERT_OK(graph_.status());
    ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
    ASSERT_OK(session.Run({}, {}, {graph_.Initializer()}));
    for (int step = 0; step < kSteps; ++step) {
      // Row 6 is never named, some are named twice and thrice.
      const std::vector<int64_t> first = {1, step, 1}, second = {step, 4, 5, 5};
      std::vector<double> g(kRows * kColumns);
      std::set<int64_t> named;
      for (int64_t row : first) Accumulate(w, row, 2, 0.5, g, named);
      for (int64_t row : second) Accumulate(w, row, 0.5, 0, g, named);
      ASSERT_OK(session.Run(
          {{first_, MakeTensor(kInt32, {3}, {first.begin(), first.end()})},
           {second_,
            MakeTensor(kInt64, {2, 2}, {second.begin(), second.end()})}},
          {}, {train}));
      for (int64_t i = 0; i < kRows * kColumns; ++i) {
        update(i, g[i], named.count(i / kColumns) > 0);
      }
      after_step();
      ASSERT_OK_AND_ASSIGN(const auto values, session.Run({}, {table_}));
      ExpectClose(values[0], MakeTensor(kDouble, {kRows, kColumns}, w), 1e-12);
      if (HasFailure()) return;
    }
  }

  std::vector<double> Table() const {
    const Tensor value = Uniform(kDouble, {kRows, kColumns}, -1, 1);
    return {value.data<double>(), value.data<double>() + kRows * kColumns};
  }

  std::vector<std::string> Ops() const {
    std::vector<std::string> ops;
    for (const auto& node : graph_.nodes()) {
      if (node) ops.push_back(node->op().name());
    }
    return ops;
  }

  // No value of the table's size is made but those that initialise it.
  void ExpectNoDenseGradient() const {
    for (const auto& node : graph_.nodes()) {
      if (!node || node->Is(Trait::kConstant) ||
          node->name().find("/read") != std::string::npos ||
          node->op().name() == "ReadVariableOp") {
        continue;
      }
      for (int i = 0; i < node->num_outputs(); ++i) {
        const bool dense = node->output_dtype(i) == kDouble &&
                           !node->output_is_ref(i) &&
                           node->output_shape(i) == Shape({kRows, kColumns});
        EXPECT_FALSE(dense) << node->Describe();
      }
    }
  }

  Graph graph_;
  Output table_, first_, second_, loss_;

 private:
  static void Accumulate(const std::vector<double>& w, int64_t row,
                         double factor, double target, std::vector<double>& g,
                         std::set<int64_t>& named) {
    named.insert(row);
    for (int64_t i = row * kColumns; i < (row + 1) * kColumns; ++i) {
      g[i] += factor * (w[i] - target);
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Lookups, EmbeddingTest,
                         testing::Values(Lookup::kReference, Lookup::kResource,
                                         Lookup::kResourceGather),
                         [](const auto& lookup) -> std::string {
                           switch (lookup.param) {
                             case Lookup::kReference:
                               return "Reference";
                             case Lookup::kResource:
                               return "Resource";
                             default:
                               return "ResourceGather";
                           }
                         });

TEST_P(EmbeddingTest, GradientsStaySlices) {
  const auto gradients = GradientDescent(0.1).ComputeGradients(loss_);
  ASSERT_EQ(gradients.size(), 1u);
  ASSERT_TRUE(gradients[0].gradient.is_sparse());
  const IndexedSlices& slices = gradients[0].gradient.sparse();
  EXPECT_EQ(slices.indices.dtype(), kInt64);
  EXPECT_EQ(slices.values.shape().dim(1), kColumns);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
  ASSERT_OK(session.Run({}, {}, {graph_.Initializer()}));
  ASSERT_OK_AND_ASSIGN(
      const auto values,
      session.Run({{first_, Tensor::Vector<int32_t>({1, 0})},
                   {second_, Tensor::Of<int64_t>({2, 2}, {1, 4, 5, 5})}},
                  {slices.values, slices.dense_shape}));
  EXPECT_EQ(values[0].shape(), (Shape{6, kColumns}));
  EXPECT_EQ(Elements(values[1]), Elements(Tensor::Vector<int64_t>({7, 3})));
}

TEST_P(EmbeddingTest, GradientDescentScatters) {
  const Operation train = GradientDescent(0.1).Minimize(loss_);
  EXPECT_THAT(Ops(),
              Contains(reference() ? "ScatterSub" : "ResourceScatterSub"));
  EXPECT_THAT(Ops(), Not(Contains("UnsortedSegmentSum")));
  ExpectNoDenseGradient();
  std::vector<double> w = Table();
  ExpectTrains(train, w, [&](int64_t i, double g, bool) { w[i] -= 0.1 * g; });
}

TEST_P(EmbeddingTest, MomentumLeavesRowsThatAreNotNamed) {
  for (const bool nesterov : {false, true}) {
    const Operation train =
        Momentum(0.1, 0.5, {.use_nesterov = nesterov}).Minimize(loss_);
    EXPECT_THAT(
        Ops(), IsSupersetOf(
                   {std::string("Unique"), std::string("UnsortedSegmentSum"),
                    std::string(reference() ? "SparseApplyMomentum"
                                            : "ResourceSparseApplyMomentum")}));
    ExpectNoDenseGradient();
    std::vector<double> w = Table(), a(w.size());
    ExpectTrains(train, w, [&](int64_t i, double g, bool named) {
      if (!named) return;
      a[i] = 0.5 * a[i] + g;
      w[i] -= 0.1 * (nesterov ? g + 0.5 * a[i] : a[i]);
    });
  }
}

TEST_P(EmbeddingTest, AdamDecaysItsSlotsInAllRows) {
  const Operation train = Adam(0.1).Minimize(loss_);
  EXPECT_THAT(
      Ops(),
      IsSupersetOf(reference()
                       ? std::vector<std::string>{"Unique", "Assign",
                                                  "ScatterAdd", "AssignSub"}
                       : std::vector<std::string>{"Unique", "AssignVariableOp",
                                                  "ResourceScatterAdd",
                                                  "AssignSubVariableOp"}));
  std::vector<double> w = Table(), m(w.size()), v(w.size());
  double power1 = 0.9, power2 = 0.999;
  ExpectTrains(
      train, w,
      [&](int64_t i, double g, bool) {
        m[i] += (g - m[i]) * (1 - 0.9);
        v[i] += (g * g - v[i]) * (1 - 0.999);
        w[i] -= 0.1 * std::sqrt(1 - power2) / (1 - power1) * m[i] /
                (std::sqrt(v[i]) + 1e-8);
      },
      [&] {
        power1 *= 0.9;
        power2 *= 0.999;
      });
}

// A weight that is both looked up and multiplied has a dense gradient.
TEST_P(EmbeddingTest, SlicesAndATensorAddUpToATensor) {
  const Output loss = loss_ + Sum(Square(table_));
  const auto gradients = GradientDescent(0.1).ComputeGradients(loss);
  ASSERT_EQ(gradients.size(), 1u);
  EXPECT_FALSE(gradients[0].gradient.is_sparse());
  const Operation train = GradientDescent(0.1).ApplyGradients(gradients);
  std::vector<double> w = Table();
  ExpectTrains(train, w, [&](int64_t i, double g, bool) {
    w[i] -= 0.1 * (g + 2 * w[i]);
  });
}

TEST_P(EmbeddingTest, TwoTablesTrainFromTheValuesBeforeTheStep) {
  const Output other =
      Variable(graph_, Uniform(kDouble, {kRows, kColumns}, -1, 1),
               {.name = "other", .reference = reference()});
  // Each one's gradient is the other: none may see the other's update.
  const Output indices = first_;
  const Output loss = Sum(LookUp(indices) * Gather(other, indices));
  const Operation train = GradientDescent(0.5).Minimize(loss);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
  ASSERT_OK(session.Run({}, {}, {graph_.Initializer()}));
  ASSERT_OK(session.Run({{first_, Tensor::Vector<int32_t>({2})}}, {}, {train}));
  ASSERT_OK_AND_ASSIGN(const auto values, session.Run({}, {table_, other}));
  std::vector<double> expected = Table();
  for (int64_t i = 2 * kColumns; i < 3 * kColumns; ++i) expected[i] *= 0.5;
  ExpectClose(values[0], MakeTensor(kDouble, {kRows, kColumns}, expected));
  ExpectClose(values[1], MakeTensor(kDouble, {kRows, kColumns}, expected));
}

}  // namespace
}  // namespace thalweg
