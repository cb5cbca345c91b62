#include <cmath>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/thalweg.h"
#include "thalweg/tools/bench/workloads/measure.h"
#include "thalweg/tools/bench/workloads/process.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr float kFed = 0.5f;

Tensor FedValue() {
  Tensor value = Tensor::Zeros(kFloat, {4, 8}).value();
  for (float& element : value.mutable_flat<float>()) element = kFed;
  return value;
}

// A graph under measurement: what is built takes its time from `start`.
struct Forward {
  Graph graph;
  Output x;                // Fed, [4, 8].
  std::vector<Output> by;  // What the gradient is taken by.
  Output last;
  Clock::time_point start = Clock::now();
};

// The sum over the results of all gradients of `forward`, as TensorFlow's peers
// of this measurement fetch it, must be `expected`.
absl::StatusOr<Json> Measure(Forward& forward, double expected,
                             const MeasureOptions& options) {
  Json row;
  Graph& graph = forward.graph;
  const Output loss = Sum(forward.last);
  row["forward_build_s"] = SecondsSince(forward.start);
  row["forward_nodes"] = graph.num_nodes();
  auto start = Clock::now();
  ASSIGN_OR_RETURN(std::vector<Output> gradients,
                   Gradients({loss}, forward.by));
  row["gradients_s"] = SecondsSince(start);
  row["total_nodes"] = graph.num_nodes();

  start = Clock::now();
  std::vector<Output> sums;
  for (const Output& gradient : gradients) sums.push_back(Sum(gradient));
  const Output fetch = AddN(sums);
  const Operation initializer = graph.Initializer();
  ASSIGN_OR_RETURN(Session session,
                   Session::Create(graph, {.num_threads = options.threads}));
  RETURN_IF_ERROR(session.Run({}, {}, {initializer}).status());
  row["variables_init_s"] = SecondsSince(start);

  const std::vector<Tensor> values = {FedValue()};
  std::vector<Tensor> out(1);
  start = Clock::now();
  ASSIGN_OR_RETURN(Callable step, session.Prepare({forward.x}, {fetch}));
  RETURN_IF_ERROR(step.Run(values, absl::MakeSpan(out)));
  row["first_run_s"] = SecondsSince(start);
  start = Clock::now();
  RETURN_IF_ERROR(step.Run(values, absl::MakeSpan(out)));
  row["warm_run_s"] = SecondsSince(start);
  row["ok"] = std::abs(out[0].scalar<float>() - expected) <= 0.01 * expected;
  return row;
}

}  // namespace

absl::StatusOr<Json> MeasureLayerGradients(int layers,
                                           const MeasureOptions& options) {
  Forward forward;
  forward.x = forward.last =
      Placeholder(forward.graph, kFloat, {4, 8}).Named("x");
  for (int i = 0; i < layers; ++i) {
    const Output w = Variable(forward.graph, Identity(8));
    const Output zeros =
        Const(forward.graph, Tensor::Zeros(kFloat, {8}).value());
    forward.by.push_back(w);
    forward.last = Relu(BiasAdd(MatMul(forward.last, w), zeros));
  }
  // By each W: x^T times ones, [8, 8] times 4 rows of x.
  return Measure(forward, layers * 64 * 4.0 * kFed, options);
}

absl::StatusOr<Json> MeasureChainGradient(int nodes,
                                          const MeasureOptions& options) {
  constexpr double kFactor = 1.0001;
  Forward forward;
  forward.x = forward.last =
      Placeholder(forward.graph, kFloat, {4, 8}).Named("x");
  forward.by = {forward.x};
  double value = kFed, slope = 1;
  for (int i = 0; i < nodes; ++i) {
    const bool scale = i % 2 == 0;
    forward.last = scale ? forward.last * kFactor : Tanh(forward.last);
    value = scale ? value * kFactor : std::tanh(value);
    slope *= scale ? kFactor : 1 - value * value;
  }
  return Measure(forward, 32 * slope, options);
}

}  // namespace thalweg::bench
