#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

void Accumulations(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
  m.Add({m.Values(shape), m.Values(shape), m.Values(shape)},
        {{"shape", shape}});
}

void Norms(CaseMaker& m) {
  const Shape shape = {m.Size(2, 60), m.Size(3, 70), m.Size(2, 50)};
  m.Add({m.Values(shape, 0.5, 1.5), m.Integers({1})});
  m.Add({m.Values(shape, 0.5, 1.5), m.Integers({0, -1})},
        {{"keep_dims", true}});
  m.Add({m.Values(shape, 0.5, 1.5), m.Integers({})});
}

void LogarithmicScans(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 400)};
  for (bool reverse : {false, true}) {
    m.Add({m.Values(shape), m.Integer(1)}, {{"reverse", reverse}});
  }
}

void CrossProducts(CaseMaker& m) {
  const Shape shape = {m.Size(2, 30000), 3};
  m.Add({m.Values(shape), m.Values(shape)});
}

void Biases(CaseMaker& m) {
  const int64_t channels = m.Size(3, 400);
  m.Add({m.Values({m.Size(2, 300), channels}), m.Values({channels})});
}

void Spaces(CaseMaker& m) {
  m.Add({m.Values({}), m.Values({}), m.Integer(m.large() ? 100000 : 5)});
}

const RegisteredCases kSumCases({{"AccumulateNV2", Accumulations},
                                 {"EuclideanNorm", Norms},
                                 {"CumulativeLogsumexp", LogarithmicScans},
                                 {"Cross", CrossProducts},
                                 {"BiasAddV1", Biases},
                                 {"LinSpace", Spaces}});

}  // namespace
}  // namespace thalweg
