#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

using Entry = AttrMap::Entry;

Entry Axis(int64_t axis) { return {"axis", axis}; }

void Reductions(CaseMaker& m) {
  const Shape shape = {m.Size(2, 60), m.Size(3, 70), m.Size(2, 50)};
  auto x = [&] {
    // Distinct and away from 0, for Max, Min and Prod.
    return m.op().inputs()[0].type == kBool ? m.Values(kBool, shape, 0, 2)
                                            : m.Values(shape, 0.5, 1.5);
  };
  m.Add({x(), m.Integers({1})});
  m.Add({x(), m.Integers({0, 2})}, {{"keep_dims", true}});
  m.Add({x(), m.Integers({-1})});
  m.Add({x(), m.Integers({0, 1, 2})});
  m.Add({x(), m.Integers({})});
}

void ArgReductions(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 400)};
  m.Add({m.Values(shape), m.Integer(0)});
  m.Add({m.Values(shape), m.Integer(-1)}, {{"output_type", kInt32}});
}

void Scans(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 400)};
  for (bool exclusive : {false, true}) {
    for (bool reverse : {false, true}) {
      m.Add({m.Values(shape, 0.5, 1.1), m.Integer(exclusive ? 0 : -1)},
            {{"exclusive", exclusive}, {"reverse", reverse}});
    }
  }
}

// Data of rows with any last input.
void Reshapes(CaseMaker& m) {
  const int32_t rows = m.large() ? 300 : 2;
  m.Add({m.Values({rows, 6}), m.Integers({3, rows, 2})});
  m.Add({m.Values({rows, 6}), m.Integers({-1})});
}

void Strides(CaseMaker& m) {
  const int64_t n = m.Size(4, 200);
  auto x = [&] { return m.Values({n, n, 3}); };
  m.Add({x(), m.Integers({1, 0}), m.Integers({-1, 3}), m.Integers({2, 1})});
  m.Add({x(), m.Integers({-1, 0, 1}), m.Integers({0, 0, 0}),
         m.Integers({-1, 1, 1})},
        {{"begin_mask", int64_t{2}},
         {"end_mask", int64_t{2}},
         {"shrink_axis_mask", int64_t{4}}});
  m.Add({x(), m.Integers({0, 0, 0}), m.Integers({0, 0, 2}),
         m.Integers({1, 1, 1})},
        {{"ellipsis_mask", int64_t{1}}, {"new_axis_mask", int64_t{2}}});
}

void StridesBack(CaseMaker& m) {
  const int32_t n = m.large() ? 400 : 5;
  m.Add({m.Integers({n, n}), m.Integers({1, 0}), m.Integers({4, 2}),
         m.Integers({2, 1}), m.Values({2, 2})});
  m.Add({m.Integers({n, 3}), m.Integers({0}), m.Integers({n}), m.Integers({1}),
         m.Values({n, 3})});
}

void Selections(CaseMaker& m) {
  const Shape shape = {m.Size(2, 300), m.Size(3, 700)};
  const Tensor condition = m.Values(kBool, shape, 0, 2);
  m.Add({condition, m.Values(shape), m.Values(shape)});
}

void BroadcastSelections(CaseMaker& m) {
  Selections(m);
  const int64_t rows = m.Size(2, 300), columns = m.Size(3, 700);
  m.Add({m.Values(kBool, {rows, 1}, 0, 2), m.Values({columns}),
         m.Values({rows, columns})});
}

void Randoms(CaseMaker& m) {
  m.Add({m.Integers({m.large() ? 300 : 2, 100})},
        {{"dtype", m.real()}, {"seed", int64_t{7}}, {"seed2", int64_t{11}}});
}

CaseTable ArrayCases() {
  CaseTable cases;
  for (const char* op : {"Sum", "Mean", "Max", "Min", "Prod", "All", "Any"}) {
    cases[op] = Reductions;
  }
  for (const char* op : {"ArgMax", "ArgMin"}) cases[op] = ArgReductions;
  for (const char* op : {"Cumsum", "Cumprod"}) cases[op] = Scans;
  for (const char* op :
       {"RandomUniform", "RandomStandardNormal", "TruncatedNormal"}) {
    cases[op] = Randoms;
  }
  cases["Reshape"] = Reshapes;
  cases["StridedSlice"] = Strides;
  cases["StridedSliceGrad"] = StridesBack;
  cases["Select"] = Selections;
  cases["SelectV2"] = BroadcastSelections;
  cases["RandomUniformInt"] = [](CaseMaker& m) {
    m.Add(
        {m.Integers({m.large() ? 300 : 2, 100}), m.Integer(-5), m.Integer(50)},
        {{"seed", int64_t{7}}, {"seed2", int64_t{11}}});
  };
  cases["Const"] = [](CaseMaker& m) {
    m.Add({}, {{"value", m.Values({2, 3})}, {"dtype", m.real()}});
  };
  cases["ShapeN"] = [](CaseMaker& m) {
    m.Add({m.Values({2, 3}), m.Values({})});
  };
  cases["PlaceholderWithDefault"] = [](CaseMaker& m) {
    m.Add({m.Values({2, 3})}, {{"shape", Shape({-1, 3})}});
  };
  cases["BroadcastGradientArgs"] = [](CaseMaker& m) {
    m.Add({m.Integers({2, 1, 3}), m.Integers({4, 3})});
  };
  cases["BroadcastTo"] = [](CaseMaker& m) {
    const int32_t rows = m.large() ? 300 : 2;
    m.Add({m.Values({1, m.Size(3, 700)}),
           m.Integers({rows, rows, m.large() ? 700 : 3})});
  };
  cases["ExpandDims"] = [](CaseMaker& m) {
    m.Add({m.Values({2, 3}), m.Integer(1)});
    m.Add({m.Values({2, 3}), m.Integer(-1)});
  };
  cases["Squeeze"] = [](CaseMaker& m) {
    m.Add({m.Values({1, 3, 1})});
    m.Add({m.Values({1, 3, 1})}, {{"squeeze_dims", std::vector<int64_t>{2}}});
  };
  cases["Transpose"] = [](CaseMaker& m) {
    m.Add({m.Values({m.Size(2, 300), m.Size(3, 70), m.Size(2, 8)}),
           m.Integers({2, 0, 1})});
    m.Add({m.Values({m.Size(2, 300), m.Size(3, 700)}), m.Integers({1, 0})});
  };
  cases["InvertPermutation"] = [](CaseMaker& m) {
    m.Add({m.Integers({2, 0, 3, 1})});
  };
  cases["Fill"] = [](CaseMaker& m) {
    m.Add(
        {m.Integers({m.large() ? 300 : 2, m.large() ? 700 : 3}), m.Values({})});
  };
  cases["Tile"] = [](CaseMaker& m) {
    m.Add({m.Values({m.Size(2, 60), m.Size(3, 70)}), m.Integers({3, 2})});
  };
  cases["Pad"] = [](CaseMaker& m) {
    m.Add({m.Values({m.Size(2, 300), m.Size(3, 700)}),
           Tensor::Of<int32_t>({2, 2}, {1, 0, 2, 3})});
  };
  cases["PadV2"] = [](CaseMaker& m) {
    m.Add({m.Values({m.Size(2, 300), m.Size(3, 700)}),
           Tensor::Of<int32_t>({2, 2}, {1, 0, 2, 3}), m.Values({})});
  };
  cases["ConcatV2"] = [](CaseMaker& m) {
    const int64_t n = m.Size(2, 300);
    m.Add(
        {m.Values({n, 3}), m.Values({n, 500}), m.Values({n, 1}), m.Integer(1)});
    m.Add({m.Values({n, 3}), m.Values({5, 3}), m.Integer(-2)});
  };
  cases["ConcatOffset"] = [](CaseMaker& m) {
    m.Add({m.Integer(1), m.Integers({2, 3}), m.Integers({2, 5})});
  };
  cases["Pack"] = [](CaseMaker& m) {
    const Shape shape = {m.Size(2, 300), m.Size(3, 300)};
    m.Add({m.Values(shape), m.Values(shape)});
    m.Add({m.Values(shape), m.Values(shape)}, {Axis(-1)});
  };
  cases["Unpack"] = [](CaseMaker& m) {
    m.Add({m.Values({2, m.Size(3, 300), m.Size(2, 200)})},
          {{"num", int64_t{2}}});
    m.Add({m.Values({m.Size(3, 300), 2})}, {{"num", int64_t{2}}, Axis(-1)});
  };
  cases["Slice"] = [](CaseMaker& m) {
    m.Add({m.Values({m.Size(4, 300), m.Size(5, 700)}), m.Integers({1, 2}),
           m.Integers({2, -1})});
  };
  cases["GatherV2"] = [](CaseMaker& m) {
    const int64_t n = m.Size(4, 300);
    m.Add({m.Values({n, m.Size(3, 200)}), m.Indices({5}, n), m.Integer(0)});
    m.Add({m.Values({2, n, 3}), m.Indices({2, 2}, n), m.Integer(1)},
          {{"batch_dims", int64_t{1}}});
  };
  cases["OneHot"] = [](CaseMaker& m) {
    m.Add({m.Indices({m.Size(4, 500)}, 5), m.Integer(m.large() ? 400 : 5),
           m.Values({}), m.Values({})});
    m.Add({m.Indices({2, 3}, 5), m.Integer(5), m.Values({}), m.Values({})},
          {Axis(0)});
  };
  return cases;
}

const RegisteredCases kArrayCases(ArrayCases());

}  // namespace
}  // namespace thalweg
