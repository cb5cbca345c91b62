// Cases of the ops that move elements: split, joined, reversed, in blocks.
#include <string>
#include <vector>

#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

using Entry = AttrMap::Entry;

void Splits(CaseMaker& m) {
  const Shape shape = {m.Size(4, 400), m.Size(6, 600)};
  m.Add({m.Integer(1), m.Values(shape)}, {{"num_split", int64_t{3}}});
  m.Add({m.Integer(-2), m.Values(shape)}, {{"num_split", int64_t{2}}});
  m.Add({m.Integer(0), m.Values(shape)}, {{"num_split", int64_t{1}}});
}

void SizedSplits(CaseMaker& m) {
  const Shape shape = {m.Size(4, 400), m.Size(6, 600)};
  m.Add({m.Values(shape), m.Integers({1, 0, -1}), m.Integer(1)},
        {{"num_split", int64_t{3}}});
}

void Joins(CaseMaker& m) {
  const int64_t rows = m.Size(2, 300);
  m.Add({m.Integer(1), m.Values({rows, 3}), m.Values({rows, 2})});
}

void RowJoins(CaseMaker& m) {
  const int64_t columns = m.Size(3, 90000);
  m.Add({m.Values({1, columns}), m.Values({1, columns})},
        {{"shape", Shape({2, columns})}});
}

void Reversals(CaseMaker& m) {
  const Shape shape = {m.Size(2, 60), m.Size(3, 70), m.Size(2, 50)};
  m.Add({m.Values(shape), m.Integers({1})});
  m.Add({m.Values(shape), m.Integers({0, -1})});
  m.Add({m.Values(shape), m.Integers({})});
}

void SequenceReversals(CaseMaker& m) {
  m.Add({m.Values({3, m.Size(4, 30000), 2}), m.Integers({0, 2, 4})},
        {{"seq_dim", int64_t{1}}});
  m.Add({m.Values({4, 2, m.Size(3, 30000)}), m.Integers({3, 4})},
        {{"seq_dim", int64_t{0}}, {"batch_dim", int64_t{1}}});
}

void Rolls(CaseMaker& m) {
  const Shape shape = {m.Size(3, 300), m.Size(4, 400)};
  m.Add({m.Values(shape), m.Integers({1, -6}), m.Integers({0, -1})});
  m.Add({m.Values(shape), m.Integer(2), m.Integer(0)});
}

void MirrorPads(CaseMaker& m) {
  for (const char* mode : {"REFLECT", "SYMMETRIC"}) {
    m.Add({m.Values({m.Size(4, 300), m.Size(5, 400)}),
           Tensor::Of<int32_t>({2, 2}, {1, 0, 1, 1})},
          {{"mode", std::string(mode)}});
  }
}

void Blocks(CaseMaker& m) {
  const int64_t n = m.Size(1, 60);
  m.Add({m.Values({4 * n, 4, 3, n}), m.Integers({2, 1}),
         Tensor::Of<int32_t>({2, 2}, {1, 1, 0, 0})});
}

void ImageBlocks(CaseMaker& m) {
  const int64_t n = m.Size(1, 60);
  m.Add({m.Values({4 * n, 3, 4, n}), Tensor::Of<int32_t>({2, 2}, {0, 1, 1, 1})},
        {{"block_size", int64_t{2}}});
}

void DepthBlocks(CaseMaker& m) {
  const int64_t n = m.Size(1, 60);
  m.Add({m.Values({2, 2 * n, 2 * n, 4})}, {{"block_size", int64_t{2}}});
}

void Bands(CaseMaker& m) {
  const Shape shape = {2, m.Size(3, 300), m.Size(4, 400)};
  m.Add({m.Values(shape), m.Integer(1), m.Integer(0)});
  m.Add({m.Values(shape), m.Integer(-1), m.Integer(2)});
}

std::vector<Entry> Aligned(const CaseMaker& m, const char* align) {
  if (m.op().FindAttr("align") == nullptr) return {};
  return {{"align", std::string(align)}};
}

void MatricesOfDiagonals(CaseMaker& m) {
  const int64_t n = m.Size(3, 300);
  if (m.op().inputs().size() == 1) return m.Add({m.Values({2, n})});
  const Tensor any = m.Integer(-1);
  m.Add({m.Values({2, 3, n}), m.Integers({-1, 1}), any, any, m.Values({})},
        Aligned(m, "LEFT_RIGHT"));
  m.Add({m.Values({2, n}), m.Integer(1), any, any, m.Values({})});
}

void DiagonalsOfMatrices(CaseMaker& m) {
  const Shape shape = {2, m.Size(3, 300), m.Size(4, 400)};
  if (m.op().inputs().size() == 1) return m.Add({m.Values(shape)});
  m.Add({m.Values(shape), m.Integers({-2, 1}), m.Values({})},
        Aligned(m, "RIGHT_RIGHT"));
  m.Add({m.Values(shape), m.Integer(-1), m.Values({})});
}

void OtherDiagonals(CaseMaker& m) {
  const int64_t n = m.Size(3, 300);
  const Shape shape = {2, n, n + 1};
  if (m.op().inputs().size() == 2) {
    return m.Add({m.Values(shape), m.Values({2, n})});
  }
  m.Add({m.Values(shape), m.Values({2, 3, n}), m.Integers({-1, 1})},
        Aligned(m, "LEFT_LEFT"));
  m.Add({m.Values(shape), m.Values({2, n}), m.Integer(1)});
}

using Ints = std::vector<int64_t>;

void ImagePatches(CaseMaker& m) {
  const int64_t n = m.Size(4, 60);
  for (const char* padding : {"SAME", "VALID"}) {
    m.Add({m.Values({2, n, n + 1, 2})}, {{"ksizes", Ints{1, 3, 2, 1}},
                                         {"strides", Ints{1, 2, 1, 1}},
                                         {"rates", Ints{1, 1, 2, 1}},
                                         {"padding", std::string(padding)}});
  }
}

void VolumePatches(CaseMaker& m) {
  const int64_t n = m.Size(3, 20);
  m.Add({m.Values({1, n, 3, n, 2})}, {{"ksizes", Ints{1, 2, 2, 2, 1}},
                                      {"strides", Ints{1, 1, 2, 1, 1}},
                                      {"padding", std::string("SAME")}});
}

void SliceUpdates(CaseMaker& m) {
  const int64_t n = m.Size(3, 300);
  m.Add({m.Values({4, n}), m.Integers({3, 0}), m.Integers({0, 2}),
         m.Integers({-2, 1}), m.Values({2, 2})});
}

void RowUpdates(CaseMaker& m) {
  const int64_t n = m.Size(3, 90000);
  m.Add({m.Values({4, n}), m.Integers({3, 1, 3}), m.Values({3, n})});
}

void Formats(CaseMaker& m) {
  m.Add({m.Integers({3, 0, 2, 1})}, {{"src_format", std::string("NHWC")},
                                     {"dst_format", std::string("HWNC")}});
}

const RegisteredCases kLayoutCases({
    {"Split", Splits},
    {"SplitV", SizedSplits},
    {"Concat", Joins},
    {"ParallelConcat", RowJoins},
    {"ReverseV2", Reversals},
    {"ReverseSequence", SequenceReversals},
    {"Roll", Rolls},
    {"MirrorPad", MirrorPads},
    {"MirrorPadGrad", MirrorPads},
    {"SpaceToBatchND", Blocks},
    {"BatchToSpaceND", Blocks},
    {"SpaceToBatch", ImageBlocks},
    {"BatchToSpace", ImageBlocks},
    {"SpaceToDepth", DepthBlocks},
    {"DepthToSpace", DepthBlocks},
    {"MatrixBandPart", Bands},
    {"Diag", [](CaseMaker& m) { m.Add({m.Values({m.Size(3, 700)})}); }},
    {"DiagPart",
     [](CaseMaker& m) {
       const int64_t n = m.Size(2, 30);
       m.Add({m.Values({n, 3, n, 3})});
     }},
    {"MatrixDiag", MatricesOfDiagonals},
    {"MatrixDiagV2", MatricesOfDiagonals},
    {"MatrixDiagV3", MatricesOfDiagonals},
    {"MatrixDiagPart", DiagonalsOfMatrices},
    {"MatrixDiagPartV2", DiagonalsOfMatrices},
    {"MatrixDiagPartV3", DiagonalsOfMatrices},
    {"MatrixSetDiag", OtherDiagonals},
    {"MatrixSetDiagV2", OtherDiagonals},
    {"MatrixSetDiagV3", OtherDiagonals},
    {"ExtractImagePatches", ImagePatches},
    {"ExtractVolumePatches", VolumePatches},
    {"TensorStridedSliceUpdate", SliceUpdates},
    {"InplaceUpdate", RowUpdates},
    {"InplaceAdd", RowUpdates},
    {"InplaceSub", RowUpdates},
    {"DataFormatDimMap", Formats},
    {"DataFormatVecPermute", Formats},
    {"ConjugateTranspose",
     [](CaseMaker& m) {
       const Shape shape = {m.Size(2, 300), m.Size(3, 70)};
       m.Add({m.Values(shape), m.Integers({1, 0})});
       m.Add({m.Values(m.complex(), shape, -2, 2), m.Integers({1, 0})});
     }},
    {"BroadcastArgs",
     [](CaseMaker& m) {
       m.Add({m.Integers({2, 1, 3}), m.Integers({4, 1})});
     }},
});

}  // namespace
}  // namespace thalweg
