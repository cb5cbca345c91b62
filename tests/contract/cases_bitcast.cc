#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

void Bitcasts(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
  m.Add({m.Values(kFloat, shape, -2, 2)}, {{"type", kInt32}});
  m.Add({m.Values(kFloat, shape, -2, 2)}, {{"type", kUint8}});
  m.Add({m.Values(kUint8, {m.Size(3, 900), 8}, 0, 255)}, {{"type", kInt64}});
}

const RegisteredCases kBitcastCases({{"Bitcast", Bitcasts}});

}  // namespace
}  // namespace thalweg
