#include "thalweg/tools/examples/mnist/classifier.h"

namespace mnist {
namespace {

constexpr int kSide = 28;
constexpr int kPixels = kSide * kSide;
constexpr int kDigits = 10;

Classifier Begin() {
  Classifier model;
  model.images =
      tw::Placeholder(model.graph, tw::kFloat, {-1, kPixels}).Named("images");
  model.labels =
      tw::Placeholder(model.graph, tw::kFloat, {-1, kDigits}).Named("labels");
  return model;
}

// Random weights differ from layer to layer, and are the same in each run.
tw::initializer::RandomOptions Seed(const tw::Graph& graph) {
  return {.seed = static_cast<int64_t>(graph.variables().size()) + 1};
}

// x [n, k] times weights, plus a bias.
tw::Output Dense(const tw::Output& x, int64_t outputs, const char* name) {
  tw::Graph graph = x.graph();
  const auto layer = graph.WithName(name);
  auto weights = tw::Variable(
      graph,
      tw::initializer::HeNormal({x.shape().dim(1), outputs}, Seed(graph)),
      {.name = "weights"});
  auto bias =
      tw::Variable(graph, tw::initializer::Zeros({outputs}), {.name = "bias"});
  return tw::BiasAdd(tw::MatMul(x, weights), bias);
}

// A convolution of images [n, height, width, k] with 5x5 filters, rectified;
// then the largest of each 2x2 cells.
tw::Output ConvolveAndPool(const tw::Output& x, int64_t outputs,
                           const char* name) {
  tw::Graph graph = x.graph();
  const auto layer = graph.WithName(name);
  auto filters = tw::Variable(
      graph,
      tw::initializer::HeNormal({5, 5, x.shape().dim(3), outputs}, Seed(graph)),
      {.name = "filters"});
  auto bias =
      tw::Variable(graph, tw::initializer::Zeros({outputs}), {.name = "bias"});
  auto sums = tw::Conv2D(x, filters, {1, 1, 1, 1}, "SAME");
  auto features = tw::Relu(tw::BiasAdd(sums, bias));
  return tw::MaxPool(features, {1, 2, 2, 1}, {1, 2, 2, 1}, "SAME");
}

// From the last layer's scores [n, 10] to probabilities and their cost.
void SetScores(Classifier& model, const tw::Output& scores) {
  model.probabilities = tw::Softmax(scores).Named("probabilities");
  auto costs = tw::SoftmaxCrossEntropyWithLogits(scores, model.labels)[0];
  model.cost = tw::Mean(costs).Named("cost");
}

// Loading is part of the graph too: an assignment of a fed value to each
// variable, and one operation that stands for all of them.
void AddRestore(tw::Graph& graph) {
  std::vector<tw::Operation> assignments;
  for (const std::string& name : VariableNames(graph)) {
    const tw::Output variable = graph.FindOutput(name + "/read").value();
    auto saved = tw::Placeholder(graph, variable.dtype(), variable.shape())
                     .Named("restore/" + name);
    assignments.push_back(tw::AssignTo(variable, saved));
  }
  tw::Group(graph, assignments).Named("restore");
}

// Once all variables are there, the optimizer's among them.
Classifier Finish(Classifier model, tw::Optimizer& optimizer) {
  model.train = optimizer.Minimize(model.cost).Named("train");
  AddRestore(model.graph);
  model.graph.Initializer();  // Called "init".
  return model;
}

}  // namespace

Classifier Logistic() {
  Classifier model = Begin();
  tw::Graph& graph = model.graph;
  auto w = tw::Variable(graph, tw::initializer::Zeros({kPixels, kDigits}),
                        {.name = "weights"});
  auto b =
      tw::Variable(graph, tw::initializer::Zeros({kDigits}), {.name = "bias"});
  auto activation = tw::Softmax(tw::MatMul(model.images, w) + b);
  model.probabilities = activation.Named("probabilities");
  model.cost =
      tw::Mean(-tw::Sum(model.labels * tw::Log(activation), {1})).Named("cost");
  tw::GradientDescent optimizer(0.01f);
  return Finish(model, optimizer);
}

Classifier Mlp() {
  Classifier model = Begin();
  auto hidden = tw::Relu(Dense(model.images, 128, "hidden"));
  SetScores(model, Dense(hidden, kDigits, "scores"));
  tw::Momentum optimizer(0.1, 0.9, {.use_nesterov = true});
  return Finish(model, optimizer);
}

Classifier LeNet() {
  Classifier model = Begin();
  auto pictures = tw::Reshape(model.images, {-1, kSide, kSide, 1});
  auto edges = ConvolveAndPool(pictures, 32, "convolution1");
  auto shapes = ConvolveAndPool(edges, 64, "convolution2");
  auto flat = tw::Reshape(shapes, {-1, kPixels / 16 * 64});
  auto hidden = tw::Relu(Dense(flat, 1024, "hidden"));
  SetScores(model, Dense(hidden, kDigits, "scores"));
  tw::Momentum optimizer(0.03, 0.9, {.use_nesterov = true});
  return Finish(model, optimizer);
}

std::vector<std::string> VariableNames(const tw::Graph& graph) {
  std::vector<std::string> names;
  for (const tw::VariableInfo& info : graph.variables()) {
    if (info.trainable) names.push_back(info.variable->name());
  }
  return names;
}

}  // namespace mnist
