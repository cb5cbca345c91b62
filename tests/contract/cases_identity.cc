#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

Shape SomeShape(const CaseMaker& m) { return {m.Size(2, 300), m.Size(3, 700)}; }

void Several(CaseMaker& m) {
  m.Add({m.Values(SomeShape(m)), m.Indices({3}, 5), m.Values({2})},
        {{"T", std::vector<DType>{m.real(), kInt32, m.real()}}});
}

// There is no gradient to be checked.
void Undifferentiated(CaseMaker& m) {
  m.Add({m.Values(kFloat, SomeShape(m), -2, 2)});
}

void Checked(CaseMaker& m) {
  m.Add({m.Values(SomeShape(m))}, {{"message", std::string("checked")}});
}

void Shaped(CaseMaker& m) {
  m.Add({m.Values(SomeShape(m))}, {{"shape", Shape({-1, m.Size(3, 700)})}});
}

// Silent: what it would write is no test's concern.
void Printed(CaseMaker& m) {
  m.Add({m.Values(SomeShape(m)), m.Integer(1)},
        {{"U", std::vector<DType>{kInt32}}, {"first_n", int64_t{0}}});
}

void WidenedProducts(CaseMaker& m) {
  const int64_t rows = m.Size(2, 100), inner = m.Size(3, 80),
                columns = m.Size(4, 90);
  m.Add({m.Values({3, rows, inner}), m.Values({3, inner, columns})},
        {{"Tout", m.real()}});
  m.Add({m.Values(kInt8, {2, 1, rows, inner}, -9, 9),
         m.Values(kUint8, {3, columns, inner}, 0, 9)},
        {{"Tout", kInt32}, {"adj_y", true}});
}

const RegisteredCases kIdentityCases({{"IdentityN", Several},
                                      {"PreventGradient", Undifferentiated},
                                      {"CheckNumerics", Checked},
                                      {"EnsureShape", Shaped},
                                      {"Print", Printed},
                                      {"BatchMatMulV3", WidenedProducts}});

}  // namespace
}  // namespace thalweg
