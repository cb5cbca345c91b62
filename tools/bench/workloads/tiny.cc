// Steps that are nothing but overhead.
#include "thalweg/tools/bench/workloads/builders.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

constexpr int kChainLength = 1000;
constexpr int kGridWidth = 16;
constexpr int kGridDepth = 64;

Workload Null(const WorkloadName& name) {
  Network network(false);
  if (name.detail == "const")
    return network.Infer(Const(network.graph(), 3.5f));
  const Output x = network.Feed(Tensor::Scalar(1.25f));
  const Output y = network.Feed(Tensor::Scalar(0.5f));
  return network.Infer(x + y);
}

Workload Chain(const WorkloadName& name) {
  Network network(false);
  const bool scalar = name.detail == "scalar";
  Output x =
      network.Feed(scalar ? Tensor::Scalar(1.0f) : Uniform("chain/x", {16}));
  const Output y = network.Feed(scalar ? Tensor::Scalar(0.001f)
                                       : Uniform("chain/y", {16}, 0.001));
  for (int i = 0; i < kChainLength; ++i) x = x + y;
  return network.Infer(x);
}

Workload Grid() {
  Network network(false);
  const Output x = network.Feed(Tensor::Scalar(0.75f));
  std::vector<Output> row;
  for (int i = 0; i < kGridWidth; ++i) row.push_back(x + i / 16.0f);
  for (int depth = 1; depth < kGridDepth; ++depth) {
    std::vector<Output> next;
    for (int i = 0; i < kGridWidth; ++i) {
      next.push_back(row[i] + row[(i + 1) % kGridWidth]);
    }
    row = std::move(next);
  }
  Output total = row[0];
  for (int i = 1; i < kGridWidth; ++i) total = total + row[i];
  return network.Infer(total);
}

}  // namespace

Workload BuildTiny(const WorkloadName& name) {
  if (name.net == "null") return Null(name);
  return name.net == "grid16x64" ? Grid() : Chain(name);
}

}  // namespace thalweg::bench
