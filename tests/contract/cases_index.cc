// Cases of ops that pick, put and count elements by index.
#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

void GathersV1(CaseMaker& m) {
  const int64_t rows = m.Size(3, 500);
  m.Add({m.Values({rows, 4}), m.Indices({m.Size(2, 3000), 2}, rows)});
}

void GathersNd(CaseMaker& m) {
  const int64_t rows = m.Size(3, 500), count = m.Size(4, 9000);
  m.Add({m.Values({rows, 2, 2}), m.Indices({count, 1}, rows)});
  m.Add({m.Values({rows, 2, 2}), m.Indices({2, count, 2}, 2)});
  m.Add({m.Values({2, 2}), m.Indices({2}, 2)});
  m.Add({m.Values({2, 2}), Tensor::Of<int32_t>({3, 1}, {1, 3, 0})},
        {{"bad_indices_policy", std::string("IGNORE")}});
}

void ScattersNd(CaseMaker& m) {
  const int64_t count = m.Size(4, 3000);
  m.Add({m.Indices({count, 1}, 3), m.Values({count, 40}), m.Integers({3, 40})});
  m.Add({m.Indices({2, count, 2}, 3), m.Values({2, count, 2}),
         m.Integers({3, 4, 2})});
}

// Tuples that are named once.
void TensorScatters(CaseMaker& m) {
  const int64_t columns = m.Size(2, 40000);
  const Tensor indices = Tensor::Of<int32_t>({2, 1}, {2, 0});
  m.Add({m.Values({4, columns}), indices, m.Values({2, columns})});
  m.Add({m.Values({3, 2}), Tensor::Of<int32_t>({1, 2, 2}, {0, 1, 2, 0}),
         m.Values({1, 2})});
}

// Twice, too.
void TensorSums(CaseMaker& m) {
  TensorScatters(m);
  const int64_t count = m.Size(5, 3000);
  m.Add({m.Values({4, 2}), m.Indices({count, 1}, 4), m.Values({count, 2})});
}

void Positions(CaseMaker& m) {
  m.Add({m.Values(kBool, {m.Size(2, 700), m.Size(3, 300)}, 0, 2)});
}

// Eight different numbers.
void Repetitions(CaseMaker& m) { m.Add({m.Indices({m.Size(9, 100000)}, 8)}); }

void RepetitionsAlong(CaseMaker& m) {
  m.Add({m.Indices({m.Size(9, 10000), 2}, 2), m.Integers({0})},
        {{"Taxis", kInt32}});
  m.Add({m.Indices({2, m.Size(9, 10000), 1}, 2), m.Integers({-2})},
        {{"Taxis", kInt32}});
  m.Add({m.Indices({9}, 4), m.Integers({})}, {{"Taxis", kInt32}});
}

void Differences(CaseMaker& m) {
  m.Add({m.Indices({m.Size(9, 10000)}, 100), m.Indices({5}, 100)});
}

const RegisteredCases kIndexCases({
    {"Gather", GathersV1},
    {"GatherNd", GathersNd},
    {"ListDiff", Differences},
    {"ScatterNd", ScattersNd},
    {"ScatterNdNonAliasingAdd", TensorSums},
    {"TensorScatterAdd", TensorSums},
    {"TensorScatterMax", TensorScatters},
    {"TensorScatterMin", TensorScatters},
    {"TensorScatterSub", TensorSums},
    {"TensorScatterUpdate", TensorScatters},
    {"Unique", Repetitions},
    {"UniqueV2", RepetitionsAlong},
    {"UniqueWithCounts", Repetitions},
    {"UniqueWithCountsV2", RepetitionsAlong},
    {"Where", Positions},
});

}  // namespace
}  // namespace thalweg
