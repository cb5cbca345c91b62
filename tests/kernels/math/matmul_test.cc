#include "thalweg/ops/math/matmul.h"

#include <complex>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/math/batch_matmul.h"
#include "thalweg/ops/math/fused_matmul.h"
#include "thalweg/ops/math/tanh.h"
#include "thalweg/ops/nn/bias_add.h"
#include "thalweg/ops/nn/elu.h"
#include "thalweg/ops/nn/relu.h"
#include "thalweg/ops/nn/relu6.h"
#include "thalweg/ops/nn/softplus.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_target.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Complex = std::complex<double>;

// The sum of products of row i of op(a) and column j of op(b), in double.
Tensor NaiveMatMul(const Tensor& a, const Tensor& b, bool ta, bool tb,
                   bool adjoint = false) {
  const auto x = Elements(a), y = Elements(b);
  const int64_t m = a.dim(ta ? 1 : 0), k = a.dim(ta ? 0 : 1);
  const int64_t n = b.dim(tb ? 0 : 1);
  std::vector<Complex> z(m * n);
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      for (int64_t p = 0; p < k; ++p) {
        Complex left = x[ta ? p * m + i : i * k + p];
        Complex right = y[tb ? j * k + p : p * n + j];
        if (adjoint && ta) left = std::conj(left);
        if (adjoint && tb) right = std::conj(right);
        z[i * n + j] += left * right;
      }
    }
  }
  if (kComplex.contains(a.dtype())) {
    std::vector<std::complex<float>> narrow(z.begin(), z.end());
    return a.dtype() == kComplex128
               ? Tensor::Of<Complex>({m, n}, absl::MakeConstSpan(z))
               : Tensor::Of<std::complex<float>>({m, n},
                                                 absl::MakeConstSpan(narrow));
  }
  std::vector<double> real;
  for (const Complex& each : z) real.push_back(each.real());
  return MakeTensor(a.dtype(), {m, n}, real);
}

double ToleranceOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return 2e-3;
    case kBfloat16:
      return 1.6e-2;
    case kFloat:
    case kComplex64:
      return 3e-5;
    default:
      return 1e-12;
  }
}

Tensor Operand(DType dtype, const Shape& shape, uint32_t seed) {
  const bool integer = kIntegers.contains(dtype);
  return Uniform(dtype, shape, integer ? -9 : -1, integer ? 9 : 1, seed);
}

void ExpectProduct(DType dtype, int64_t m, int64_t n, int64_t k, bool ta,
                   bool tb) {
  SCOPED_TRACE(testing::Message()
               << DTypeName(dtype) << " " << m << "x" << n << "x" << k
               << (ta ? " ta" : "") << (tb ? " tb" : ""));
  const Tensor a = Operand(dtype, ta ? Shape({k, m}) : Shape({m, k}), 1);
  const Tensor b = Operand(dtype, tb ? Shape({n, k}) : Shape({k, n}), 2);
  const auto product = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {MatMul(in[0], in[1], {.transpose_a = ta, .transpose_b = tb})};
      },
      {a, b});
  ASSERT_OK(product);
  ExpectClose((*product)[0], NaiveMatMul(a, b, ta, tb), ToleranceOf(dtype));
}

TEST(MatMulKernelTest, EqualsTheNaiveProductForEveryType) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt32, kInt64,
                      kComplex64, kComplex128}) {
    for (bool ta : {false, true}) {
      for (bool tb : {false, true}) {
        ExpectProduct(dtype, 5, 7, 9, ta, tb);
        ExpectProduct(dtype, 37, 33, 40, ta, tb);
      }
    }
  }
}

TEST(MatMulKernelTest, EqualsTheNaiveProductForEverySize) {
  for (int64_t m : {0, 1, 2, 17, 64}) {
    for (int64_t n : {0, 1, 3, 32, 50}) {
      for (int64_t k : {0, 1, 4, 31, 300}) {
        for (bool transpose : {false, true}) {
          ExpectProduct(kFloat, m, n, k, transpose, !transpose);
          ExpectProduct(kDouble, m, n, k, transpose, transpose);
        }
      }
    }
  }
}

TEST(MatMulKernelTest, OwnLoopsAreRightOnEveryInstructionSet) {
  OnEveryTarget([] {
    for (int64_t m : {1, 4, 13}) {
      for (int64_t n : {1, 2, 5, 8, 11, 16, 19, 35}) {
        for (bool transpose : {false, true}) {
          ExpectProduct(kFloat, m, n, 7, transpose, !transpose);
          ExpectProduct(kDouble, m, n, 300, transpose, transpose);
        }
      }
    }
  });
}

TEST(MatMulKernelTest, PiecesOfBigProductsFitTogether) {
  for (bool ta : {false, true}) {
    for (bool tb : {false, true}) {
      ExpectProduct(kFloat, 300, 140, 257, ta, tb);
      ExpectProduct(kFloat, 70, 530, 300, ta, tb);
    }
  }
  ExpectProduct(kFloat, 1, 9000, 1000, false, false);
  ExpectProduct(kDouble, 200, 160, 257, false, true);
  ExpectProduct(kHalf, 200, 160, 257, true, false);
}

TEST(MatMulKernelTest, IntegersWrapAround) {
  const Tensor a = Tensor::Of<int32_t>({1, 2}, {2000000000, 2000000000});
  const Tensor b = Tensor::Of<int32_t>({2, 1}, {1, 1});
  Graph graph;
  ExpectEqual(Evaluate(MatMul(Constant(graph, a), Constant(graph, b))),
              Tensor::Of<int32_t>({1, 1}, {-294967296}));
}

Output PlainMatMul(const Graph&, const std::vector<Output>& in) {
  return MatMul(in[0], in[1]);
}

TEST(MatMulKernelTest, RefusesInnerDimensionsThatDiffer) {
  ExpectRefusedEveryWay(
      PlainMatMul, {Operand(kFloat, {1, 2}, 1), Operand(kFloat, {1, 3}, 1)},
      "Matrix size-incompatible: In[0]: [1,2], In[1]: [1,3]");
}

TEST(MatMulKernelTest, RefusesWhatIsNoMatrix) {
  const Tensor matrix = Operand(kFloat, {2, 2}, 1);
  ExpectRefusedEveryWay(PlainMatMul, {Operand(kFloat, {2}, 1), matrix},
                        "In[0] ndims must be >= 2: 1");
  ExpectRefusedEveryWay(PlainMatMul, {matrix, Operand(kFloat, {2, 2, 2}, 1)},
                        "In[1] is not a matrix");
}

// The activations that the fused op is tried with.
using ActivationOp = Output (*)(Input);
ActivationOp FindActivation(const std::string& name) {
  if (name == "Relu") return Relu;
  if (name == "Relu6") return Relu6;
  if (name == "Elu") return Elu;
  if (name == "Softplus") return Softplus;
  return Tanh;
}

// MatMul, BiasAdd and an activation, as one op and one by one.
void ExpectFusedEqualsSeparate(DType dtype, const Shape& a, const Shape& b,
                               FusedMatMulAttrs attrs) {
  Graph graph;
  const Output x = Constant(graph, Operand(dtype, a, 1));
  const Output y = Constant(graph, Operand(dtype, b, 2));
  const int64_t n = b.dim(attrs.transpose_b ? 0 : 1);
  const Output bias = Constant(graph, Operand(dtype, {n}, 3));
  Output separate = BiasAdd(MatMul(x, y,
                                   {.transpose_a = attrs.transpose_a,
                                    .transpose_b = attrs.transpose_b}),
                            bias);
  if (attrs.fused_ops.size() == 2) {
    separate = FindActivation(attrs.fused_ops[1])(separate);
  }
  const Output fused = FusedMatMul(x, y, {bias}, attrs);
  ASSERT_OK(graph.status());
  ASSERT_OK_AND_ASSIGN(const Tensor expected, Evaluate(separate));
  ExpectEqual(Evaluate(fused), expected);
}

TEST(FusedMatMulKernelTest, HasTheBitsOfTheSeparateOps) {
  for (DType dtype : {kFloat, kHalf, kBfloat16}) {
    for (const std::vector<std::string>& ops :
         std::vector<std::vector<std::string>>{{"BiasAdd"},
                                               {"BiasAdd", "Relu"},
                                               {"BiasAdd", "Relu6"},
                                               {"BiasAdd", "Elu"},
                                               {"BiasAdd", "Softplus"},
                                               {"BiasAdd", "Tanh"}}) {
      ExpectFusedEqualsSeparate(dtype, {3, 4}, {4, 5}, {.fused_ops = ops});
      ExpectFusedEqualsSeparate(
          dtype, {90, 100}, {70, 90},
          {.transpose_a = true, .transpose_b = true, .fused_ops = ops});
    }
  }
  // Cut into columns.
  ExpectFusedEqualsSeparate(kFloat, {100, 300}, {300, 700},
                            {.fused_ops = {"BiasAdd", "Relu"}});
}

TEST(FusedMatMulKernelTest, RefusesWhatItDoesNotKnow) {
  Graph graph;
  const Output x = Constant(graph, Operand(kFloat, {2, 2}, 1));
  const Output bias = Constant(graph, Operand(kFloat, {2}, 1));
  EXPECT_THAT(
      Evaluate(FusedMatMul(x, x, {bias}, {.fused_ops = {"BiasAdd", "Foo"}})),
      StatusIs(absl::StatusCode::kNotFound, "BiasAdd,Foo"));
  EXPECT_THAT(
      Evaluate(FusedMatMul(x, x, {bias, bias}, {.fused_ops = {"BiasAdd"}})),
      StatusIs(absl::StatusCode::kInvalidArgument, "expected 1 further"));
}

Tensor Matrix(const Tensor& batch, int64_t i) {
  const int rank = batch.rank();
  const int64_t rows = batch.dim(rank - 2), columns = batch.dim(rank - 1);
  return batch
      .Reshaped({batch.num_elements() / (rows * columns), rows, columns})
      .Slice(i, i + 1)
      .Reshaped({rows, columns});
}

void ExpectBatchProduct(DType dtype, const Shape& x_shape, const Shape& y_shape,
                        BatchMatMulAttrs attrs,
                        const std::vector<std::pair<int, int>>& pairs) {
  SCOPED_TRACE(testing::Message()
               << DTypeName(dtype) << x_shape.ToString() << y_shape.ToString());
  const Tensor x = Operand(dtype, x_shape, 1), y = Operand(dtype, y_shape, 2);
  const auto product = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {BatchMatMul(in[0], in[1], attrs)};
      },
      {x, y});
  ASSERT_OK(product);
  for (size_t i = 0; i < pairs.size(); ++i) {
    ExpectClose(
        Matrix((*product)[0], i),
        NaiveMatMul(Matrix(x, pairs[i].first), Matrix(y, pairs[i].second),
                    attrs.adj_x, attrs.adj_y, /*adjoint=*/true),
        ToleranceOf(dtype));
  }
}

TEST(BatchMatMulKernelTest, MultipliesPairsOfMatricesForEveryType) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt16, kInt32, kInt64,
                      kComplex64, kComplex128}) {
    ExpectBatchProduct(dtype, {2, 3, 4}, {2, 4, 5}, {}, {{0, 0}, {1, 1}});
    ExpectBatchProduct(dtype, {2, 4, 3}, {2, 5, 4},
                       {.adj_x = true, .adj_y = true}, {{0, 0}, {1, 1}});
  }
}

TEST(BatchMatMulKernelTest, BroadcastsLeadingDimensions) {
  ExpectBatchProduct(kFloat, {2, 1, 3, 4}, {3, 4, 5}, {},
                     {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}});
  ExpectBatchProduct(kFloat, {3, 40, 50}, {50, 60}, {},
                     {{0, 0}, {1, 0}, {2, 0}});
  ExpectBatchProduct(kDouble, {3, 4}, {2, 5, 4}, {.adj_y = true},
                     {{0, 0}, {0, 1}});
}

TEST(BatchMatMulKernelTest, PiecesOfBigProductsFitTogether) {
  ExpectBatchProduct(kFloat, {2, 300, 150}, {2, 150, 260}, {},
                     {{0, 0}, {1, 1}});
  ExpectBatchProduct(kFloat, {2, 64, 128}, {2, 128, 300}, {}, {{0, 0}, {1, 1}});
}

TEST(BatchMatMulKernelTest, EmptyBatchesGiveEmptyResults) {
  ExpectBatchProduct(kFloat, {0, 3, 4}, {0, 4, 5}, {}, {});
  ExpectBatchProduct(kFloat, {0, 30, 40}, {1, 40, 50}, {}, {});
}

TEST(BatchMatMulKernelTest, RefusesWhatDoesNotMatch) {
  const auto product = [](const Graph&, const std::vector<Output>& in) {
    return BatchMatMul(in[0], in[1]);
  };
  const auto without_broadcast = [](const Graph&,
                                    const std::vector<Output>& in) {
    return BatchMatMulV1(in[0], in[1]);
  };
  struct Case {
    GraphFunction function;
    Shape x, y;
    const char* message;
  };
  const Case cases[] = {
      {product, {2, 1, 2}, {2, 3, 1}, "Matrix size-incompatible: In[0]: "},
      {product, {2}, {2, 2}, "In[0] ndims must be >= 2: 1"},
      {product, {2, 2, 2}, {3, 2, 2}, "must have compatible batch dimensions"},
      {without_broadcast, {1, 2, 2}, {3, 2, 2}, "must be the same"},
      {without_broadcast, {2, 2}, {3, 2, 2}, "has different ndims"},
  };
  for (const Case& each : cases) {
    ExpectRefusedEveryWay(
        each.function, {Operand(kFloat, each.x, 1), Operand(kFloat, each.y, 1)},
        each.message);
  }
}

}  // namespace
}  // namespace thalweg
