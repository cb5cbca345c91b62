#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

void NearValues(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
  m.Add({m.Values(shape, 0, 1), m.Values(shape, 0, 1)}, {{"tolerance", 0.3f}});
}

void Bounds(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
  m.Add({m.Values(shape), m.Values({}, -1, 0), m.Values({}, 0, 1)});
  m.Add({m.Values(shape), m.Values(shape, -1, 0), m.Values(shape, 0, 1)});
}

const RegisteredCases kComparisonCases({{"ApproximateEqual", NearValues},
                                        {"ClipByValue", Bounds}});

}  // namespace
}  // namespace thalweg
