#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

// Images whose rows or planes are divided among threads when they are large,
// and vectors of their channels. TensorFlow has floats only.
struct Images {
  explicit Images(CaseMaker& maker)
      : m(maker), batch(m.Size(2, 4)), side(m.Size(3, 40)), depth(5) {}
  Tensor channels_last() { return Values({batch, side, side, depth}); }
  Tensor channels_first() { return Values({batch, depth, side, side}); }
  Tensor vector(double low = -1, double high = 1) {
    return m.Values(kFloat, {depth}, low, high);
  }
  Tensor Values(const Shape& shape) { return m.Values(kFloat, shape, -2, 2); }

  CaseMaker& m;
  const int64_t batch, side, depth;
};

void Normalize(CaseMaker& m) {
  Images i(m);
  m.Add({i.channels_last(), i.vector(), i.vector(), i.vector(),
         i.vector(0.5, 2)});
  m.Add({i.channels_first(), i.vector(), i.vector(), i.vector(),
         i.vector(0.5, 2)},
        {{"data_format", std::string("NCHW")}, {"is_training", false}});
}

template <int reserves>
void NormGradient(CaseMaker& m) {
  Images i(m);
  std::vector<Tensor> inputs = {i.channels_last(), i.channels_last(),
                                i.vector(), i.vector(), i.vector(0.5, 2)};
  if (reserves == 3) inputs.push_back(i.m.Values(kFloat, {}, 0, 1));
  m.Add(inputs);
  inputs[0] = i.channels_first();
  inputs[1] = i.channels_first();
  m.Add(inputs, {{"data_format", std::string("NCHW")}});
}

CaseTable NormCases() {
  CaseTable cases;
  cases["FusedBatchNorm"] = Normalize;
  cases["FusedBatchNormV2"] = Normalize;
  cases["FusedBatchNormV3"] = Normalize;
  cases["FusedBatchNormGrad"] = NormGradient<2>;
  cases["FusedBatchNormGradV2"] = NormGradient<2>;
  cases["FusedBatchNormGradV3"] = NormGradient<3>;
  cases["BatchNormWithGlobalNormalization"] = [](CaseMaker& m) {
    m.Add({m.Values({2, m.Size(2, 60), m.Size(1, 60), 3}), m.Values({3}),
           m.Values({3}, 0.5, 2), m.Values({3}), m.Values({3}, 0.5, 2)},
          {{"variance_epsilon", 0.1f}, {"scale_after_normalization", true}});
  };
  cases["LRN"] = [](CaseMaker& m) { m.Add({Images(m).channels_last()}); };
  cases["LRNGrad"] = [](CaseMaker& m) {
    Images i(m);
    m.Add({i.channels_last(), i.channels_last(), i.channels_last()});
  };
  return cases;
}

const RegisteredCases kNormCases(NormCases());

}  // namespace
}  // namespace thalweg
