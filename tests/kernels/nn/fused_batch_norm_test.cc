// FusedBatchNorm and FusedBatchNormGrad.
#include "thalweg/ops/nn/fused_batch_norm.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/ops/nn/fused_batch_norm_grad.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_target.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Vector = std::vector<double>;

Vector Reals(const Tensor& tensor) {
  Vector reals;
  for (const auto& element : Elements(tensor)) reals.push_back(element.real());
  return reals;
}

// Images as [outer, channels, inner].
struct Case {
  Shape images;
  std::string format = "NHWC";
  bool is_training = true;
  float factor = 1;
  double offset = 0;  // Added to all values.

  bool channels_last() const { return format.back() == 'C'; }
  int channels_dim() const { return channels_last() ? images.rank() - 1 : 1; }
  int64_t channels() const { return images.dim(channels_dim()); }
  int64_t channel_of(int64_t i) const {
    if (channels_last()) return i % channels();
    const int64_t inner = images.Slice(2, images.rank()).num_elements();
    return i / inner % channels();
  }
  double count() const {
    return static_cast<double>(images.num_elements() / channels());
  }
};

const Case kCases[] = {
    {{2, 3, 4, 5}},
    {{2, 3, 4, 5}, "NHWC", true, 0.25f},
    {{2, 3, 4, 5}, "NHWC", false},
    {{2, 5, 3, 4}, "NCHW"},
    {{2, 5, 3, 4}, "NCHW", true, 0.5f},
    {{2, 5, 3, 4}, "NCHW", false},
    {{1, 2, 3, 2, 17}, "NDHWC"},
    {{2, 3, 2, 3, 4}, "NCDHW", false},
    {{2, 3, 2, 3, 4}, "NCDHW"},
    {{1, 1, 1, 3}},
    {{3, 4, 1, 1}, "NCHW"},
    {{4, 5, 3, 1}},
    // More columns than a tile has.
    {{1, 3, 3, 1030}},
    // Rows and planes that are divided.
    {{8, 30, 30, 33}},
    {{2, 3, 90, 90}, "NCHW"},
    // A mean far from zero.
    {{4, 16, 16, 8}, "NHWC", true, 1, 1000},
    {{4, 3, 40, 40}, "NCHW", true, 1, 1000},
};

struct Moments {
  Vector mean, variance;  // The mean square deviation.
};
Moments MomentsOf(const Case& c, const Vector& x) {
  Moments moments = {Vector(c.channels()), Vector(c.channels())};
  for (size_t i = 0; i < x.size(); ++i) {
    moments.mean[c.channel_of(i)] += x[i] / c.count();
  }
  for (size_t i = 0; i < x.size(); ++i) {
    const double apart = x[i] - moments.mean[c.channel_of(i)];
    moments.variance[c.channel_of(i)] += apart * apart / c.count();
  }
  return moments;
}

double ToleranceOf(DType dtype, const Case& c) {
  const double relative = dtype == kHalf       ? 2e-3
                          : dtype == kBfloat16 ? 2e-2
                                               : 2e-5;
  return relative * (1 + std::abs(c.offset) / 20);
}

Tensor ImagesOf(DType dtype, const Case& c, uint32_t seed) {
  return Uniform(dtype, c.images, c.offset - 1, c.offset + 1, seed);
}
Tensor VectorOf(const Case& c, double low, double high, uint32_t seed) {
  return Uniform(kFloat, {c.channels()}, low, high, seed);
}
Tensor FloatsOf(const Vector& values) {
  return MakeTensor(kFloat, {static_cast<int64_t>(values.size())}, values);
}

void ExpectNorm(DType dtype, const Case& c) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << c.images.ToString()
                                  << c.format << c.is_training << c.factor);
  const float epsilon = 0.01f;
  const Tensor images = ImagesOf(dtype, c, 1);
  const Tensor scale = VectorOf(c, 0.5, 2, 2), offset = VectorOf(c, -1, 1, 3),
               mean = VectorOf(c, -1, 1, 4), variance = VectorOf(c, 0.5, 2, 5);
  const Vector x = Reals(images), a = Reals(scale), b = Reals(offset);
  const Moments given = {Reals(mean), Reals(variance)};
  const Moments own = c.is_training ? MomentsOf(c, x) : given;
  Vector y(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    const int64_t k = c.channel_of(i);
    y[i] = (x[i] - own.mean[k]) / std::sqrt(own.variance[k] + epsilon) * a[k] +
           b[k];
  }
  Moments running = own;
  if (c.is_training) {
    const double n = c.count(), unbiased = n > 1 ? n / (n - 1) : 1;
    for (int64_t k = 0; k < c.channels(); ++k) {
      running.mean[k] = (1 - c.factor) * given.mean[k] + c.factor * own.mean[k];
      running.variance[k] = (1 - c.factor) * given.variance[k] +
                            c.factor * own.variance[k] * unbiased;
    }
  }
  const auto actual = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) {
        const Operation norm =
            FusedBatchNorm(in[0], in[1], in[2], in[3], in[4],
                           {.epsilon = epsilon,
                            .exponential_avg_factor = c.factor,
                            .data_format = c.format,
                            .is_training = c.is_training});
        std::vector<Output> outputs;
        for (int i = 0; i < 6; ++i) outputs.push_back(norm[i]);
        return outputs;
      },
      {images, scale, offset, mean, variance}, 0);
  ASSERT_OK(actual);
  const double tolerance = ToleranceOf(dtype, c);
  ExpectClose((*actual)[0], MakeTensor(dtype, c.images, y), tolerance);
  ExpectClose((*actual)[1], FloatsOf(running.mean), 1e-5);
  ExpectClose((*actual)[2], FloatsOf(running.variance), 1e-5);
  ExpectClose((*actual)[3], FloatsOf(own.mean), 1e-5);
  ExpectClose((*actual)[4], FloatsOf(own.variance), 1e-5);
  ExpectEqual((*actual)[5], Tensor::Scalar<float>(0));
}

void ExpectNormGrad(DType dtype, const Case& c) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << c.images.ToString()
                                  << c.format << c.is_training);
  const float epsilon = 0.01f;
  const Tensor images = ImagesOf(dtype, c, 1);
  const Tensor grad = Uniform(dtype, c.images, -1, 1, 2);
  const Tensor scale = VectorOf(c, 0.5, 2, 3);
  const Vector x = Reals(images), g = Reals(grad), a = Reals(scale);
  const Moments own = c.is_training ? MomentsOf(c, x)
                                    : Moments{Reals(VectorOf(c, -1, 1, 4)),
                                              Reals(VectorOf(c, 0.5, 2, 5))};
  const Tensor mean = FloatsOf(own.mean), variance = FloatsOf(own.variance);
  Vector sum(c.channels()), products(c.channels()), dx(x.size());
  const auto u = [&](size_t i) { return x[i] - own.mean[c.channel_of(i)]; };
  const auto r = [&](int64_t k) {
    return 1 / std::sqrt(own.variance[k] + epsilon);
  };
  for (size_t i = 0; i < x.size(); ++i) {
    sum[c.channel_of(i)] += g[i];
    products[c.channel_of(i)] += g[i] * u(i);
  }
  for (size_t i = 0; i < x.size(); ++i) {
    const int64_t k = c.channel_of(i);
    const double centered = g[i] - sum[k] / c.count() -
                            u(i) * r(k) * r(k) * products[k] / c.count();
    dx[i] = a[k] * r(k) * (c.is_training ? centered : g[i]);
  }
  for (int64_t k = 0; k < c.channels(); ++k) products[k] *= r(k);
  const auto actual = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) {
        const Operation gradient =
            FusedBatchNormGrad(in[0], in[1], in[2], in[3], in[4], in[4],
                               {.epsilon = epsilon,
                                .data_format = c.format,
                                .is_training = c.is_training});
        std::vector<Output> outputs;
        for (int i = 0; i < 5; ++i) outputs.push_back(gradient[i]);
        return outputs;
      },
      {grad, images, scale, mean, variance}, 0);
  ASSERT_OK(actual);
  const double tolerance = ToleranceOf(dtype, c);
  ExpectClose((*actual)[0], MakeTensor(dtype, c.images, dx), 5 * tolerance);
  const double of_sums = 1e-6 * (20 + c.count() / 10 + std::abs(c.offset));
  ExpectClose((*actual)[1], FloatsOf(products), of_sums);
  ExpectClose((*actual)[2], FloatsOf(sum), of_sums);
  ExpectEqual((*actual)[3], MakeTensor(kFloat, {0}, {}));
  ExpectEqual((*actual)[4], MakeTensor(kFloat, {0}, {}));
}

TEST(FusedBatchNormKernelTest, BringsChannelsToAMeanAndAVariance) {
  for (const Case& c : kCases) {
    ExpectNorm(kFloat, c);
    if (c.offset == 0) {
      ExpectNorm(kHalf, c);
      ExpectNorm(kBfloat16, c);
    }
  }
}

TEST(FusedBatchNormKernelTest, GradientIsThatOfTheFormula) {
  for (const Case& c : kCases) {
    ExpectNormGrad(kFloat, c);
    if (c.offset == 0) {
      ExpectNormGrad(kHalf, c);
      ExpectNormGrad(kBfloat16, c);
    }
  }
}

TEST(FusedBatchNormKernelTest, IsRightOnEveryInstructionSet) {
  OnEveryTarget([] {
    for (const Case& c : {kCases[0], kCases[3], kCases[6], kCases[12]}) {
      for (DType dtype : {kHalf, kBfloat16, kFloat}) {
        ExpectNorm(dtype, c);
        ExpectNormGrad(dtype, c);
      }
    }
  });
}

TEST(FusedBatchNormKernelTest, TrainingTakesEmptyMoments) {
  const Tensor two = MakeTensor(kFloat, {1}, {2});
  const Tensor none = MakeTensor(kFloat, {0}, {});
  ExpectCloseEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return FusedBatchNormV1(in[0], in[1], in[1], in[2], in[2],
                                {.epsilon = 0})[0];
      },
      {MakeTensor(kFloat, {1, 1, 2, 1}, {3, 5}), two, none},
      MakeTensor(kFloat, {1, 1, 2, 1}, {0, 4}), 1e-6);
}

TEST(FusedBatchNormKernelTest, EmptyImagesHaveNoMoments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor images = MakeTensor(kFloat, {0, 2, 2, 3}, {});
  const Tensor vector = MakeTensor(kFloat, {3}, {1, 2, 3});
  for (bool trains : {false, true}) {
    const auto actual = EvaluateAllWays(
        [&](const Graph&, const std::vector<Output>& in) {
          const Operation norm = FusedBatchNormV2(
              in[0], in[1], in[1], in[1], in[1], {.is_training = trains});
          const Operation grad = FusedBatchNormGradV2(
              in[0], in[0], in[1], in[1], in[1], {.is_training = trains});
          return std::vector<Output>{norm[0], norm[1], norm[2],
                                     grad[0], grad[1], grad[2]};
        },
        {images, vector}, 0);
    ASSERT_OK(actual);
    const Tensor nans = MakeTensor(kFloat, {3}, {nan, nan, nan});
    const Tensor zeros = MakeTensor(kFloat, {3}, {0, 0, 0});
    const Tensor expected[] = {images, nans, nans, images, zeros, zeros};
    for (int i = 0; i < 6; ++i) ExpectEqual((*actual)[i], expected[i]);
  }
}

TEST(FusedBatchNormKernelTest, RefusesShapesThatDisagree) {
  const auto zeros = [](const Shape& shape) {
    return Tensor::Zeros(kFloat, shape).value();
  };
  struct Bad {
    Shape x, scale, offset, mean, variance;
    bool is_training;
    const char* message;
  };
  const Bad cases[] = {
      {{2, 2, 3}, {3}, {3}, {3}, {3}, true, "4 or 5-dimensional"},
      {{1, 2, 2, 3},
       {2},
       {3},
       {3},
       {3},
       true,
       "scale must have the same number of elements as the channels of x, got "
       "2 and 3"},
      {{1, 2, 2, 3}, {3}, {4}, {3}, {3}, true, "offset must have the same"},
      {{1, 2, 2, 3}, {3}, {3}, {1}, {3}, false, "mean must have the same"},
      {{1, 2, 2, 3}, {3}, {3}, {3}, {0}, false, "variance must have the same"},
      {{1, 2, 2, 3}, {3, 1}, {3}, {3}, {3}, true, "scale must be 1-dim"},
      {{1, 2, 2, 3}, {3}, {3}, {}, {3}, true, "mean must be 1-dimensional"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return FusedBatchNorm(in[0], in[1], in[2], in[3], in[4],
                                {.is_training = bad.is_training})[0];
        },
        {zeros(bad.x), zeros(bad.scale), zeros(bad.offset), zeros(bad.mean),
         zeros(bad.variance)},
        bad.message);
  }
  const auto refuse_gradient = [&](const Shape& dy, const Shape& x,
                                   const Shape& mean, const char* message) {
    SCOPED_TRACE(message);
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return FusedBatchNormGrad(in[0], in[1], in[2], in[3], in[2],
                                    in[2])[0];
        },
        {zeros(dy), zeros(x), zeros({3}), zeros(mean)}, message);
  };
  refuse_gradient({2, 2, 2, 3}, {2, 2, 1, 3}, {3},
                  "x and y_backprop must have same shape, but x has shape "
                  "[2,2,1,3] and y_backprop has shape [2,2,2,3]");
  refuse_gradient({2, 2, 2, 3}, {2, 2, 2, 3}, {2},
                  "reserve_space_1 must have the same number");
  refuse_gradient({2, 2, 2}, {2, 2, 2}, {3}, "4 or 5-dimensional");
}

}  // namespace
}  // namespace thalweg
