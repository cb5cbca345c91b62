#include "thalweg/tests/contract/op_cases.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Numbers = std::vector<int64_t>;

// Shapes of images, filters, and what ConvolutionAttrs makes of them.
struct Convolution {
  explicit Convolution(CaseMaker& m)
      : batch(m.Size(1, 4)),
        side(m.Size(4, 28)),
        depth(m.Size(2, 8)),
        out_depth(m.Size(3, 16)) {}
  Shape images() const { return {batch, side, side, depth}; }
  Shape filter() const { return {3, 3, depth, out_depth}; }
  Shape result() const { return {batch, side / 2, side / 2, out_depth}; }

  const int64_t batch, side, depth, out_depth;
};

// A filter that moves by two, over padding.
std::vector<AttrMap::Entry> ConvolutionAttrs() {
  return {{"strides", Numbers{1, 2, 2, 1}}, {"padding", std::string("SAME")}};
}

// Windows of three that move by two, over padding.
std::vector<AttrMap::Entry> PoolAttrs() {
  return {{"ksize", Numbers{1, 3, 3, 1}},
          {"strides", Numbers{1, 2, 2, 1}},
          {"padding", std::string("SAME")}};
}

Tensor ShapeTensor(const Shape& shape) {
  std::vector<int32_t> dims;
  for (int64_t dim : shape.dims()) dims.push_back(static_cast<int32_t>(dim));
  return Tensor::Vector<int32_t>(dims);
}

// Rows that sum to 1, without which TensorFlow's gradient does not hold.
Tensor Probabilities(const CaseMaker& m, int64_t rows, int64_t classes) {
  const int64_t sum = classes * (classes + 1) / 2;
  std::vector<double> values;
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t i = 0; i < classes; ++i) {
      const int64_t share = (row + i) % classes + 1;
      values.push_back(static_cast<double>(share) / static_cast<double>(sum));
    }
  }
  return MakeTensor(m.real(), {rows, classes}, values);
}

CaseTable NnCases() {
  CaseTable cases;
  cases["BiasAdd"] = [](CaseMaker& m) {
    const int64_t n = m.Size(3, 700);
    m.Add({m.Values({m.Size(2, 300), n}), m.Values({n})});
    m.Add({m.Values({2, n, 2, 3}), m.Values({n})},
          {{"data_format", std::string("NCHW")}});
  };
  cases["BiasAddGrad"] = [](CaseMaker& m) {
    const int64_t n = m.Size(3, 70);
    m.Add({m.Values({m.Size(2, 3000), n})});
    m.Add({m.Values({2, n, m.Size(2, 30), 3})},
          {{"data_format", std::string("NCHW")}});
  };
  cases["SoftmaxCrossEntropyWithLogits"] = [](CaseMaker& m) {
    const int64_t rows = m.Size(2, 500), classes = m.Size(3, 100);
    m.Add({m.Values({rows, classes}), Probabilities(m, rows, classes)});
  };
  cases["SparseSoftmaxCrossEntropyWithLogits"] = [](CaseMaker& m) {
    const int64_t rows = m.Size(2, 500);
    m.Add({m.Values({rows, m.Size(3, 100)}), m.Indices({rows}, 3)});
  };
  cases["Conv2D"] = [](CaseMaker& m) {
    const Convolution c(m);
    m.Add({m.Values(c.images()), m.Values(c.filter())}, ConvolutionAttrs());
    m.Add(
        {m.Values(c.images()), m.Values(c.filter())},
        {{"strides", Numbers{1, 1, 1, 1}}, {"padding", std::string("VALID")}});
  };
  cases["Conv2DBackpropInput"] = [](CaseMaker& m) {
    const Convolution c(m);
    m.Add({ShapeTensor(c.images()), m.Values(c.filter()), m.Values(c.result())},
          ConvolutionAttrs());
  };
  cases["Conv2DBackpropFilter"] = [](CaseMaker& m) {
    const Convolution c(m);
    m.Add({m.Values(c.images()), ShapeTensor(c.filter()), m.Values(c.result())},
          ConvolutionAttrs());
  };
  cases["MaxPool"] = [](CaseMaker& m) {
    m.Add({m.Values(Convolution(m).images())}, PoolAttrs());
  };
  cases["AvgPool"] = cases["MaxPool"];
  cases["AvgPoolGrad"] = [](CaseMaker& m) {
    const Convolution c(m);
    m.Add({ShapeTensor({c.batch, c.side, c.side, c.out_depth}),
           m.Values(c.result())},
          PoolAttrs());
  };
  // The greatest of each window is recomputed from the images, so that what is
  // given as their pool need not be it.
  cases["MaxPoolGrad"] = [](CaseMaker& m) {
    const Convolution c(m);
    m.Add({m.Values({c.batch, c.side, c.side, c.out_depth}),
           m.Values(c.result()), m.Values(c.result())},
          PoolAttrs());
  };
  cases["MaxPoolGradGrad"] = [](CaseMaker& m) {
    const Convolution c(m);
    const Shape images = {c.batch, c.side, c.side, c.out_depth};
    m.Add({m.Values(images), m.Values(c.result()), m.Values(images)},
          PoolAttrs());
  };
  return cases;
}

const RegisteredCases kNnCases(NnCases());

}  // namespace
}  // namespace thalweg
