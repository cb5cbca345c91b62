#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

using Numbers = std::vector<int64_t>;
using Attrs = std::vector<AttrMap::Entry>;

// A convolution's shapes and the attributes that lead from one to the other.
struct Convolution {
  Shape images, filter, result;
  Attrs attrs;
};

Tensor Dims(const Shape& shape) {
  std::vector<int32_t> dims;
  for (int64_t dim : shape.dims()) dims.push_back(static_cast<int32_t>(dim));
  return Tensor::Vector<int32_t>(dims);
}

Convolution InSpace(const CaseMaker& m) {
  const int64_t n = m.Size(1, 3), side = m.Size(2, 12), c = m.Size(2, 8),
                k = m.Size(1, 16);
  return {
      {n, side, 3, side, c},
      {2, 2, 1, c, k},
      {n, side / 2, 3, side, k},
      {{"strides", Numbers{1, 2, 1, 1, 1}}, {"padding", std::string("SAME")}}};
}

Convolution Depthwise(const CaseMaker& m) {
  const int64_t n = m.Size(1, 4), side = m.Size(4, 24), c = m.Size(2, 16);
  return {{n, side, side, c},
          {3, 2, c, 2},
          {n, side / 2, side / 2, 2 * c},
          {{"strides", Numbers{1, 2, 2, 1}}, {"padding", std::string("SAME")}}};
}

Convolution Morphology(const CaseMaker& m) {
  const int64_t n = m.Size(1, 4), side = m.Size(4, 24), c = m.Size(2, 40);
  return {{n, side, side, c},
          {2, 3, c},
          {n, side, side, c},
          {{"strides", Numbers{1, 1, 1, 1}},
           {"rates", Numbers{1, 1, 2, 1}},
           {"padding", std::string("SAME")}}};
}

template <Convolution (*make)(const CaseMaker&)>
void Forward(CaseMaker& m) {
  const Convolution c = make(m);
  m.Add({m.Values(c.images), m.Values(c.filter)}, c.attrs);
}
template <Convolution (*make)(const CaseMaker&)>
void BackpropInput(CaseMaker& m) {
  const Convolution c = make(m);
  m.Add({Dims(c.images), m.Values(c.filter), m.Values(c.result)}, c.attrs);
}
template <Convolution (*make)(const CaseMaker&)>
void BackpropFilter(CaseMaker& m) {
  const Convolution c = make(m);
  m.Add({m.Values(c.images), Dims(c.filter), m.Values(c.result)}, c.attrs);
}
void DilationBackprop(CaseMaker& m) {
  const Convolution c = Morphology(m);
  m.Add({m.Values(c.images), m.Values(c.filter), m.Values(c.result)}, c.attrs);
}

Tensor Margins() {
  return Tensor::Of<int32_t>({4, 2}, {0, 0, 1, 2, 0, 1, 0, 0});
}
Attrs PadAttrs() {
  return {{"mode", std::string("REFLECT")},
          {"strides", Numbers{1, 1, 1, 1}},
          {"padding", std::string("SAME")}};
}
void PadConv(CaseMaker& m) {
  const int64_t side = m.Size(4, 24), c = m.Size(2, 16);
  m.Add({m.Values({2, side, side, c}), Margins(), m.Values({3, 2, c, 4})},
        PadAttrs());
}
void ResizeAndPadConv(CaseMaker& m) {
  const int64_t side = m.Size(4, 24), c = m.Size(2, 16);
  m.Add({m.Values({2, side, side, c}), CaseMaker::Integers({7, 19}), Margins(),
         m.Values({3, 2, c, 4})},
        PadAttrs());
}

const RegisteredCases kConvCases({
    {"Conv3D", Forward<InSpace>},
    {"Conv3DBackpropInputV2", BackpropInput<InSpace>},
    {"Conv3DBackpropFilterV2", BackpropFilter<InSpace>},
    {"DepthwiseConv2dNative", Forward<Depthwise>},
    {"DepthwiseConv2dNativeBackpropInput", BackpropInput<Depthwise>},
    {"DepthwiseConv2dNativeBackpropFilter", BackpropFilter<Depthwise>},
    {"Dilation2D", Forward<Morphology>},
    {"Dilation2DBackpropInput", DilationBackprop},
    {"Dilation2DBackpropFilter", DilationBackprop},
    {"FusedPadConv2D", PadConv},
    {"FusedResizeAndPadConv2D", ResizeAndPadConv},
});

}  // namespace
}  // namespace thalweg
