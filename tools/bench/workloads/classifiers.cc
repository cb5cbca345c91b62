// The small classifiers: softmax regression, MLP, LeNet, CIFAR net.
#include "absl/strings/str_cat.h"
#include "thalweg/tools/bench/workloads/builders.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

Output HalvedByMax(const Output& images) {
  return MaxPool(images, {1, 2, 2, 1}, {1, 2, 2, 1}, "VALID");
}

// Convolution, bias, rectification, pooling.
Output LeNetStage(Network& network, const Output& images,
                  const std::string& filters, const Shape& shape,
                  const std::string& bias) {
  const Output sums =
      Conv2D(images, network.Weight(filters, He(filters, shape)), {1, 1, 1, 1},
             "SAME");
  const Output b = network.Weight(bias, Uniform(bias, {shape.dim(3)}, 0.1));
  return HalvedByMax(Relu(BiasAdd(sums, b)));
}

}  // namespace

Output SoftmaxRegressionLogits(Network& network, const Output& rows) {
  return network.Dense(rows, "softmaxreg/w", Xavier("softmaxreg/w", {784, 10}),
                       "softmaxreg/b", Uniform("softmaxreg/b", {10}, 0.1));
}

Output MlpLogits(Network& network, const Output& rows) {
  const Output hidden =
      Relu(network.Dense(rows, "mlp/w1", He("mlp/w1", {784, 128}), "mlp/b1",
                         Uniform("mlp/b1", {128}, 0.1)));
  return network.Dense(hidden, "mlp/w2", Xavier("mlp/w2", {128, 10}), "mlp/b2",
                       Uniform("mlp/b2", {10}, 0.1));
}

Output LeNetLogits(Network& network, const Output& images) {
  Output x =
      LeNetStage(network, images, "lenet/c1", {5, 5, 1, 32}, "lenet/cb1");
  x = LeNetStage(network, x, "lenet/c2", {5, 5, 32, 64}, "lenet/cb2");
  x = Relu(network.Dense(Reshape(x, {-1, 3136}), "lenet/w1",
                         He("lenet/w1", {3136, 1024}), "lenet/b1",
                         Uniform("lenet/b1", {1024}, 0.1)));
  return network.Dense(x, "lenet/w2", Xavier("lenet/w2", {1024, 10}),
                       "lenet/b2", Uniform("lenet/b2", {10}, 0.1));
}

Output CifarLogits(Network& network, const Output& images) {
  constexpr int64_t kChannels[] = {64, 64, 128, 128, 256, 256};
  Output x = images;
  for (int i = 0; i < 6; ++i) {
    const std::string name = absl::StrCat("cifar/c", i);
    const Shape shape = {3, 3, x.shape().dim(3), kChannels[i]};
    const Output filters = network.Weight(name, He(name, shape));
    x = Conv2D(x, filters, {1, 1, 1, 1}, "SAME");
    x = Relu(network.BatchNorm(x, absl::StrCat("cifar/bn", i)));
    if (i % 2 == 1) x = HalvedByMax(x);
  }
  return network.Dense(Reshape(x, {-1, 4096}), "cifar/w",
                       Xavier("cifar/w", {4096, 10}), "cifar/b",
                       Uniform("cifar/b", {10}, 0.1));
}

}  // namespace thalweg::bench
