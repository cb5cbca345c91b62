// One block of a transformer's encoder, normalized after each part.
#include <cmath>

#include "thalweg/tools/bench/workloads/builders.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

constexpr int kTokens = 128;
constexpr int kWidth = 768;
constexpr int kHeads = 12;
constexpr int kHeadWidth = kWidth / kHeads;
constexpr int kInnerWidth = 3072;

Output Dense(Network& network, const Output& x, const std::string& weights,
             const std::string& bias, int64_t outputs) {
  return network.Dense(x, weights, Xavier(weights, {x.shape().dim(1), outputs}),
                       bias, Uniform(bias, {outputs}, 0.1));
}

// x [kTokens, kWidth], as are the results of all functions here.
Output Attention(Network& network, const Output& x) {
  const Output qkv =
      Reshape(Dense(network, x, "encoder/wqkv", "encoder/bqkv", 3 * kWidth),
              {kTokens, 3, kHeads, kHeadWidth});
  // Each of q, k, v is [kHeads, kTokens, kHeadWidth].
  const Operation parts = Unpack(Transpose(qkv, {1, 2, 0, 3}), 3);
  const double scale = 1 / std::sqrt(static_cast<double>(kHeadWidth));
  const Output scores =
      BatchMatMul(parts[0], parts[1], {.adj_y = true}) * scale;
  const Output heads = BatchMatMul(Softmax(scores), parts[2]);
  const Output rows = Reshape(Transpose(heads, {1, 0, 2}), {kTokens, kWidth});
  return Dense(network, rows, "encoder/wo", "encoder/bo", kWidth);
}

Output Gelu(const Output& x) { return x * 0.5 * (Erf(x * std::sqrt(0.5)) + 1); }

Output FeedForward(Network& network, const Output& x) {
  const Output inner =
      Gelu(Dense(network, x, "encoder/w1", "encoder/b1", kInnerWidth));
  return Dense(network, inner, "encoder/w2", "encoder/b2", kWidth);
}

Output Normalize(Network& network, const Output& x, const std::string& gamma,
                 const std::string& beta) {
  return LayerNorm(x, network.Weight(gamma, NearOne(gamma, {kWidth}, 0.1)),
                   network.Weight(beta, Uniform(beta, {kWidth}, 0.1)));
}

}  // namespace

Workload BuildEncoder(const WorkloadName& name) {
  Network network(name.train);
  const Shape shape = {1, kTokens, kWidth};
  const Output fed = network.Feed(Uniform("encoder/x", shape));
  Output x = Reshape(fed, {kTokens, kWidth});
  x = Normalize(network, x + Attention(network, x), "encoder/g1", "encoder/t1");
  x = Normalize(network, x + FeedForward(network, x), "encoder/g2",
                "encoder/t2");
  const Output out = Reshape(x, {1, kTokens, kWidth});
  if (!name.train) return network.Infer(out);
  const Output target = network.Feed(Uniform("encoder/target", shape));
  return network.Train(Mean(Square(out - target)), GradientDescent(0.1));
}

}  // namespace thalweg::bench
