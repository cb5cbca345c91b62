// Each update of rows against its formula, written out naively, with rows that
// are named twice.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/training/sparse_apply_adagrad.h"
#include "thalweg/ops/training/sparse_apply_keras_momentum.h"
#include "thalweg/ops/training/sparse_apply_momentum.h"
#include "thalweg/tests/ops/training/variables.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

// w and a are an element of the variable and of its slot, g one of the
// gradient.
using Formula = std::function<void(Complex& w, Complex& a, Complex g)>;
using Rows = std::vector<Complex>;

struct Sizes {
  int64_t rows, columns, picked;
};
// Single columns, narrow rows, rows that are cut.
constexpr Sizes kSizes[] = {
    {3, 1, 5}, {9, 6, 40}, {40, 9, 9000}, {3, 5000, 20}};

class SparseApplyTest : public testing::TestWithParam<DType> {
 protected:
  // make(variable, slot, gradient, indices) adds the op.
  template <class Make>
  void Check(bool reference, const Formula& formula, Make make) {
    for (const auto& [rows, columns, picked] : kSizes) {
      for (int threads : {1, 3}) {
        if (threads == 1 && picked > 1000) continue;
        Variables variables(GetParam(), reference, 2, {rows, columns},
                            {.num_threads = threads});
        const Tensor g = Uniform(GetParam(), {picked, columns}, 0, 0.02, 99);
        const Tensor indices =
            Uniform(threads == 1 ? kInt32 : kInt64, {picked}, 0, rows, 5);
        Rows w = variables.before(0), a = variables.before(1);
        const Rows gradient = Elements(g), at = Elements(indices);
        for (int64_t i = 0; i < picked * columns; ++i) {
          const int64_t row = static_cast<int64_t>(at[i / columns].real());
          const int64_t to = row * columns + i % columns;
          formula(w[to], a[to], gradient[i]);
          w[to] = Rounded(w[to]);
          a[to] = Rounded(a[to]);
        }
        variables.ExpectAfter(
            make(variables.state(0), variables.state(1), g, indices), {w, a},
            ToleranceOf(GetParam()) * (picked > 1000 ? 10 : 3));
        if (HasFatalFailure()) return;
      }
    }
  }
  // After each update, as 16-bit variables are.
  Complex Rounded(Complex value) const {
    if (GetParam() != kHalf && GetParam() != kBfloat16) return value;
    return Elements(FromElements(GetParam(), {}, {value}))[0];
  }
  Tensor Number(double value) const { return ScalarOf(GetParam(), value); }
};

INSTANTIATE_TEST_SUITE_P(DTypes, SparseApplyTest,
                         testing::Values(kHalf, kBfloat16, kFloat, kDouble,
                                         kComplex64, kComplex128),
                         [](const auto& dtype) {
                           return std::string(DTypeName(dtype.param));
                         });

constexpr double kRate = 0.25, kMomentum = 0.5;

TEST_P(SparseApplyTest, MomentumChangesNamedRowsOnly) {
  for (const bool nesterov : {false, true}) {
    const Formula formula = [nesterov](Complex& w, Complex& a, Complex g) {
      a = a * kMomentum + g;
      w -= nesterov ? g * kRate + a * kMomentum * kRate : kRate * a;
    };
    const SparseApplyMomentumAttrs attrs = {.use_nesterov = nesterov};
    Check(true, formula, [&](auto w, auto a, auto g, auto indices) {
      return Operation(SparseApplyMomentum(w, a, Number(kRate), g, indices,
                                           Number(kMomentum), attrs));
    });
    Check(false, formula, [&](auto w, auto a, auto g, auto indices) {
      return ResourceSparseApplyMomentum(w, a, Number(kRate), g, indices,
                                         Number(kMomentum), attrs);
    });
  }
}

TEST_P(SparseApplyTest, KerasMomentumHoldsStepsInItsSlot) {
  for (const bool nesterov : {false, true}) {
    const Formula formula = [nesterov](Complex& w, Complex& a, Complex g) {
      a = a * kMomentum - kRate * g;
      w += nesterov ? a * kMomentum - kRate * g : a;
    };
    Check(false, formula, [&](auto w, auto a, auto g, auto indices) {
      return ResourceSparseApplyKerasMomentum(w, a, Number(kRate), g, indices,
                                              Number(kMomentum),
                                              {.use_nesterov = nesterov});
    });
  }
}

TEST_P(SparseApplyTest, AdagradDividesByTheRootOfTheSum) {
  for (const bool update_slots : {false, true}) {
    const Formula formula = [=](Complex& w, Complex& a, Complex g) {
      if (update_slots) a += g * g;
      w -= kRate * g / std::sqrt(a);
    };
    const SparseApplyAdagradAttrs attrs = {.update_slots = update_slots};
    Check(true, formula, [&](auto w, auto a, auto g, auto indices) {
      return Operation(
          SparseApplyAdagrad(w, a, Number(kRate), g, indices, attrs));
    });
    Check(false, formula, [&](auto w, auto a, auto g, auto indices) {
      return ResourceSparseApplyAdagrad(w, a, Number(kRate), g, indices, attrs);
    });
  }
}

// ---- Malformed inputs, which change nothing ----

class SparseApplyErrorTest : public testing::Test {
 protected:
  // The error of an update of a [3, 2] variable, when only the run shows the
  // shapes and then when building does.
  void ExpectRefused(const Tensor& rate, const Tensor& gradient,
                     const Tensor& indices, const char* text) {
    Variables variables(kFloat, /*reference=*/false, 2, {3, 2});
    const Graph& graph = variables.graph();
    const Output g = Placeholder(graph, kFloat),
                 lr = Placeholder(graph, kFloat),
                 at = Placeholder(graph, kInt32);
    const Operation update = ResourceSparseApplyMomentum(
        variables.state(0), variables.state(1), lr, g, at, 0.5f);
    EXPECT_THAT(
        variables.Run({{lr, rate}, {g, gradient}, {at, indices}}, update),
        StatusIs(kInvalidArgument, text));
    variables.ExpectAfter(Operation(Const(graph, Tensor::Scalar(0.0f))),
                          {variables.before(0), variables.before(1)}, 0);
    Variables known(kFloat, /*reference=*/true, 2, {3, 2});
    const Operation early = SparseApplyMomentum(known.state(0), known.state(1),
                                                rate, gradient, indices, 0.5f)
                                .operation();
    EXPECT_THAT(known.graph().status().ok() ? known.Run({}, early)
                                            : known.graph().status(),
                StatusIs(kInvalidArgument, text));
  }
};

TEST_F(SparseApplyErrorTest, MalformedInputsAreRefused) {
  const Tensor rate = Tensor::Scalar(0.1f);
  const Tensor gradient = Uniform(kFloat, {2, 2}, 0, 1);
  const Tensor indices = Tensor::Vector<int32_t>({0, 2});
  ExpectRefused(rate, gradient, Tensor::Vector<int32_t>({0, 3}),
                "indices[1] = 3 is not in [0, 3)");
  ExpectRefused(
      rate, gradient,
      Tensor::Vector<int32_t>({std::numeric_limits<int32_t>::min(), 0}),
      "indices[0] = -2147483648 is not in [0, 3)");
  ExpectRefused(rate, gradient, Tensor::Vector<int32_t>({0, 1, 2}),
                "grad must be the same size as indices");
  ExpectRefused(rate, gradient, MakeTensor(kInt32, {2, 1}, {0, 1}),
                "indices must be one-dimensional");
  ExpectRefused(rate, Uniform(kFloat, {2, 3}, 0, 1), indices,
                "var and grad must match");
  ExpectRefused(rate, Tensor::Scalar(1.0f), indices,
                "grad must be the same size as indices");
  ExpectRefused(Tensor::Of<float>({1}, {1}), gradient, indices,
                "lr is not a scalar");
}

TEST_F(SparseApplyErrorTest, NoIndicesChangeNothing) {
  Variables variables(kDouble, /*reference=*/true, 2, {3, 2});
  const Operation update =
      SparseApplyAdagrad(variables.state(0), variables.state(1), 0.1,
                         MakeTensor(kDouble, {0, 2}, {}),
                         MakeTensor(kInt64, {0}, {}))
          .operation();
  variables.ExpectAfter(update, {variables.before(0), variables.before(1)}, 0);
}

}  // namespace
}  // namespace thalweg
