// Single operations on large tensors.
#include "thalweg/tools/bench/workloads/builders.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

constexpr double kLayerNormEpsilon = 1e-5;

Output Gemm(Network& network, const WorkloadName& name) {
  const Output a = network.Feed(Uniform("gemm/a", {256, 1152}));
  Tensor b = Uniform("gemm/b", {1152, 192});
  return MatMul(
      a, name.detail == "const" ? Const(network.graph(), b) : network.Feed(b));
}

Output Elementwise(Network& network) {
  const Output x = network.Feed(Uniform("elementwise/x", {1 << 20}, 3));
  return Tanh(x * 1.5f + 0.25f) * Sigmoid(x) + Relu(x - 0.5f);
}

Output NormalizedRows(Network& network) {
  const Output x = network.Feed(Uniform("layernorm/x", {1024, 768}, 2));
  const Output gamma = network.Feed(NearOne("layernorm/gamma", {768}, 0.1));
  const Output beta = network.Feed(Uniform("layernorm/beta", {768}, 0.1));
  return LayerNorm(x, gamma, beta);
}

Output GatheredRows(Network& network) {
  constexpr int64_t kRows = 100000;
  const Output table = network.Feed(Uniform("gather/table", {kRows, 64}));
  return Gather(table, network.Feed(Integers("gather/rows", 65536, kRows)));
}

Output Operate(Network& network, const WorkloadName& name) {
  if (name.net == "gemm") return Gemm(network, name);
  if (name.net == "elementwise") return Elementwise(network);
  if (name.net == "layernorm") return NormalizedRows(network);
  if (name.net == "gather") return GatheredRows(network);
  if (name.net == "softmax") {
    return Softmax(network.Feed(Uniform("softmax/x", {1024, 1024}, 4)));
  }
  if (name.net == "transpose") {
    return Transpose(network.Feed(Uniform("transpose/x", {2048, 2048})),
                     {1, 0});
  }
  const Output x = network.Feed(Uniform("sum/x", {4096, 4096}));
  return Sum(x, {name.net == "sum0" ? 0 : 1});
}

}  // namespace

Output LayerNorm(const Output& x, const Output& gamma, const Output& beta) {
  const Output mean = Mean(x, {-1}, {.keep_dims = true});
  const Output variance =
      Mean(SquaredDifference(x, mean), {-1}, {.keep_dims = true});
  return (x - mean) * Rsqrt(variance + kLayerNormEpsilon) * gamma + beta;
}

Workload BuildOperation(const WorkloadName& name) {
  Network network(false);
  return network.Infer(Operate(network, name));
}

}  // namespace thalweg::bench
