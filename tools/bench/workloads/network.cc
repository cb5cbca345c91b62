#include "thalweg/tools/bench/workloads/network.h"

#include "absl/strings/str_cat.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

constexpr float kBatchNormEpsilon = 1e-3f;
// What a batch contributes to the moving averages.
constexpr float kAverageFactor = 0.1f;

}  // namespace

Output Network::Feed(Tensor value) {
  Output feed = Placeholder(graph(), value.dtype(), value.shape())
                    .Named(absl::StrCat("feed", workload_.feeds.size()));
  workload_.feeds.push_back(feed);
  workload_.values.push_back(std::move(value));
  return feed;
}

Output Network::State(const std::string& name, Tensor value, bool trainable) {
  if (!train_) return Const(graph(), std::move(value)).Named(name);
  return Variable(graph(), std::move(value),
                  {.name = name, .trainable = trainable});
}

Output Network::Weight(const std::string& name, Tensor value) {
  return State(name, std::move(value), true);
}

Output Network::Statistic(const std::string& name, Tensor value) {
  return State(name, std::move(value), false);
}

Output Network::Dense(const Output& x, const std::string& weights, Tensor w,
                      const std::string& bias, Tensor b) {
  return BiasAdd(MatMul(x, Weight(weights, std::move(w))),
                 Weight(bias, std::move(b)));
}

Output Network::BatchNorm(const Output& x, const std::string& name,
                          double gamma_scale) {
  const Shape channels = {x.shape().dim(3)};
  Tensor gamma = NearOne(name + "/gamma", channels, 0.1);
  for (float& value : gamma.mutable_flat<float>()) {
    value *= static_cast<float>(gamma_scale);
  }
  Output mean =
      Statistic(name + "/mean", Uniform(name + "/mean", channels, 0.1));
  Output variance =
      Statistic(name + "/var", NearOne(name + "/var", channels, 0.2));
  Operation norm = FusedBatchNorm(
      x, Weight(name + "/gamma", gamma),
      Weight(name + "/beta", Uniform(name + "/beta", channels, 0.1)), mean,
      variance,
      {.epsilon = kBatchNormEpsilon,
       .exponential_avg_factor = train_ ? kAverageFactor : 1,
       .is_training = train_});
  if (train_) {
    AlsoRun(AssignTo(mean, norm[1]));
    AlsoRun(AssignTo(variance, norm[2]));
  }
  return norm[0];
}

Workload Network::Infer(const Output& result) {
  workload_.fetch = result.Named("fetch");
  return std::move(workload_);
}

Workload Network::Train(const Output& loss, Optimizer&& optimizer) {
  workload_.fetch = loss.Named("fetch");
  updates_.push_back(optimizer.Minimize(loss));
  workload_.train = Group(graph(), std::move(updates_)).Named("train");
  return std::move(workload_);
}

}  // namespace thalweg::bench
