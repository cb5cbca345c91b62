// ScalarMath: the vocabulary of the formulas in this folder on single integers
// and complex numbers, and what makes the formulas compile without Highway.
// Include it before them.
#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <type_traits>

#ifndef HWY_BEFORE_NAMESPACE
#define HWY_BEFORE_NAMESPACE() static_assert(true)
#define HWY_AFTER_NAMESPACE() static_assert(true)
#define HWY_NAMESPACE N_PLAIN
#define HWY_INLINE inline
#endif

namespace thalweg {

// Integers of any width; they wrap around.
template <class T>
struct ScalarMath {
  static_assert(std::is_integral_v<T>);
  // Wide enough that promotion to int cannot overflow.
  using U = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

  T Const(double value) const { return static_cast<T>(value); }
  T Add(T x, T y) const { return static_cast<T>(U(x) + U(y)); }
  T Sub(T x, T y) const { return static_cast<T>(U(x) - U(y)); }
  T Mul(T x, T y) const { return static_cast<T>(U(x) * U(y)); }
  T Neg(T x) const { return static_cast<T>(U{0} - U(x)); }
  T Abs(T x) const { return x < 0 ? Neg(x) : x; }
  T Conj(T x) const { return x; }
  T Invert(T x) const { return static_cast<T>(~x); }
  bool Less(T x, T y) const { return x < y; }
  bool Equal(T x, T y) const { return x == y; }
  bool And(bool x, bool y) const { return x && y; }
  T If(bool condition, T x, T y) const { return condition ? x : y; }
  T Max(T x, T y) const { return x < y ? y : x; }
  T Min(T x, T y) const { return y < x ? y : x; }
  T Sign(T x) const { return static_cast<T>((x > 0) - (x < 0)); }

  // By zero: 0, and by -1 without overflow. Whoever divides checks for zeros.
  T Div(T x, T y) const {
    if (y == 0) return 0;
    if constexpr (std::is_signed_v<T>) {
      if (y == -1) return Neg(x);
    }
    return static_cast<T>(x / y);
  }
  T FloorDiv(T x, T y) const {
    const T quotient = Div(x, y);
    return Rounds(x, y) ? static_cast<T>(quotient - 1) : quotient;
  }
  T TruncateMod(T x, T y) const {
    if (y == 0 || (std::is_signed_v<T> && y == static_cast<T>(-1))) return 0;
    return static_cast<T>(x % y);
  }
  T FloorMod(T x, T y) const {
    const T remainder = TruncateMod(x, y);
    return Rounds(x, y) ? static_cast<T>(remainder + y) : remainder;
  }
  // 0 for a negative y. Whoever raises checks for those.
  T Pow(T x, T y) const {
    if (y < 0) return 0;
    T result = 1;
    for (;; x = Mul(x, x)) {
      if ((y & 1) != 0) result = Mul(result, x);
      y = static_cast<T>(y >> 1);
      if (y == 0) return result;
    }
  }

  T BitwiseAnd(T x, T y) const { return static_cast<T>(x & y); }
  T BitwiseOr(T x, T y) const { return static_cast<T>(x | y); }
  T BitwiseXor(T x, T y) const { return static_cast<T>(x ^ y); }
  T LeftShift(T x, T y) const { return static_cast<T>(U(x) << Distance(y)); }
  T RightShift(T x, T y) const { return static_cast<T>(x >> Distance(y)); }

 private:
  // How far y shifts: by no bit for y < 0, else at most by all but one.
  static int Distance(T y) {
    constexpr int kLast = 8 * static_cast<int>(sizeof(T)) - 1;
    if (y < 0) return 0;
    return y < static_cast<T>(kLast) ? static_cast<int>(y) : kLast;
  }
  // True when x / y is a negative fraction.
  bool Rounds(T x, T y) const {
    if constexpr (std::is_signed_v<T>) {
      if (y == 0 || y == -1) return false;
      return (x < 0) != (y < 0) && x % y != 0;
    }
    return false;
  }
};

// Complex numbers by the plain formulas: infinities get no special care, as in
// TensorFlow.
template <class R>
struct ScalarMath<std::complex<R>> {
  using T = std::complex<R>;

  T Const(double value) const { return T(static_cast<R>(value)); }
  T Add(T x, T y) const { return x + y; }
  T Sub(T x, T y) const { return x - y; }
  T Mul(T x, T y) const {
    return {x.real() * y.real() - x.imag() * y.imag(),
            x.real() * y.imag() + x.imag() * y.real()};
  }
  // Smith's method: the larger part of y divides first, so that nothing
  // overflows on the way.
  T Div(T x, T y) const {
    if (std::abs(y.real()) >= std::abs(y.imag())) {
      const R ratio = y.imag() / y.real();
      const R divisor = y.real() + y.imag() * ratio;
      return {(x.real() + x.imag() * ratio) / divisor,
              (x.imag() - x.real() * ratio) / divisor};
    }
    const R ratio = y.real() / y.imag();
    const R divisor = y.real() * ratio + y.imag();
    return {(x.real() * ratio + x.imag()) / divisor,
            (x.imag() * ratio - x.real()) / divisor};
  }
  T Neg(T x) const { return -x; }
  T Conj(T x) const { return std::conj(x); }
  T Sqrt(T x) const { return std::sqrt(x); }
  T Exp(T x) const { return std::exp(x); }
  T Log(T x) const { return std::log(x); }
  // Without the loss of digits that 1 + x means for small x.
  T Log1p(T x) const {
    const T sum = T(1) + x;
    const T log = std::log(sum);
    return sum == T(1) || sum == log ? x : Mul(x, Div(log, sum - T(1)));
  }
  T Tanh(T x) const { return std::tanh(x); }
  T Sin(T x) const { return std::sin(x); }
  T Cos(T x) const { return std::cos(x); }
  // Its real part is exp(a) * cos(b) - 1 = expm1(a) - 2 * exp(a) * sin(b/2)^2.
  T Expm1(T x) const {
    const R grown = std::expm1(x.real());
    const R half = std::sin(x.imag() / 2);
    const R size = grown + 1;
    return {grown - 2 * size * half * half, size * std::sin(x.imag())};
  }
  T Pow(T x, T y) const { return std::pow(x, y); }
  T Sign(T x) const { return x == T(0) ? x : x / std::abs(x); }
  bool Equal(T x, T y) const { return x == y; }
  T If(bool condition, T x, T y) const { return condition ? x : y; }
};

}  // namespace thalweg
