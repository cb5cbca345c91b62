// Network: what the workloads' networks have in common while they are built.
#pragma once

#include <string>
#include <vector>

#include "thalweg/thalweg.h"

namespace thalweg::bench {

// A graph, what to feed it, and what one step fetches and runs.
struct Workload {
  Graph graph;
  std::vector<Output> feeds;
  std::vector<Tensor> values;  // Of the feeds.
  Output fetch;                // "fetch": the result, or the loss.
  Operation train;             // "train"; invalid when nothing is trained.
};

// A network under construction. Weights are variables if it is to be trained,
// and constants, a frozen graph, if not:
//
//   Network network(/*train=*/true);
//   Output x = network.Feed(Uniform("net/x", {100, 784}));
//   Output w = network.Weight("net/w", Xavier("net/w", {784, 10}));
//   return network.Train(Mean(MatMul(x, w)), GradientDescent(0.01));
class Network {
 public:
  explicit Network(bool train) : train_(train) {}

  bool train() const { return train_; }
  Graph& graph() { return workload_.graph; }

  // A placeholder, fed with `value` in each step.
  Output Feed(Tensor value);
  Output Weight(const std::string& name, Tensor value);
  // State that is not trained: a moving average.
  Output Statistic(const std::string& name, Tensor value);
  // What is done beside the optimizer's update in each step.
  void AlsoRun(Operation update) { updates_.push_back(std::move(update)); }

  // Layers whose weights are called as their values are.
  // x [n, k] W + b, for W [k, m].
  Output Dense(const Output& x, const std::string& weights, Tensor w,
               const std::string& bias, Tensor b);
  // Normalizes the channels of NHWC images: by the batch's statistics, keeping
  // moving averages, while training, else by those averages. `gamma_scale`
  // multiplies the values of gamma.
  Output BatchNorm(const Output& x, const std::string& name,
                   double gamma_scale = 1);

  Workload Infer(const Output& result);
  Workload Train(const Output& loss, Optimizer&& optimizer);

 private:
  Output State(const std::string& name, Tensor value, bool trainable);

  bool train_;
  Workload workload_;
  std::vector<Operation> updates_;
};

}  // namespace thalweg::bench
