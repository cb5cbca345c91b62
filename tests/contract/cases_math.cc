#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

// Functions that are real, or differentiable, for positive numbers only.
void Positive(CaseMaker& m) {
  m.Add({m.Values({m.Size(2, 300), m.Size(3, 700)}, 0.25, 1.75)});
}

void ComplexParts(CaseMaker& m) {
  m.Add({m.Values(m.complex(), {m.Size(2, 300), m.Size(3, 700)}, 0.5, 2)},
        {{"Tout", m.real()}});
}

void Products(CaseMaker& m) {
  const int64_t rows = m.Size(2, 300), inner = m.Size(3, 200),
                columns = m.Size(4, 250);
  for (bool a : {false, true}) {
    for (bool b : {false, true}) {
      m.Add({m.Values(a ? Shape({inner, rows}) : Shape({rows, inner})),
             m.Values(b ? Shape({columns, inner}) : Shape({inner, columns}))},
            {{"transpose_a", a}, {"transpose_b", b}});
    }
  }
}

void BatchProducts(CaseMaker& m) {
  const int64_t rows = m.Size(2, 100), inner = m.Size(3, 80),
                columns = m.Size(4, 90);
  m.Add({m.Values({3, rows, inner}), m.Values({3, inner, columns})});
  m.Add({m.Values({3, inner, rows}), m.Values({3, columns, inner})},
        {{"adj_x", true}, {"adj_y", true}});
}

void BroadcastBatchProducts(CaseMaker& m) {
  BatchProducts(m);
  m.Add({m.Values({2, 1, m.Size(2, 100), 3}), m.Values({3, 3, m.Size(4, 90)})});
}

CaseTable MathCases() {
  CaseTable cases;
  for (const char* op :
       {"Log", "Log1p", "Sqrt", "Rsqrt", "Reciprocal", "Inv"}) {
    cases[op] = Positive;
  }
  for (const char* op : {"Real", "Imag", "ComplexAbs", "Angle"}) {
    cases[op] = ComplexParts;
  }
  cases["Conj"] = [](CaseMaker& m) {
    m.Add({m.Values(m.complex(), {2, 3}, -2, 2)});
  };
  cases["Complex"] = [](CaseMaker& m) {
    const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
    m.Add({m.Values(shape), m.Values(shape)}, {{"Tout", m.complex()}});
  };
  cases["Cast"] = [](CaseMaker& m) {
    const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
    m.Add({m.Values(shape)}, {{"DstT", m.complex()}});
    m.Add({m.Values(shape)}, {{"DstT", kInt32}});
  };
  cases["AddN"] = [](CaseMaker& m) {
    const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
    m.Add({m.Values(shape), m.Values(shape), m.Values(shape)});
    m.Add({m.Values(shape)});
  };
  cases["Range"] = [](CaseMaker& m) {
    m.Add({m.Integer(3), m.Integer(m.large() ? 300000 : 18), m.Integer(5)});
  };
  cases["MatMul"] = Products;
  cases["BatchMatMul"] = BatchProducts;
  cases["BatchMatMulV2"] = BroadcastBatchProducts;
  return cases;
}

const RegisteredCases kMathCases(MathCases());

}  // namespace
}  // namespace thalweg
