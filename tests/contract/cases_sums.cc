#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

void Accumulations(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
  m.Add({m.Values(shape), m.Values(shape), m.Values(shape)},
        {{"shape", shape}});
}

const RegisteredCases kSumCases({{"AccumulateNV2", Accumulations}});

}  // namespace
}  // namespace thalweg
