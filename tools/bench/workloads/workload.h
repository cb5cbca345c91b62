// The workloads by name: networks, single operations, empty steps.
//
//   null.const                   fetch a constant
//   null.add                     feed two scalars, fetch the sum
//   chain1000.scalar, .16        x + y + y + ..., 1,000 additions of scalars or
//                                of [16]
//   grid16x64                    64 rows of 16 scalars, each the sum of two of
//                                the row before: 1,039 additions
//   softmaxreg.b100.infer        softmax(xW + b), 784 to 10
//             .train             its cross-entropy, gradient descent by 0.01
//   mlp.b100.infer               784-128-10, relu
//           .train.sgd, .adam    by 0.01; Adam by 0.001
//   gemm.fed, gemm.const         [256,1152] x [1152,192]; the second a constant
//   elementwise.1M               tanh(1.5 x + 0.25) sigmoid(x) + relu(x - 0.5)
//   softmax.1024x1024            over the last axis
//   layernorm.1024x768           over the last axis, with scale and shift
//   sum0.4096x4096, sum1         over axis 0, over axis 1
//   transpose.2048x2048
//   gather.64k                   65,536 rows out of [100000,64]
//   lenet.b100.infer, .train     two convolutions 5x5, two dense layers
//   lstm.b16.infer, .train       25 steps unrolled, 512 wide; lstm.b1.infer
//   encoder.infer, .train        one transformer block: 768 wide, 12 heads,
//                                128 tokens
//   resnet50.b1.infer, .b8.*     version 1.5; training with momentum
//   cifar.b32.infer, .train      six convolutions 3x3 with batch norm
//
// "b100" is the batch; other batches may be asked for too. Values come from
// values.h, so that they are the same for every engine.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/tools/bench/workloads/network.h"

namespace thalweg::bench {

// A name in its parts: "mlp.b100.train.adam".
struct WorkloadName {
  std::string net;        // "mlp"
  std::string detail;     // What follows the net: "b100.train.adam".
  int64_t batch = 1;      // 100
  bool train = false;     // true
  std::string optimizer;  // "adam"; "" when the name has none.
};

WorkloadName ParseWorkloadName(const std::string& name);

// Those of the list above.
std::vector<std::string> WorkloadNames();

// NOT_FOUND for a name that is none.
absl::StatusOr<Workload> BuildWorkload(const std::string& name);

// Writes FOLDER/NAME.pb and .npz, the graph and its feeds, for `thalweg bench`:
// fetch "fetch", and of training --init init --target train. Errors of
// BuildWorkload and of writing.
absl::Status SaveWorkload(const std::string& name, const std::string& folder);

}  // namespace thalweg::bench
