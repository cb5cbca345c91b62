// Numbers of gamma and Poisson distributions, by rejection. The streams and
// formulas are TensorFlow's, so that seeded values are.
#pragma once

#include <cmath>
#include <limits>

#include "thalweg/kernels/functors/philox.h"
#include "thalweg/kernels/functors/random_values.h"

namespace thalweg {

// The numbers of each group of a distribution of doubles, the last first.
template <template <class> class Distribution>
class ReversedDraws {
 public:
  double Next(Philox& stream) {
    if (left_ == 0) {
      Distribution<double>()(stream, group_);
      left_ = Distribution<double>::kGroup;
    }
    return group_[--left_];
  }

 private:
  double group_[Distribution<double>::kGroup];
  int left_ = 0;
};

// More tries than any distribution needs; where numbers are so large, small or
// odd that all fail, a sample is what the distribution tends to.
inline constexpr int kMaxTries = 1000;

// Of shape parameter alpha and rate 1. Marsaglia and Tsang, "A simple method
// for generating gamma variables" (2000).
class GammaDraw {
 public:
  GammaDraw(double alpha, double)
      : alpha_(alpha),
        d_(alpha + (alpha < 1 ? 2.0 / 3 : -1.0 / 3)),
        c_(1.0 / 3 / std::sqrt(d_)) {}

  double operator()(Philox stream) const {
    ReversedDraws<UniformDistribution> uniform;
    if (alpha_ == 1.0) return -std::log1p(-uniform.Next(stream));
    ReversedDraws<NormalDistribution> normal;
    for (int i = 0; i < kMaxTries; ++i) {
      const double x = normal.Next(stream);
      double v = 1 + c_ * x;
      if (v <= 0) continue;
      v = v * v * v;
      const double u = uniform.Next(stream);
      if (!Accepts(x, v, u)) continue;
      const double sample = d_ * v;
      return alpha_ < 1 ? sample * std::pow(uniform.Next(stream), 1 / alpha_)
                        : sample;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  bool Accepts(double x, double v, double u) const {
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return true;
    return std::log(u) < 0.5 * x * x + d_ * (1 - v + std::log(v));
  }

  double alpha_;
  double d_;
  double c_;
};

// Of a Poisson distribution of mean `rate`; no more than `highest`. Below 10 by
// Knuth's product of uniform numbers, above by Hörmann, "The transformed
// rejection method for generating Poisson random variables" (1993).
class PoissonDraw {
 public:
  PoissonDraw(double rate, double highest) : rate_(rate), highest_(highest) {
    if (rate < kLarge) {
      exp_neg_rate_ = std::exp(-rate);
      return;
    }
    log_rate_ = std::log(rate);
    b_ = 0.931 + 2.53 * std::sqrt(rate);
    a_ = -0.059 + 0.02483 * b_;
    inv_alpha_ = 1.1239 + 1.1328 / (b_ - 3.4);
  }

  double operator()(Philox stream) const {
    return rate_ < kLarge ? DrawSmall(stream) : DrawLarge(stream);
  }

 private:
  static constexpr double kLarge = 10;

  double DrawSmall(Philox& stream) const {
    ReversedDraws<UniformDistribution> uniform;
    double product = 1;
    for (double count = 0;; ++count) {
      product *= uniform.Next(stream);
      if (product <= exp_neg_rate_) return count;
    }
  }

  double DrawLarge(Philox& stream) const {
    ReversedDraws<UniformDistribution> uniform;
    for (int i = 0; i < kMaxTries; ++i) {
      const double u = uniform.Next(stream) - 0.5;
      const double v = uniform.Next(stream);
      const double shifted = 0.5 - std::abs(u);
      const double k = std::floor((2 * a_ / shifted + b_) * u + rate_ + 0.43);
      if (!(k <= highest_)) continue;  // NaN neither.
      if (shifted >= 0.07 && v <= 0.9277 - 3.6224 / (b_ - 2)) return k;
      if (k < 0 || (shifted < 0.013 && v > shifted)) continue;
      const double s =
          std::log(v * inv_alpha_ / (a_ / (shifted * shifted) + b_));
      if (s <= -rate_ + k * log_rate_ - std::lgamma(k + 1)) return k;
    }
    return std::isnan(rate_) ? rate_ : highest_;
  }

  double rate_;
  double highest_;
  double exp_neg_rate_ = 0;
  double log_rate_ = 0;
  double a_ = 0;
  double b_ = 0;
  double inv_alpha_ = 0;
};

}  // namespace thalweg
