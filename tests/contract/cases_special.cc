// Functions that are real, or differentiable, in a part of the line only.
#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

Shape Matrix(const CaseMaker& m) { return {m.Size(2, 150), m.Size(3, 170)}; }

void InsideUnit(CaseMaker& m) { m.Add({m.Values(Matrix(m), -0.9, 0.9)}); }
void Share(CaseMaker& m) { m.Add({m.Values(Matrix(m), 0.1, 0.9)}); }
void AboveOne(CaseMaker& m) { m.Add({m.Values(Matrix(m), 1.25, 4)}); }
void Positive(CaseMaker& m) { m.Add({m.Values(Matrix(m), 0.25, 4)}); }

// The orders of a polygamma function are whole numbers.
void Orders(CaseMaker& m) {
  Tensor orders = m.Values({2, 1}, 0, 1);
  if (m.real() == kDouble) {
    orders = Tensor::Of<double>({2, 1}, {0, 2});
  } else {
    orders = Tensor::Of<float>({2, 1}, {0, 2});
  }
  m.AddWithConstants({0}, {orders, m.Values({m.Size(3, 9000)}, 0.5, 4)});
}

void ZetaArguments(CaseMaker& m) {
  m.AddWithConstants(
      {0}, {m.Values(Matrix(m), 1.5, 6), m.Values({m.Size(3, 170)}, 0.5, 4)});
}

void GammaArguments(CaseMaker& m) {
  m.Add({m.Values(Matrix(m), 0.5, 4), m.Values({m.Size(3, 170)}, 0.5, 6)});
  m.Add({m.Values({}, 20, 20.1), m.Values(Matrix(m), 10, 30)});
}

void BetaArguments(CaseMaker& m) {
  m.AddWithConstants({0, 1},
                     {m.Values(Matrix(m), 0.5, 4), m.Values(Matrix(m), 0.5, 4),
                      m.Values(Matrix(m), 0.1, 0.9)});
  m.AddWithConstants({0, 1}, {m.Values(Matrix(m), 0.5, 4), m.Values({}, 0.5, 4),
                              m.Values({}, 0.1, 0.9)});
}

CaseTable SpecialCases() {
  CaseTable cases = {{"Acosh", AboveOne},
                     {"Ndtri", Share},
                     {"Polygamma", Orders},
                     {"Zeta", ZetaArguments},
                     {"Igamma", GammaArguments},
                     {"Igammac", GammaArguments},
                     {"IgammaGradA", GammaArguments},
                     {"Betainc", BetaArguments}};
  for (const char* op : {"Asin", "Acos", "Atanh", "Erfinv"}) {
    cases[op] = InsideUnit;
  }
  for (const char* op :
       {"BesselK0", "BesselK0e", "BesselK1", "BesselK1e", "BesselY0",
        "BesselY1", "Digamma", "Expint", "Lgamma", "Spence"}) {
    cases[op] = Positive;
  }
  return cases;
}

const RegisteredCases kSpecialCases(SpecialCases());

}  // namespace
}  // namespace thalweg
