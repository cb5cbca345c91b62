// Numbers of a normal distribution between bounds, in the order and with the
// roundings of TensorFlow, so that seeded values are its.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "absl/types/span.h"
#include "thalweg/kernels/functors/philox.h"
#include "thalweg/kernels/functors/random_values.h"

namespace thalweg {

// Arithmetic that rounds each result to T, which may be half.
template <class T>
class Rounded {
 public:
  using Wide = std::conditional_t<std::is_same_v<T, double>, double, float>;

  Rounded() = default;
  explicit Rounded(T value) : value_(static_cast<Wide>(value)) {}
  static Rounded Of(Wide value) {
    if constexpr (std::is_same_v<T, Wide>) {
      Rounded result;
      result.value_ = value;
      return result;
    } else {
      return Rounded(T(value));
    }
  }

  Wide wide() const { return value_; }
  T value() const { return T(value_); }
  friend Rounded operator+(Rounded a, Rounded b) {
    return Of(a.value_ + b.value_);
  }
  friend Rounded operator-(Rounded a, Rounded b) {
    return Of(a.value_ - b.value_);
  }
  friend Rounded operator*(Rounded a, Rounded b) {
    return Of(a.value_ * b.value_);
  }
  friend Rounded operator/(Rounded a, Rounded b) {
    return Of(a.value_ / b.value_);
  }
  friend Rounded operator-(Rounded a) { return Of(-a.value_); }
  friend bool operator<(Rounded a, Rounded b) { return a.value_ < b.value_; }
  friend bool operator<=(Rounded a, Rounded b) { return a.value_ <= b.value_; }
  friend Rounded Sqrt(Rounded a) { return Of(std::sqrt(a.value_)); }
  friend Rounded Exp(Rounded a) { return Of(std::exp(a.value_)); }
  friend Rounded Log(Rounded a) { return Of(std::log(a.value_)); }

 private:
  Wide value_ = 0;
};

template <class T>
struct TruncatedNormalParameters {
  T mean, stdev, minval, maxval;
};

// A run of numbers with the same parameters.
template <class T>
class TruncatedNormalRun {
 public:
  // What a number may be rejected at most.
  static constexpr int kMaxRejections = 1000;

  explicit TruncatedNormalRun(const TruncatedNormalParameters<T>& parameters)
      : mean_(parameters.mean), stdev_(parameters.stdev) {
    R low(parameters.minval), high(parameters.maxval);
    // Where there is one bound, it becomes the lower; where both are on one
    // side of the mean, they become positive.
    if ((std::isinf(low.wide()) && low < R()) || high < mean_) {
      std::swap(low, high);
      stdev_ = -stdev_;
    }
    low_ = (low - mean_) / stdev_;
    high_ = (high - mean_) / stdev_;
  }

  static bool IsValid(const TruncatedNormalParameters<T>& parameters) {
    const R low(parameters.minval), high(parameters.maxval);
    return R() < R(parameters.stdev) && low < high &&
           (std::isfinite(low.wide()) || std::isfinite(high.wide()));
  }

  // Fills `out` from the stream on; false when too many numbers in a row are
  // rejected.
  bool Fill(Philox& stream, absl::Span<T> out) const {
    const R cutoff_side(R::Of(Wide(1.3)));
    if ((low_ < -cutoff_side && R() <= high_) ||
        (cutoff_side < high_ && low_ <= R())) {
      return FillFromNormals(stream, out);
    }
    return high_ - low_ < Cutoff() ? FillFromUniforms(stream, out)
                                   : FillFromExponentials(stream, out);
  }

 private:
  using R = Rounded<T>;
  using Wide = typename R::Wide;

  static R Constant(double value) { return R::Of(static_cast<Wide>(value)); }

  // The width of an interval below which uniform numbers do better.
  R Cutoff() const {
    const R root = Sqrt(low_ * low_ + Constant(4));
    return Constant(2) *
           Exp(Constant(0.5) + (low_ * (low_ - root)) / Constant(4)) /
           (low_ + root);
  }

  // The output's numbers one after another, and rejections in between.
  class Writer {
   public:
    Writer(const TruncatedNormalRun& run, absl::Span<T> out)
        : run_(run), out_(out) {}
    bool done() const { return written_ == out_.size(); }
    bool failed() const { return rejected_ > kMaxRejections; }
    void Take(R z) {
      out_[written_++] = (z * run_.stdev_ + run_.mean_).value();
      rejected_ = 0;
    }
    void Reject() { ++rejected_; }

   private:
    const TruncatedNormalRun& run_;
    const absl::Span<T> out_;
    size_t written_ = 0;
    int rejected_ = 0;
  };

  bool FillFromNormals(Philox& stream, absl::Span<T> out) const {
    Writer writer(*this, out);
    while (!writer.done()) {
      T normals[NormalDistribution<T>::kGroup];
      NormalDistribution<T>()(stream, normals);
      for (const T& normal : normals) {
        const R z(normal);
        if (low_ <= z && z <= high_) {
          writer.Take(z);
        } else {
          writer.Reject();
        }
        if (writer.done()) break;
        if (writer.failed()) return false;
      }
    }
    return true;
  }

  bool FillFromUniforms(Philox& stream, absl::Span<T> out) const {
    constexpr int kGroup = UniformDistribution<T>::kGroup;
    const R width = high_ - low_;
    const R top = low_ < R() ? R() : low_ * low_;
    Writer writer(*this, out);
    while (!writer.done()) {
      T places[kGroup], levels[kGroup];
      UniformDistribution<T>()(stream, places);
      UniformDistribution<T>()(stream, levels);
      for (int i = 0; i < kGroup && !writer.done(); ++i) {
        const R z = R(places[i]) * width + low_;
        const R g = (top - z * z) / Constant(2);
        if (R(levels[i]) <= Exp(g)) {
          writer.Take(z);
        } else {
          writer.Reject();
        }
        if (writer.failed()) return false;
      }
    }
    return true;
  }

  bool FillFromExponentials(Philox& stream, absl::Span<T> out) const {
    constexpr int kGroup = UniformDistribution<T>::kGroup;
    const R alpha = (low_ + Sqrt(low_ * low_ + Constant(4))) / Constant(2);
    Writer writer(*this, out);
    while (!writer.done()) {
      T uniforms[kGroup];
      UniformDistribution<T>()(stream, uniforms);
      for (int i = 0; i < kGroup && !writer.done(); i += 2) {
        const R z = -Log(R(uniforms[i])) / alpha + low_;
        const R x = low_ < alpha ? alpha - z : low_ - alpha;
        const R g = Exp(-x * x / Constant(2));
        if (R(uniforms[i + 1]) <= g && z < high_) {
          writer.Take(z);
        } else {
          writer.Reject();
        }
        if (writer.failed()) return false;
      }
    }
    return true;
  }

  R mean_, stdev_;
  // The bounds, as of a mean of 0 and a standard deviation of 1.
  R low_, high_;
};

}  // namespace thalweg
