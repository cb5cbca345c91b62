// LSTM over 25 steps, unrolled.
#include <cmath>

#include "thalweg/tools/bench/workloads/builders.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

constexpr int64_t kSteps = 25;
constexpr int64_t kWidth = 512;  // Of input and state.
constexpr int64_t kGates = 4 * kWidth;

// The hidden states of all steps, each [batch, kWidth], for x
// [kSteps, batch, kWidth]. What the inputs contribute to the gates is one
// product for all steps.
std::vector<Output> HiddenStates(Network& network, const Output& x) {
  const double scale = 1 / std::sqrt(static_cast<double>(kWidth));
  const Output w =
      network.Weight("lstm/w", Uniform("lstm/w", {kWidth, kGates}, scale));
  const Output u =
      network.Weight("lstm/u", Uniform("lstm/u", {kWidth, kGates}, scale));
  const Output b = network.Weight("lstm/b", Uniform("lstm/b", {kGates}, 0.1));
  const int64_t batch = x.shape().dim(1);
  const Output rows = Reshape(x, {kSteps * batch, kWidth});
  const Operation inputs = Unpack(
      Reshape(BiasAdd(MatMul(rows, w), b), {kSteps, batch, kGates}), kSteps);

  const Output zero =
      Const(network.graph(), Tensor::Zeros(kFloat, {batch, kWidth}).value());
  Output hidden = zero, cell = zero;
  std::vector<Output> states;
  for (int step = 0; step < kSteps; ++step) {
    const Operation gates = Split(1, inputs[step] + MatMul(hidden, u), 4);
    cell = Sigmoid(gates[1]) * cell + Sigmoid(gates[0]) * Tanh(gates[2]);
    hidden = Sigmoid(gates[3]) * Tanh(cell);
    states.push_back(hidden);
  }
  return states;
}

}  // namespace

Workload BuildLstm(const WorkloadName& name) {
  Network network(name.train);
  const Shape shape = {kSteps, name.batch, kWidth};
  const std::vector<Output> states =
      HiddenStates(network, network.Feed(Uniform("lstm/x", shape)));
  if (!name.train) return network.Infer(states.back());
  const Output target = network.Feed(Uniform("lstm/target", shape, 0.5));
  return network.Train(Mean(Square(Pack(states) - target)),
                       GradientDescent(10));
}

}  // namespace thalweg::bench
