#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

void Einsums(CaseMaker& m) {
  const auto add = [&m](std::vector<Tensor> inputs, const char* equation) {
    const auto count = static_cast<int64_t>(inputs.size());
    m.Add(std::move(inputs),
          {{"equation", std::string(equation)}, {"N", count}});
  };
  const int64_t heads = 2, rows = m.Size(3, 120), depth = m.Size(2, 70);
  add({m.Values({2, rows, heads, depth}), m.Values({2, rows, heads, depth})},
      "bqhd,bkhd->bhqk");
  add({m.Values({2, rows, depth}), m.Values({depth, 3})}, "...ij,jk->...ik");
  add({m.Values({rows, rows, depth})}, "aab->b");
  add({m.Values({rows, depth})}, "ab->ba");
}

const RegisteredCases kEinsumCases({{"Einsum", Einsums}});

}  // namespace
}  // namespace thalweg
