#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

void NearValues(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
  m.Add({m.Values(shape, 0, 1), m.Values(shape, 0, 1)}, {{"tolerance", 0.3f}});
}

const RegisteredCases kComparisonCases({{"ApproximateEqual", NearValues}});

}  // namespace
}  // namespace thalweg
