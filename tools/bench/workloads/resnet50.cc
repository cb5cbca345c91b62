// ResNet-50, version 1.5: the 3x3 convolutions stride, not those before them.
#include "absl/strings/str_cat.h"
#include "thalweg/tools/bench/workloads/builders.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

struct Convolution {
  std::string name;  // In "resnet/".
  int64_t size;      // Of the square window.
  int64_t channels;  // That come out.
  int64_t stride = 1;
  double gamma_scale = 1;
};

// The same padding on all sides, so that stride 1 keeps the size.
std::vector<int64_t> Padding(int64_t size) {
  const int64_t pad = size / 2;
  return {0, 0, pad, pad, pad, pad, 0, 0};
}

Output ConvolveAndNormalize(Network& network, const Output& x,
                            const Convolution& c) {
  const std::string name = "resnet/" + c.name;
  const Shape shape = {c.size, c.size, x.shape().dim(3), c.channels};
  const Output filters = network.Weight(name, He(name, shape));
  const Output sums = Conv2D(x, filters, {1, c.stride, c.stride, 1}, "EXPLICIT",
                             {.explicit_paddings = Padding(c.size)});
  return network.BatchNorm(sums, name + "_bn", c.gamma_scale);
}

struct Block {
  std::string name;
  int64_t channels;  // Inside; four times as many come out.
  int64_t stride = 1;
  bool project = false;  // Whether the shortcut is a convolution.
};

Output Bottleneck(Network& network, const Output& x, const Block& block) {
  const auto layer = [&](const Output& in, const char* name, int64_t size,
                         int64_t channels, int64_t stride = 1,
                         double gamma_scale = 1) {
    return ConvolveAndNormalize(network, in,
                                {absl::StrCat(block.name, "/", name), size,
                                 channels, stride, gamma_scale});
  };
  const int64_t outputs = 4 * block.channels;
  const Output shortcut =
      block.project ? layer(x, "proj", 1, outputs, block.stride) : x;
  Output y = Relu(layer(x, "c1", 1, block.channels));
  y = Relu(layer(y, "c2", 3, block.channels, block.stride));
  // A quarter of gamma keeps the sum over 16 blocks tame.
  return Relu(layer(y, "c3", 1, outputs, 1, 0.25) + shortcut);
}

}  // namespace

Output ResNet50Logits(Network& network, const Output& images) {
  Output x = Relu(ConvolveAndNormalize(
      network, images,
      {.name = "stem", .size = 7, .channels = 64, .stride = 2}));
  x = Pad(x, {{0, 0}, {1, 1}, {1, 1}, {0, 0}});
  x = MaxPool(x, {1, 3, 3, 1}, {1, 2, 2, 1}, "VALID");
  constexpr int kBlocks[] = {3, 4, 6, 3};
  for (int stage = 0; stage < 4; ++stage) {
    for (int i = 0; i < kBlocks[stage]; ++i) {
      x = Bottleneck(network, x,
                     {.name = absl::StrCat("s", stage, "b", i),
                      .channels = int64_t{64} << stage,
                      .stride = stage > 0 && i == 0 ? 2 : 1,
                      .project = i == 0});
    }
  }
  return network.Dense(Mean(x, {1, 2}), "resnet/w",
                       Xavier("resnet/w", {2048, 1000}), "resnet/b",
                       Uniform("resnet/b", {1000}, 0.1));
}

}  // namespace thalweg::bench
