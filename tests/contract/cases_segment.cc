#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

// Ids that ascend with gaps: 0, 0, 2, 2, 4, 4, ...
Tensor Ascending(int64_t count) {
  Tensor ids = *Tensor::Allocate(kInt32, {count});
  for (int64_t i = 0; i < count; ++i) {
    ids.mutable_data<int32_t>()[i] = static_cast<int32_t>(i / 2 * 2);
  }
  return ids;
}

// Ids that name each segment again and again: 2, 1, 0, 2, 1, ...
Tensor Cyclic(const Shape& shape, int32_t segments) {
  Tensor ids = *Tensor::Allocate(kInt32, shape);
  for (int64_t i = 0; i < ids.num_elements(); ++i) {
    ids.mutable_data<int32_t>()[i] =
        segments - 1 - static_cast<int32_t>(i) % segments;
  }
  return ids;
}

void Segments(CaseMaker& m) {
  const int64_t rows = m.Size(5, 2000);
  m.Add({m.Values({rows, 3}, 0.5, 1.5), Ascending(rows)});
  m.Add({m.Values({rows}, 0.5, 1.5), Ascending(rows)});
}

void UnsortedSegments(CaseMaker& m) {
  const int64_t rows = m.Size(5, 2000);
  m.Add({m.Values({rows, 3}, 0.5, 1.5), Cyclic({rows}, 3), m.Integer(3)});
  m.Add({m.Values({rows, 2, 3}, 0.5, 1.5), Cyclic({rows, 2}, 3), m.Integer(3)});
}

void SparseSegments(CaseMaker& m) {
  const int64_t rows = m.Size(4, 900), picked = m.Size(6, 4000);
  m.Add({m.Values({rows, 3}), m.Indices({picked}, rows), Ascending(picked)});
}

void CountedSparseSegments(CaseMaker& m) {
  const int64_t rows = m.Size(4, 900), picked = m.Size(6, 4000);
  m.Add({m.Values({rows, 3}), m.Indices({picked}, rows), Ascending(picked),
         m.Integer(static_cast<int32_t>(picked) + 1)});
}

void SparseSegmentGrads(CaseMaker& m) {
  const int64_t rows = m.Size(4, 900), picked = m.Size(6, 4000);
  m.Add({m.Values({picked, 3}), m.Indices({picked}, rows), Ascending(picked),
         m.Integer(static_cast<int32_t>(rows))});
}

CaseTable SegmentCases() {
  CaseTable cases;
  for (const char* op : {"SegmentSum", "SegmentMean", "SegmentProd",
                         "SegmentMin", "SegmentMax"}) {
    cases[op] = Segments;
  }
  for (const char* op : {"UnsortedSegmentSum", "UnsortedSegmentProd",
                         "UnsortedSegmentMin", "UnsortedSegmentMax"}) {
    cases[op] = UnsortedSegments;
  }
  for (const std::string base :
       {"SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN"}) {
    cases[base] = SparseSegments;
    cases[base + "WithNumSegments"] = CountedSparseSegments;
    cases[base + "Grad"] = SparseSegmentGrads;
    cases[base + "GradV2"] = SparseSegmentGrads;
  }
  return cases;
}

const RegisteredCases kSegmentCases(SegmentCases());

}  // namespace
}  // namespace thalweg
