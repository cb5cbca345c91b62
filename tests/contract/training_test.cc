// A network trained in a session comes to the same values however it is
// compiled and with any number of threads.

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/matmul.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/nn/bias_add.h"
#include "thalweg/ops/nn/conv2d.h"
#include "thalweg/ops/nn/max_pool.h"
#include "thalweg/ops/nn/relu.h"
#include "thalweg/ops/nn/softmax_cross_entropy.h"
#include "thalweg/ops/operators.h"
#include "thalweg/ops/state/variable.h"
#include "thalweg/ops/training/momentum.h"
#include "thalweg/runtime/session.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr int kBatch = 32, kSide = 12, kClasses = 10;

struct Network {
  Graph graph;
  Output images, labels, loss;
  Operation train, initialize;
};

Output Weights(const Graph& graph, const Shape& shape, uint32_t seed) {
  return Variable(graph, Uniform(kFloat, shape, -0.2, 0.2, seed));
}

// What the tests fuse: a convolution with BiasAdd, products with BiasAdd and
// with a sum, activations after both, the loss with its gradient.
Network Build() {
  Network net;
  Graph& graph = net.graph;
  net.images = Placeholder(graph, kFloat, {-1, kSide, kSide, 1});
  net.labels = Placeholder(graph, kInt32, {-1});
  Output x =
      Conv2D(net.images, Weights(graph, {3, 3, 1, 8}, 1), {1, 1, 1, 1}, "SAME");
  x = Relu(BiasAdd(x, Weights(graph, {8}, 2)));
  x = MaxPool(x, {1, 2, 2, 1}, {1, 2, 2, 1}, "SAME");
  x = Reshape(x, {-1, kSide * kSide / 4 * 8});
  x = Relu(MatMul(x, Weights(graph, {kSide * kSide / 4 * 8, 64}, 3)) +
           Weights(graph, {64}, 4));
  x = BiasAdd(MatMul(x, Weights(graph, {64, kClasses}, 5)),
              Weights(graph, {kClasses}, 6));
  net.loss = Mean(SparseSoftmaxCrossEntropyWithLogits(x, net.labels)[0]);
  net.train = Momentum(0.05f, 0.9f).Minimize(net.loss);
  net.initialize = graph.Initializer();
  return net;
}

// The losses of a few steps and the variables after them.
absl::StatusOr<std::vector<Tensor>> Train(SessionOptions options,
                                          StepReport* report) {
  const Network net = Build();
  ASSIGN_OR_RETURN(Session session, Session::Create(net.graph, options));
  RETURN_IF_ERROR(session.Run({}, {}, {net.initialize}).status());
  const std::vector<Feed> feeds = {
      {net.images, Uniform(kFloat, {kBatch, kSide, kSide, 1}, 0, 1, 7)},
      {net.labels, Uniform(kInt32, {kBatch}, 0, kClasses - 1e-3, 8)}};
  std::vector<Tensor> results;
  for (int step = 0; step < 5; ++step) {
    ASSIGN_OR_RETURN(std::vector<Tensor> losses,
                     session.Run(feeds, {net.loss}, {net.train}, {}, report));
    results.push_back(losses[0]);
  }
  std::vector<Endpoint> values;
  for (const VariableInfo& variable : net.graph.variables()) {
    values.push_back(Output(net.graph, variable.value, 0));
  }
  ASSIGN_OR_RETURN(std::vector<Tensor> variables, session.Run({}, values));
  for (Tensor& variable : variables) results.push_back(std::move(variable));
  return results;
}

std::string NoteOf(const StepReport& report, absl::string_view pass) {
  for (const PassRecord& record : report.passes) {
    if (record.name == pass) return record.note;
  }
  return "no such pass";
}

TEST(TrainingContractTest, OptimizedTrainingAgreesWithUnoptimized) {
  StepReport fused, plain;
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> expected,
                       Train({.num_threads = 1, .optimize = false}, &plain));
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> actual,
                       Train({.num_threads = 1}, &fused));
  EXPECT_EQ(NoteOf(fused, "fuse"), "4 fused");
  EXPECT_EQ(NoteOf(plain, "fuse"), "no such pass");
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    ExpectClose(actual[i], expected[i], 1e-5);
  }
  EXPECT_LT(actual[4].scalar<float>(), actual[0].scalar<float>());
}

TEST(TrainingContractTest, TwoThreadsTrainToTheBitsOfOne) {
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> expected,
                       Train({.num_threads = 1}, nullptr));
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> actual,
                       Train({.num_threads = 2}, nullptr));
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    ExpectEqual(actual[i], expected[i]);
  }
}

TEST(TrainingContractTest, TrainingOnTwoDevicesAgreesWithOne) {
  Network net = Build();
  // Every other node elsewhere; variables take what belongs to them along.
  for (const auto& node : net.graph.nodes()) {
    if (node->id() % 2 == 1 && !node->Is(Trait::kHandle)) {
      net.graph.SetDevice(node.get(), "/cpu:1");
    }
  }
  SessionOptions options;
  options.num_threads = 1;
  options.device_count = {{"CPU", 2}};
  options.allow_soft_placement = true;
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(net.graph, options));
  ASSERT_OK(session.Run({}, {}, {net.initialize}));
  const Tensor images = Uniform(kFloat, {kBatch, kSide, kSide, 1}, 0, 1, 7);
  const Tensor labels = Uniform(kInt32, {kBatch}, 0, kClasses - 1e-3, 8);
  ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> expected,
                       Train({.num_threads = 1}, nullptr));
  for (int step = 0; step < 5; ++step) {
    ASSERT_OK_AND_ASSIGN(
        const std::vector<Tensor> losses,
        session.Run({{net.images, images}, {net.labels, labels}}, {net.loss},
                    {net.train}));
    ExpectClose(losses[0], expected[step], 1e-5);
  }
}

}  // namespace
}  // namespace thalweg
