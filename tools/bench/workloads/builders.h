// The builders behind BuildWorkload, a family each.
#pragma once

#include "thalweg/tools/bench/workloads/workload.h"

namespace thalweg::bench {

Workload BuildTiny(const WorkloadName& name);       // null, chain1000, grid
Workload BuildOperation(const WorkloadName& name);  // gemm ... gather
Workload BuildLstm(const WorkloadName& name);
Workload BuildEncoder(const WorkloadName& name);

// Classifiers: scores, before the softmax, of images or rows.
Output SoftmaxRegressionLogits(Network& network, const Output& rows);
Output MlpLogits(Network& network, const Output& rows);
Output LeNetLogits(Network& network, const Output& images);
Output CifarLogits(Network& network, const Output& images);
Output ResNet50Logits(Network& network, const Output& images);

// (x - mean) / sqrt(variance + 1e-5) * gamma + beta over the last axis.
Output LayerNorm(const Output& x, const Output& gamma, const Output& beta);

}  // namespace thalweg::bench
