// Sessions against the evaluator, which has no passes, no plan and no reuse of
// memory, on graphs drawn from a seed.
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/tests/support/test_device.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr int kSeeds = 30;
constexpr int kOps = 25;
constexpr int kColumns = 4;

// Everything in the pool is float [rows, 4], of any number of rows.
class RandomGraph {
 public:
  // With `devices`, some nodes ask for one of two CPU or two test devices.
  explicit RandomGraph(uint32_t seed, bool devices = false)
      : random_(seed), devices_(devices) {
    x_ = Placeholder(graph_, kFloat, {-1, kColumns});
    variable_ = Variable(
        graph_, Uniform(kFloat, {kColumns, kColumns}, -0.5, 0.5, seed));
    pool_ = {x_, Tanh(x_)};
    for (int i = 0; i < kOps; ++i) AddOne();
    Finish();
  }

  const Graph& graph() const { return graph_; }
  const Output& x() const { return x_; }
  const std::vector<Output>& fetches() const { return fetches_; }
  const Operation& update() const { return update_; }
  const Operation& initializer() const { return initializer_; }

 private:
  using Make = Output (*)(RandomGraph&);

  int Draw(int n) { return static_cast<int>(random_() % n); }
  // Recent values are likelier: graphs grow deep as well as wide.
  Output Any() {
    const int size = static_cast<int>(pool_.size());
    const int back = std::min(Draw(size), Draw(size));
    return pool_[size - 1 - back];
  }
  Output Weights() {
    return Const(graph_, Uniform(kFloat, {kColumns, kColumns}, -0.5, 0.5,
                                 static_cast<uint32_t>(random_())));
  }
  Output Row() {
    return Const(graph_, Uniform(kFloat, {kColumns}, -1, 1,
                                 static_cast<uint32_t>(random_())));
  }
  Output Rows(const Output& value) {
    return StridedSlice(ShapeOf(value), {0}, {1}, {1}, {.shrink_axis_mask = 1});
  }

  const char* Device() {
    static const char* const kDevices[] = {
        "", "", "/cpu:0", "/cpu:1", "/device:TEST:0", "/device:TEST:1"};
    return kDevices[Draw(std::size(kDevices))];
  }

  void AddOne() {
    static const Make kMakers[] = {
        [](RandomGraph& g) { return Tanh(g.Any()); },
        [](RandomGraph& g) { return Sigmoid(g.Any()); },
        [](RandomGraph& g) { return Neg(g.Any()); },
        [](RandomGraph& g) { return Relu(g.Any()); },
        [](RandomGraph& g) { return Abs(g.Any()) * 0.5; },
        [](RandomGraph& g) { return Sqrt(Square(g.Any()) + 1); },
        [](RandomGraph& g) { return Exp(Tanh(g.Any())); },
        [](RandomGraph& g) { return Log(Square(g.Any()) + 2); },
        [](RandomGraph& g) { return g.Any() + g.Any(); },
        [](RandomGraph& g) { return g.Any() - g.Any(); },
        [](RandomGraph& g) { return Tanh(g.Any() * g.Any()); },
        [](RandomGraph& g) { return g.Any() / (Square(g.Any()) + 1); },
        [](RandomGraph& g) { return Maximum(g.Any(), g.Any()); },
        [](RandomGraph& g) { return Minimum(g.Any(), 0.25f); },
        [](RandomGraph& g) { return g.Any() + g.Row(); },
        [](RandomGraph& g) { return g.Row() * g.Any(); },
        [](RandomGraph& g) { return g.Any() * 1 + 0; },
        [](RandomGraph& g) { return Identity(g.Any()); },
        [](RandomGraph& g) { return StopGradient(g.Any()); },
        [](RandomGraph& g) {
          return AddN({g.Any(), g.Any(), g.Any()});
        },
        [](RandomGraph& g) { return Softmax(g.Any()); },
        [](RandomGraph& g) { return Tanh(LogSoftmax(g.Any())); },
        [](RandomGraph& g) { return BiasAdd(g.Any(), g.Row()); },
        [](RandomGraph& g) {
          return Relu(BiasAdd(MatMul(g.Any(), g.Weights()), g.Row()));
        },
        [](RandomGraph& g) { return MatMul(g.Any(), g.variable_); },
        [](RandomGraph& g) {
          return MatMul(g.Any(), g.Weights(), {.transpose_b = true});
        },
        [](RandomGraph& g) {
          Output value = g.Any();
          return value - Mean(value, {1}, {.keep_dims = true});
        },
        [](RandomGraph& g) {
          Output value = g.Any();
          return value * Max(value, {1}, {.keep_dims = true});
        },
        [](RandomGraph& g) {
          Output value = g.Any();
          return Tanh(value + Sum(value, {0}) * 0.01);
        },
        [](RandomGraph& g) {
          return Transpose(Neg(Transpose(g.Any(), {1, 0})), {1, 0});
        },
        [](RandomGraph& g) {
          Output wide = Concat({g.Any(), g.Any()}, 1);
          return Slice(wide, {0, 2}, {-1, kColumns});
        },
        [](RandomGraph& g) {
          return StridedSlice(g.Any(), {0, -1}, {0, -5}, {1, -1},
                              {.begin_mask = 1, .end_mask = 1});
        },
        [](RandomGraph& g) {
          Operation parts = Unpack(g.Any(), kColumns, {.axis = 1});
          return Pack({parts[2], parts[0], parts[3], parts[0]}, {.axis = 1});
        },
        [](RandomGraph& g) {
          Output value = g.Any();
          return Reshape(Neg(Reshape(value, {-1, 2})), ShapeOf(value));
        },
        [](RandomGraph& g) {
          Output value = g.Any();
          return Reshape(Reshape(value, {-1}),
                         Pack({g.Rows(value), Const(g.graph_, 4)}));
        },
        [](RandomGraph& g) {
          return Squeeze(ExpandDims(g.Any(), 1) * 2, {.squeeze_dims = {1}});
        },
        [](RandomGraph& g) {
          Output value = g.Any();
          return Gather(value, Range(g.graph_, 0, g.Rows(value), 1));
        },
        [](RandomGraph& g) {
          Output value = g.Any();
          return Select(Greater(g.x_, 0.f), value, Neg(value));
        },
        [](RandomGraph& g) {
          return Slice(Pad(g.Any(), {{1, 0}, {0, 1}}), {1, 0}, {-1, kColumns});
        },
        [](RandomGraph& g) {
          return Slice(Tile(g.Any(), {1, 3}), {0, 3}, {-1, kColumns});
        },
        [](RandomGraph& g) {
          return Cast(Cast(g.Any(), kDouble) * 0.75, kFloat);
        },
        [](RandomGraph& g) {
          return g.Any() + Cast(ArgMax(g.Row(), 0), kFloat);
        },
        [](RandomGraph& g) { return OnesLike(g.Any()) - ZerosLike(g.Any()); },
        [](RandomGraph& g) {
          Output first = g.Any();
          auto control = g.graph_.WithControlDependencies({first});
          return Neg(g.Any());
        },
        [](RandomGraph& g) { return Cumsum(g.Any(), 1) * 0.3; },
    };
    const int before = graph_.num_node_ids();
    const Make make = kMakers[Draw(std::size(kMakers))];
    auto device = graph_.WithDevice(devices_ ? Device() : "");
    pool_.push_back(make(*this));
    // The same again, now and then: duplicates to merge.
    if (Draw(5) == 0 && graph_.num_node_ids() > before) {
      pool_.push_back(Tanh(pool_.back()));
      pool_.push_back(Tanh(pool_[pool_.size() - 2]));
    }
  }

  void Finish() {
    Output loss = Mean(Tanh(pool_.back() + MatMul(Any(), variable_)));
    fetches_ = {pool_.back(), Any(), Any(), loss};
    absl::StatusOr<std::vector<Output>> gradients =
        Gradients({loss}, {variable_});
    ASSERT_OK(gradients);
    fetches_.push_back((*gradients)[0]);
    // After all reads of the old value.
    std::vector<Operation> after(fetches_.begin(), fetches_.end());
    auto control = graph_.WithControlDependencies(after);
    update_ = AddTo(variable_, (*gradients)[0] * -0.5);
    initializer_ = graph_.Initializer();
    ASSERT_OK(graph_.status());
  }

  std::mt19937 random_;
  const bool devices_;
  Graph graph_;
  Output x_, variable_;
  std::vector<Output> pool_, fetches_;
  Operation update_, initializer_;
};

Tensor Rows(int64_t n) {
  return Uniform(kFloat, {n, kColumns}, -1, 1, static_cast<uint32_t>(n + 7));
}

// What two steps of training give, the second with what the first changed.
template <class Runner>
std::vector<Tensor> TwoSteps(Runner&& run, int64_t rows) {
  std::vector<Tensor> results;
  for (int i = 0; i < 2; ++i) {
    absl::StatusOr<std::vector<Tensor>> out = run(Rows(rows));
    EXPECT_OK(out);
    if (!out.ok()) return {};
    results.insert(results.end(), out->begin(), out->end());
  }
  return results;
}

std::vector<Tensor> Expected(const RandomGraph& graph, int64_t rows) {
  Evaluator evaluator({.num_threads = 1, .planned = true});
  EXPECT_OK(evaluator.Run({}, {}, {graph.initializer()}));
  return TwoSteps(
      [&](const Tensor& x) {
        return evaluator.Run({{graph.x(), x}}, graph.fetches(),
                             {graph.update()});
      },
      rows);
}

// `shapes_first`: so many other shapes come first, without an update.
std::vector<Tensor> Actual(const RandomGraph& graph, int64_t rows,
                           const SessionOptions& options, int shapes_first) {
  absl::StatusOr<Session> session = Session::Create(graph.graph(), options);
  EXPECT_OK(session);
  if (!session.ok()) return {};
  const std::vector<Endpoint> fetches(graph.fetches().begin(),
                                      graph.fetches().end());
  for (int64_t n = 1; n <= shapes_first; ++n) {
    // The variable must have its value for the runs that count.
    EXPECT_OK(session->Run({}, {}, {graph.initializer()}));
    EXPECT_OK(
        session->Run({{graph.x(), Rows(100 + n)}}, fetches, {graph.update()}));
  }
  EXPECT_OK(session->Run({}, {}, {graph.initializer()}));
  return TwoSteps(
      [&](const Tensor& x) {
        return session->Run({{graph.x(), x}}, fetches, {graph.update()});
      },
      rows);
}

class RandomGraphsTest : public testing::TestWithParam<int> {
 protected:
  RandomGraphsTest() : graph_(static_cast<uint32_t>(GetParam())) {}

  // Tolerance 0: the same bits.
  void Compare(const std::vector<Tensor>& expected,
               const std::vector<Tensor>& actual, double tolerance,
               const std::string& how) {
    SCOPED_TRACE(how);
    ASSERT_EQ(expected.size(), actual.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      SCOPED_TRACE(absl::StrCat("result ", i));
      if (tolerance == 0) {
        ExpectEqual(actual[i], expected[i]);
      } else {
        ExpectClose(actual[i], expected[i], tolerance);
      }
    }
  }

  RandomGraph graph_;
};

TEST_P(RandomGraphsTest, GiveTheBitsOfTheEvaluatorWithoutOptimization) {
  for (int64_t rows : {0, 1, 7}) {
    const std::vector<Tensor> expected = Expected(graph_, rows);
    for (int shapes_first : {0, 9}) {
      Compare(expected,
              Actual(graph_, rows, {.num_threads = 1, .optimize = false},
                     shapes_first),
              0, absl::StrCat(rows, " rows after ", shapes_first, " shapes"));
    }
  }
}

TEST_P(RandomGraphsTest, GiveCloseResultsWithOptimization) {
  for (int64_t rows : {0, 1, 7}) {
    const std::vector<Tensor> expected = Expected(graph_, rows);
    for (int shapes_first : {0, 9}) {
      Compare(expected, Actual(graph_, rows, {.num_threads = 1}, shapes_first),
              1e-4,
              absl::StrCat(rows, " rows after ", shapes_first, " shapes"));
    }
  }
}

// What is on a test device is read and written there only.
TEST_P(RandomGraphsTest, GiveTheBitsOfTheEvaluatorOnSeveralDevices) {
  const RandomGraph scattered(static_cast<uint32_t>(GetParam()),
                              /*devices=*/true);
  for (const RandomGraph* graph :
       std::initializer_list<const RandomGraph*>{&graph_, &scattered}) {
    SessionOptions options = WithTestDevices(/*tests=*/2, /*cpus=*/2);
    options.num_threads = 1;
    options.allow_soft_placement = true;
    options.optimize = false;
    for (int64_t rows : {0, 1, 7}) {
      Compare(Expected(*graph, rows), Actual(*graph, rows, options, 9), 0,
              absl::StrCat(rows, " rows"));
    }
    options.optimize = true;
    Compare(Expected(*graph, 7), Actual(*graph, 7, options, 9), 1e-4,
            "optimized");
  }
}

TEST_P(RandomGraphsTest, GiveTheSameBitsAtAnyNumberOfThreads) {
  for (bool optimize : {false, true}) {
    const SessionOptions one = {.num_threads = 1, .optimize = optimize};
    const SessionOptions two = {.num_threads = 2, .optimize = optimize};
    const std::vector<Tensor> alone = Actual(graph_, 20000, one, 0);
    // Two steps of all fetches: what was not computed can't be compared.
    ASSERT_EQ(alone.size(), 2 * graph_.fetches().size());
    Compare(alone, Actual(graph_, 20000, two, 0), 0,
            optimize ? "optimized" : "as built");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomGraphsTest, testing::Range(0, kSeeds));

}  // namespace
}  // namespace thalweg
