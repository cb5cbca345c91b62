// Cases of ops that pick, put and count elements by index.
#include "thalweg/tests/contract/op_cases.h"
#include "thalweg/tests/support/tensors.h"

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

void Best(CaseMaker& m) {
  const Shape shape = {m.Size(3, 300), m.Size(4, 200)};
  m.Add({m.Values(shape), m.Integer(2)});
  m.Add({m.Values(shape), m.Integer(4)},
        {{"index_type", kInt64}, {"sorted", false}});
  m.Add({m.Values({4}), m.Integer(1)});
}

void BestV1(CaseMaker& m) {
  m.Add({m.Values({m.Size(2, 300), m.Size(4, 200)})}, {{"k", int64_t{3}}});
}

void Hits(CaseMaker& m) {
  const int64_t rows = m.Size(4, 3000);
  m.Add(
      {m.Values(kFloat, {rows, 6}, 0, 1), m.Indices({rows}, 6), m.Integer(2)});
}

void HitsV1(CaseMaker& m) {
  const int64_t rows = m.Size(4, 3000);
  m.Add({m.Values(kFloat, {rows, 6}, 0, 1), m.Indices({rows}, 6)},
        {{"k", int64_t{2}}});
}

void Ranked(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(5, 200)};
  m.Add({m.Values(shape), m.Integer(1)});
  m.Add({m.Values(shape), m.Integer(0)}, {{"reverse", true}});
}

// Rows of one number are sorted.
void Bounds(CaseMaker& m) {
  const int64_t rows = m.Size(3, 300);
  m.Add({m.Values({rows, 1}), m.Values({rows, m.Size(2, 100)})});
}

void Buckets(CaseMaker& m) {
  m.Add({m.Values({m.Size(3, 300), 100})},
        {{"boundaries", std::vector<float>{-1, 0, 1}}});
}

void Counts(CaseMaker& m) {
  const Shape shape = {m.Size(3, 300), m.Size(4, 400)};
  m.Add({m.Indices(shape, 6), m.Integer(5), m.Values(shape)});
  m.Add({m.Indices(shape, 6), m.Integer(5), m.Values({0})});
}

void Histograms(CaseMaker& m) {
  const Tensor range = MakeTensor(m.real(), {2}, {-1, 1});
  m.Add({m.Values({m.Size(3, 300), 100}), range, m.Integer(7)});
}

void Partitions(CaseMaker& m) {
  const int64_t rows = m.Size(4, 30000);
  m.Add({m.Values({rows, 3}), m.Indices({rows}, 3)},
        {{"num_partitions", int64_t{3}}});
  m.Add({m.Values({2, rows}), m.Indices({2, rows}, 2)},
        {{"num_partitions", int64_t{2}}});
}

// Indices that come once: of equal ones, TensorFlow's gradient gives each the
// whole.
void Stitches(CaseMaker& m) {
  const int64_t columns = m.Size(2, 40000);
  m.Add({m.Integers({3, 0}), m.Integer(1), m.Values({2, columns}),
         m.Values({columns})});
}

void BestAlong(CaseMaker& m) {
  const int64_t rows = m.Size(3, 300);
  m.Add({m.Values(kFloat, {rows, 40}, 0, 1)}, {{"k", int64_t{2}}});
  m.Add({m.Values(kFloat, {rows, 40}, 0, 1)},
        {{"k", int64_t{2}},
         {"reduction_dimension", int64_t{0}},
         {"is_max_k", false}});
}

void Distances(CaseMaker& m) {
  const Tensor indices = Tensor::Of<int64_t>({3, 2}, {0, 0, 1, 0, 1, 1});
  const Tensor shape = Tensor::Of<int64_t>({2}, {3, 2});
  m.Add({indices, m.Indices({3}, 3), shape, indices, m.Indices({3}, 3), shape});
}

const RegisteredCases kIndexCases({
    {"ApproxTopK", BestAlong},
    {"Bincount", Counts},
    {"Bucketize", Buckets},
    {"DenseBincount", Counts},
    {"DynamicPartition", Partitions},
    {"DynamicStitch", Stitches},
    {"EditDistance", Distances},
    {"Gather", GathersV1},
    {"GatherNd", GathersNd},
    {"HistogramFixedWidth", Histograms},
    {"InTopK", HitsV1},
    {"InTopKV2", Hits},
    {"LowerBound", Bounds},
    {"NthElement", Ranked},
    {"ListDiff", Differences},
    {"ParallelDynamicStitch", Stitches},
    {"ScatterNd", ScattersNd},
    {"ScatterNdNonAliasingAdd", TensorSums},
    {"TensorScatterAdd", TensorSums},
    {"TensorScatterMax", TensorScatters},
    {"TensorScatterMin", TensorScatters},
    {"TensorScatterSub", TensorSums},
    {"TensorScatterUpdate", TensorScatters},
    {"TopK", BestV1},
    {"TopKV2", Best},
    {"Unique", Repetitions},
    {"UniqueV2", RepetitionsAlong},
    {"UniqueWithCounts", Repetitions},
    {"UniqueWithCountsV2", RepetitionsAlong},
    {"UpperBound", Bounds},
    {"Where", Positions},
});

}  // namespace
}  // namespace thalweg
