#include "thalweg/tests/contract/op_cases.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Numbers = std::vector<int64_t>;

// Shapes of images and of what windows of three that move by two, over
// padding, make of them.
struct Images {
  explicit Images(CaseMaker& m)
      : batch(m.Size(2, 4)), side(m.Size(4, 28)), depth(m.Size(3, 16)) {}
  Shape images() const { return {batch, side, side, depth}; }
  Shape pooled() const { return {batch, side / 2, side / 2, depth}; }

  const int64_t batch, side, depth;
};
std::vector<AttrMap::Entry> Windows() {
  return {{"ksize", Numbers{1, 3, 3, 1}},
          {"strides", Numbers{1, 2, 2, 1}},
          {"padding", std::string("SAME")}};
}

struct Volumes {
  explicit Volumes(CaseMaker& m)
      : batch(m.Size(1, 4)), side(m.Size(4, 12)), depth(m.Size(2, 16)) {}
  Shape images() const { return {batch, side, side, side, depth}; }
  Shape pooled() const { return {batch, side / 2, side / 2, side / 2, depth}; }

  const int64_t batch, side, depth;
};
std::vector<AttrMap::Entry> Windows3D() {
  return {{"ksize", Numbers{1, 3, 3, 2, 1}},
          {"strides", Numbers{1, 2, 2, 2, 1}},
          {"padding", std::string("SAME")}};
}

Tensor ShapeTensor(const Shape& shape) {
  std::vector<int32_t> dims;
  for (int64_t dim : shape.dims()) dims.push_back(static_cast<int32_t>(dim));
  return Tensor::Vector<int32_t>(dims);
}

// The greatest of each window is recomputed from the images, so that what is
// given as their pool need not be it.
void GradV2(CaseMaker& m, const Shape& pooled, const Shape& grad) {
  m.Add({m.Values(Images(m).images()), m.Values(pooled), m.Values(grad),
         m.Integers({1, 3, 3, 1}), m.Integers({1, 2, 2, 1})},
        {{"padding", std::string("SAME")}});
}

void MeanCases(CaseTable& cases) {
  cases["AvgPool3D"] = [](CaseMaker& m) {
    m.Add({m.Values(Volumes(m).images())}, Windows3D());
  };
  cases["AvgPool3DGrad"] = [](CaseMaker& m) {
    const Volumes v(m);
    m.Add({ShapeTensor(v.images()), m.Values(v.pooled())}, Windows3D());
  };
}

void MaxV2Cases(CaseTable& cases) {
  cases["MaxPoolV2"] = [](CaseMaker& m) {
    m.Add({m.Values(Images(m).images()), m.Integers({1, 3, 3, 1}),
           m.Integers({1, 2, 2, 1})},
          {{"padding", std::string("SAME")}});
  };
  cases["MaxPoolGradV2"] = [](CaseMaker& m) {
    GradV2(m, Images(m).pooled(), Images(m).pooled());
  };
  cases["MaxPoolGradGradV2"] = [](CaseMaker& m) {
    GradV2(m, Images(m).pooled(), Images(m).images());
  };
}

void ArgmaxCases(CaseTable& cases) {
  cases["MaxPoolWithArgmax"] = [](CaseMaker& m) {
    m.Add({m.Values(Images(m).images())}, Windows());
  };
  cases["MaxPoolGradWithArgmax"] = [](CaseMaker& m) {
    const Images i(m);
    const int64_t values = i.side * i.side * i.depth;
    m.Add({m.Values(i.images()), m.Values(i.pooled()),
           m.Indices(i.pooled(), values)},
          Windows());
  };
  cases["MaxPoolGradGradWithArgmax"] = [](CaseMaker& m) {
    const Images i(m);
    const int64_t values = i.side * i.side * i.depth;
    m.Add({m.Values(i.images()), m.Values(i.images()),
           m.Indices(i.pooled(), values)},
          Windows());
  };
}

void Max3DCases(CaseTable& cases) {
  cases["MaxPool3D"] = [](CaseMaker& m) {
    m.Add({m.Values(kFloat, Volumes(m).images(), -2, 2)}, Windows3D());
  };
  cases["MaxPool3DGrad"] = [](CaseMaker& m) {
    const Volumes v(m);
    // All cells are as large as the largest.
    m.Add(
        {m.Values(kFloat, v.images(), 1, 1), m.Values(kFloat, v.pooled(), 1, 1),
         m.Values(kFloat, v.pooled(), -2, 2)},
        Windows3D());
  };
  cases["MaxPool3DGradGrad"] = [](CaseMaker& m) {
    const Volumes v(m);
    m.Add({m.Values(kFloat, v.images(), -2, 2),
           m.Values(kFloat, v.pooled(), -2, 2),
           m.Values(kFloat, v.images(), -2, 2)},
          Windows3D());
  };
}

// Seeded, so that every run draws the same windows.
void Fractional(CaseMaker& m) {
  m.Add({m.Values(Images(m).images())},
        {{"pooling_ratio", std::vector<float>{1, 1.4f, 1.2f, 1}},
         {"overlapping", true},
         {"deterministic", true},
         {"seed", int64_t{3}}});
}

void FractionalCases(CaseTable& cases) {
  cases["FractionalMaxPool"] = Fractional;
  cases["FractionalAvgPool"] = Fractional;
  cases["FractionalMaxPoolGrad"] = [](CaseMaker& m) {
    const Shape images = {2, 4, 3, 2}, pooled = {2, 2, 2, 2};
    m.Add({m.Values(images), m.Values(pooled), m.Values(pooled),
           Tensor::Vector<int64_t>({0, 1, 4}),
           Tensor::Vector<int64_t>({0, 2, 3})});
  };
  cases["FractionalAvgPoolGrad"] = [](CaseMaker& m) {
    m.Add({Tensor::Vector<int64_t>({2, 4, 3, 2}), m.Values({2, 2, 2, 2}),
           Tensor::Vector<int64_t>({0, 1, 4}),
           Tensor::Vector<int64_t>({0, 2, 3})});
  };
}

CaseTable PoolCases() {
  CaseTable cases;
  MeanCases(cases);
  MaxV2Cases(cases);
  ArgmaxCases(cases);
  Max3DCases(cases);
  FractionalCases(cases);
  return cases;
}

const RegisteredCases kPoolCases(PoolCases());

}  // namespace
}  // namespace thalweg
