// Einsum against sums over all indices.
#include "thalweg/ops/math/einsum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <complex>
#include <map>
#include <string>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/math/einsum_equation.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;
using Complex = std::complex<double>;

// Of labels without an ellipsis.
class NaiveEinsum {
 public:
  NaiveEinsum(std::vector<std::string> subscripts, std::string output,
              const std::vector<Tensor>& inputs)
      : subscripts_(std::move(subscripts)),
        output_(std::move(output)),
        inputs_(inputs) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      elements_.push_back(Elements(inputs[i]));
      for (size_t axis = 0; axis < subscripts_[i].size(); ++axis) {
        // An axis of 1 repeats.
        int64_t& size = sizes_.emplace(subscripts_[i][axis], 1).first->second;
        size = size == 1 ? inputs[i].dim(static_cast<int>(axis)) : size;
      }
    }
  }

  Tensor Compute() {
    Shape shape;
    for (char label : output_) shape.AddDim(sizes_[label]);
    result_.assign(shape.num_elements(), 0);
    std::map<char, int64_t> index;
    for (const auto& [label, size] : sizes_) {
      if (size == 0) return FromElements(inputs_[0].dtype(), shape, result_);
      index[label] = 0;
    }
    do {
      AddTerm(index);
    } while (Next(index));
    return FromElements(inputs_[0].dtype(), shape, result_);
  }

 private:
  bool Next(std::map<char, int64_t>& index) const {
    for (auto& [label, i] : index) {
      if (++i < sizes_.at(label)) return true;
      i = 0;
    }
    return false;
  }
  void AddTerm(const std::map<char, int64_t>& index) {
    Complex term = 1;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      int64_t at = 0;
      for (size_t axis = 0; axis < subscripts_[i].size(); ++axis) {
        const int64_t dim = inputs_[i].dim(static_cast<int>(axis));
        at = at * dim + (dim == 1 ? 0 : index.at(subscripts_[i][axis]));
      }
      term *= elements_[i][at];
    }
    int64_t at = 0;
    for (char label : output_) at = at * sizes_[label] + index.at(label);
    result_[at] += term;
  }

  const std::vector<std::string> subscripts_;
  const std::string output_;
  const std::vector<Tensor>& inputs_;
  std::vector<std::vector<Complex>> elements_;
  std::map<char, int64_t> sizes_;
  std::vector<Complex> result_;
};

// `expanded`: the equation without ellipses, where it has any.
Tensor Naive(const std::string& expanded, const std::vector<Tensor>& inputs) {
  const auto equation = ParseEinsum(expanded, static_cast<int>(inputs.size()));
  return NaiveEinsum(equation->inputs, equation->output, inputs).Compute();
}

GraphFunction Function(const std::string& equation) {
  return [equation](const Graph&, const std::vector<Output>& inputs) {
    return Einsum(inputs, equation);
  };
}

struct Example {
  std::string equation;
  std::vector<Shape> shapes;
  std::string expanded = "";  // Without "..."; empty: there is none.

  std::vector<Tensor> Inputs(DType dtype) const {
    std::vector<Tensor> inputs;
    for (const Shape& shape : shapes) {
      inputs.push_back(
          Uniform(dtype, shape, -3, 3, static_cast<uint32_t>(inputs.size())));
    }
    return inputs;
  }
  Tensor Expected(const std::vector<Tensor>& inputs) const {
    return Naive(expanded.empty() ? equation : expanded, inputs);
  }
};

// Small enough to differentiate.
const std::vector<Example>& Examples() {
  static const auto* const kExamples = new std::vector<Example>{
      // One input: copies, transposes, sums, diagonals.
      {"ab->ab", {{2, 3}}},
      {"abc->cab", {{2, 3, 2}}},
      {"->", {{}}},
      {"ab->", {{2, 3}}},
      {"abc->b", {{2, 3, 2}}},
      {"abc->ca", {{2, 3, 2}}},
      {"aa->a", {{3, 3}}},
      {"aa->", {{3, 3}}},
      {"aab->ba", {{2, 2, 3}}},
      {"aabb->b", {{2, 2, 3, 3}}},
      {"abbcc->ca", {{2, 3, 3, 2, 2}}},
      {"aaa->a", {{2, 2, 2}}},
      {"a->aa", {{3}}},
      {"ab->bab", {{2, 3}}},
      {"aab->aa", {{2, 2, 3}}},
      {"...->...", {{2, 3}}, "xy->xy"},
      {"...ab->...b", {{2, 3, 2}}, "xab->xb"},
      {"ab...->...a", {{2, 3, 2, 2}}, "abxy->xya"},
      {"a...aa->...a", {{2, 3, 2, 2}}, "axaa->xa"},
      {"...->", {{}}, "->"},
      {"a...->a", {{3}}, "a->a"},
      // Two: products, inner and outer ones, batches.
      {"ab,bc->ac", {{2, 3}, {3, 2}}},
      {"ab,cb->ca", {{2, 3}, {2, 3}}},
      {"ba,bc->ac", {{3, 2}, {3, 2}}},
      {"a,b->ab", {{2}, {3}}},
      {"a,a->", {{3}, {3}}},
      {"a,a->a", {{3}, {3}}},
      {"ab,ab->ba", {{2, 3}, {2, 3}}},
      {",a->a", {{}, {3}}},
      {"ab,->ba", {{2, 3}, {}}},
      {"abc,acd->abd", {{2, 2, 3}, {2, 3, 2}}},
      {"acbd,aebd->abce", {{2, 3, 2, 2}, {2, 2, 2, 2}}},
      {"abcd,cad->bc", {{2, 2, 3, 2}, {3, 2, 2}}},
      {"abc,cd->d", {{2, 2, 3}, {3, 2}}},
      {"abc,d->ad", {{2, 2, 3}, {3}}},
      {"aab,bc->ac", {{2, 2, 3}, {3, 2}}},
      {"aab,bcc->c", {{2, 2, 3}, {3, 2, 2}}},
      {"aab,b->aab", {{2, 2, 3}, {3}}},
      {"ab,bc->aac", {{2, 3}, {3, 2}}},
      {"...ab,...bc->...ac", {{2, 1, 2, 3}, {3, 3, 2}}, "xyab,ybc->xyac"},
      {"...ab,bc->...ac", {{2, 2, 3}, {3, 2}}, "xab,bc->xac"},
      {"ab,...bc->...ca", {{2, 3}, {2, 3, 2}}, "ab,xbc->xca"},
      {"...,...->...", {{2, 1}, {3}}, "xy,y->xy"},
      {"...a,...->...", {{2, 3, 2}, {3}}, "xya,y->xy"},
      {"a...b,b...->...a", {{2, 1, 3}, {3, 2}}, "axb,bx->xa"},
      {"...aab,...b->...a", {{2, 2, 3}, {2, 3}}, "aab,xb->xa"},
      {"...ab,bc->ac", {{2, 3}, {3, 2}}, "ab,bc->ac"},
      {"ab...,b->a...", {{1, 2, 3, 1}, {2}}, "abxy,b->axy"},
  };
  return *kExamples;
}

TEST(EinsumTest, SumsProductsOverWhatTheOutputLacks) {
  for (const Example& example : Examples()) {
    SCOPED_TRACE(example.equation);
    for (DType dtype : {kDouble, kInt32, kComplex128}) {
      const std::vector<Tensor> inputs = example.Inputs(dtype);
      ExpectCloseEveryWay(Function(example.equation), inputs,
                          example.Expected(inputs), 1e-12);
    }
  }
}

TEST(EinsumTest, TakesAllDTypesOfItsKernels) {
  const Example example = {"abcc,dba->cd", {{4, 3, 2, 2}, {3, 3, 4}}};
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt32, kInt64,
                      kComplex64, kComplex128}) {
    const std::vector<Tensor> inputs = example.Inputs(dtype);
    const double tolerance = dtype == kBfloat16 ? 0.02
                             : dtype == kHalf   ? 0.003
                                                : 1e-6;
    ExpectCloseEveryWay(Function(example.equation), inputs,
                        example.Expected(inputs), tolerance);
  }
}

TEST(EinsumTest, MultipliesLargeOperandsWithAnyNumberOfThreads) {
  for (const Example& example : std::vector<Example>{
           {"acbd,aebd->abce", {{3, 40, 4, 50}, {3, 60, 4, 50}}},
           {"abc,cbd->da", {{50, 30, 20}, {20, 30, 70}}},
           {"aab,cb->c", {{40, 40, 90}, {80, 90}}},
           {"ab,ab->ab", {{70, 80}, {70, 80}}}}) {
    SCOPED_TRACE(example.equation);
    const std::vector<Tensor> inputs = example.Inputs(kFloat);
    const std::vector<Tensor> exact = example.Inputs(kDouble);
    Graph graph;
    std::vector<Output> placeholders;
    Feeds feeds;
    for (const Tensor& input : inputs) {
      placeholders.push_back(Placeholder(graph, kFloat));
      feeds.emplace_back(placeholders.back(), input);
    }
    const Output result = Einsum(placeholders, example.equation);
    ASSERT_OK_AND_ASSIGN(const Tensor one, Evaluate(result, feeds));
    ExpectEqual(Evaluate(result, feeds, {.num_threads = 3}), one);
    std::vector<Complex> expected = Elements(example.Expected(exact));
    ExpectClose(one, FromElements(kFloat, one.shape(), expected), 1e-3);
  }
}

TEST(EinsumTest, SumsNothingToZero) {
  for (const Example& example :
       std::vector<Example>{{"ab->a", {{2, 0}}},
                            {"ab,bc->ac", {{2, 0}, {0, 3}}},
                            {"ab,bc->ac", {{0, 2}, {2, 3}}},
                            {"abc,acd->abd", {{0, 2, 3}, {0, 3, 2}}},
                            {"aa->a", {{0, 0}}},
                            {"a,b->", {{0}, {3}}},
                            {"...a,...a->...", {{0, 2}, {1, 2}}, "xa,xa->x"}}) {
    SCOPED_TRACE(example.equation);
    const std::vector<Tensor> inputs = example.Inputs(kFloat);
    Shape shape;
    const auto equation =
        ParseEinsum(example.equation, static_cast<int>(inputs.size()));
    ASSERT_OK(equation);
    ASSERT_OK_AND_ASSIGN(shape, EinsumShape(*equation, example.shapes));
    ASSERT_OK_AND_ASSIGN(const Tensor zeros, Tensor::Zeros(kFloat, shape));
    ExpectEveryWay(Function(example.equation), inputs, zeros);
  }
}

TEST(EinsumTest, HasGradientsForUnknownShapesToo) {
  for (const Example& example : Examples()) {
    SCOPED_TRACE(example.equation);
    CheckGradients(Function(example.equation), example.Inputs(kDouble));
  }
}

TEST(EinsumTest, HasGradientsOfComplexNumbers) {
  for (const char* equation : {"ab,bc->ca", "...ab,bc->...c", "aab,b->a"}) {
    SCOPED_TRACE(equation);
    const bool trace = equation[0] == 'a' && equation[1] == 'a';
    const Shape x = trace ? Shape({2, 2, 3}) : Shape({2, 3});
    const Shape y = trace ? Shape({3}) : Shape({3, 2});
    CheckGradients(Function(equation), {Uniform(kComplex128, x, -1, 1, 1),
                                        Uniform(kComplex128, y, -1, 1, 2)});
  }
}

TEST(EinsumTest, HasGradientsOfGradients) {
  for (const Example& example :
       std::vector<Example>{{"ab,bc->ac", {{2, 3}, {3, 2}}},
                            {"aab,bc->c", {{2, 2, 3}, {3, 2}}},
                            {"...ab,...bc->...a", {{2, 2, 3}, {1, 3, 2}}}}) {
    SCOPED_TRACE(example.equation);
    CheckGradients(Function(example.equation), example.Inputs(kDouble),
                   {.second_order = true});
  }
}

Shape InferredShape(const std::string& equation, std::vector<Shape> shapes) {
  Graph graph;
  std::vector<Output> inputs;
  for (const Shape& shape : shapes) {
    inputs.push_back(Placeholder(graph, kFloat, shape));
  }
  const Output result = Einsum(inputs, equation);
  EXPECT_OK(graph.status());
  return result.shape();
}

TEST(EinsumTest, InfersWhatIsKnownOfItsShape) {
  const Shape unknown = Shape::Unknown();
  EXPECT_EQ(InferredShape("ab,bc->ca", {{2, -1}, {3, -1}}), Shape({-1, 2}));
  EXPECT_EQ(InferredShape("ab,bc->ab", {{2, -1}, {3, -1}}), Shape({2, 3}));
  EXPECT_EQ(InferredShape("ab,bc->ca", {unknown, {3, 4}}), Shape({4, -1}));
  EXPECT_EQ(InferredShape("ab->ba", {unknown}), Shape({-1, -1}));
  EXPECT_EQ(InferredShape("...a->...", {{2, -1, 3}}), Shape({2, -1}));
  EXPECT_EQ(InferredShape("...a->...", {unknown}), unknown);
  EXPECT_EQ(InferredShape("...a,...->a...", {{5, 1, 3}, {7, -1, 4}}),
            Shape({3, 7, 5, 4}));
}

TEST(EinsumTest, RefusesMalformedEquations) {
  const auto refuse = [](const std::string& equation, int num_inputs,
                         const char* message) {
    SCOPED_TRACE(equation);
    Graph graph;
    std::vector<Output> inputs;
    for (int i = 0; i < num_inputs; ++i) {
      inputs.push_back(Placeholder(graph, kFloat));
    }
    Einsum(inputs, equation);
    EXPECT_THAT(graph.status(), StatusIs(kInvalidArgument, message));
  };
  refuse("ab", 1, "Expecting exactly one '->' in einsum equation: ab");
  refuse("a->b->c", 1, "Expecting exactly one '->'");
  refuse("a,b,c->abc", 3, "Expecting 1 or 2 input subscripts in equation");
  refuse("a,b->ab", 1, "Expected 2 inputs for equation a,b->ab but got: 1");
  refuse("a->a", 2, "Expected 1 inputs for equation a->a but got: 2");
  refuse("a->b", 1, "has label 'b' which is not present in the input");
  refuse("a..->a", 1, "Expected at most one ellipsis (...), but found 2");
  refuse("a...b...c->...", 1, "but found 6");
  refuse("a.b..c->a", 1, "Periods found outside of ellipsis");
}

TEST(EinsumTest, RefusesShapesThatDoNotGoWithTheEquation) {
  const auto refuse = [](const std::string& equation,
                         const std::vector<Shape>& shapes,
                         const char* message) {
    SCOPED_TRACE(equation);
    ExpectRefusedEveryWay(Function(equation),
                          Example{equation, shapes, ""}.Inputs(kFloat),
                          message);
  };
  refuse("abc->a", {{2, 3}}, "Expected input 0 to have rank 3 but got: 2");
  refuse("a->a", {{2, 3}}, "Expected input 0 to have rank 1 but got: 2");
  refuse("a,ab...->a", {{2}, {2}}, "input 1 to have rank at least 2 but got");
  refuse("aa->a", {{2, 3}}, "Dimensions must be equal, but are 2 and 3");
  refuse("ab,bc->ac", {{2, 3}, {4, 5}}, "must be equal, but are 3 and 4");
  refuse("ab,bc->ac", {{2, 0}, {1, 5}}, "must be equal, but are 0 and 1");
  refuse("...a,...a->...", {{2, 1}, {3, 1}}, "Incompatible shapes");
  refuse("...a->a", {{2, 3}}, "broadcasting dimension(s) but no ellipsis");
}

}  // namespace
}  // namespace thalweg
