// The error function and its complement on Highway's vectors, by two
// polynomials. For x in [0, 1], erf(x) = x * P(x^2). For any x >= 0, after
// Shepherd and Laframboise (Mathematics of Computation 36, 1981),
// erfc(x) = exp(-x^2) / (1 + 2x) * Q((x - 3.75) / (x + 3.75)). Both interpolate
// at the Chebyshev nodes, with an error below the last digit.
#if defined(THALWEG_KERNELS_FUNCTORS_ERF_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_FUNCTORS_ERF_INL_H_
#undef THALWEG_KERNELS_FUNCTORS_ERF_INL_H_
#else
#define THALWEG_KERNELS_FUNCTORS_ERF_INL_H_
#endif

#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

template <class T>
struct ErfTable;

template <>
struct ErfTable<float> {
  static constexpr float kP[] = {
      1.128379167f,    -0.3761263847f,    0.112837825f,     -0.02686543073f,
      0.005221031808f, -0.0008484080406f, 0.0001126595903f, -9.667044571e-6f};
  static constexpr float kQ[] = {
      1.237512631f,     -0.140243107f,   0.003585706806f, 0.08232711624f,
      -0.1088098387f,   0.09201916856f,  -0.05865911497f, 0.02902818211f,
      -0.009830616404f, 0.001058433543f, 0.0003907959333f};
  // From here on erfc rounds to 0.
  static constexpr float kEnd = 10.0542f;
};

template <>
struct ErfTable<double> {
  static constexpr double kP[] = {
      1.12837916709551257,     -0.376126389031837524,
      0.112837916709551202,    -0.0268661706451298408,
      0.00522397762542329831,  -0.00085483270219348296,
      0.000120553329028887354, -0.0000149256475675193321,
      1.64620454414684189e-6,  -1.63646421581676153e-7,
      1.4792401209404813e-8,   -1.21645600572834501e-9,
      8.70904512905310669e-11, -4.23094582429533782e-12};
  static constexpr double kQ[] = {
      1.23751263083782758,       -0.140240598585545209,
      0.00358541548546630691,    0.08227673848999159,
      -0.108803930141939147,     0.0923043211643561598,
      -0.0586933985844918477,    0.0283622773713700457,
      -0.00974657962081509014,   0.00175562616922767209,
      0.000293714087772276824,   -0.000290155365639471284,
      0.0000516473712387183769,  0.0000223875927253476892,
      -0.0000114396152600759497, -9.79297529099822918e-7,
      1.74385774113591811e-6,    -5.08169118116981883e-8,
      -2.49965380374052424e-7,   1.87785011564687965e-8,
      3.25649908379851293e-8,    -1.95279016297483689e-9,
      -2.72939413325338551e-9};
  static constexpr double kEnd = 27.2263;
};

template <class D, class V, class T, size_t n>
HWY_INLINE V Polynomial(D d, V x, const T (&coefficients)[n]) {
  namespace hn = hwy::HWY_NAMESPACE;
  V y = hn::Set(d, coefficients[n - 1]);
  for (size_t i = n - 1; i-- > 0;) {
    y = hn::MulAdd(y, x, hn::Set(d, coefficients[i]));
  }
  return y;
}

// erf(x) of |x| <= 1.
template <class D, class V>
HWY_INLINE V ErfOfSmall(D d, V x) {
  using T = hwy::HWY_NAMESPACE::TFromD<D>;
  const V square = hwy::HWY_NAMESPACE::Mul(x, x);
  return hwy::HWY_NAMESPACE::Mul(x, Polynomial(d, square, ErfTable<T>::kP));
}

// x^2 as a rounded product and what that leaves out (Dekker, Numerische
// Mathematik 18, 1971): the exponential would make the rounding large.
template <class D, class V>
HWY_INLINE V SquareWithRest(D d, V x, V* rest) {
  namespace hn = hwy::HWY_NAMESPACE;
  constexpr int kHalfOfTheBits = sizeof(hn::TFromD<D>) == 4 ? 12 : 27;
  const V scaled = hn::Mul(
      x, hn::Set(d, static_cast<hn::TFromD<D>>((1 << kHalfOfTheBits) + 1)));
  const V high = hn::Sub(scaled, hn::Sub(scaled, x));
  const V low = hn::Sub(x, high);
  const V square = hn::Mul(x, x);
  const V cross = hn::Mul(hn::Add(high, high), low);
  *rest = hn::Add(hn::Add(hn::Sub(hn::Mul(high, high), square), cross),
                  hn::Mul(low, low));
  return square;
}

// erfc(x) of x >= 0. `exp` computes the exponential function.
template <class D, class V, class Exp>
HWY_INLINE V ErfcOfPositive(D d, V x, const Exp& exp) {
  namespace hn = hwy::HWY_NAMESPACE;
  using T = hn::TFromD<D>;
  const V end = hn::Set(d, ErfTable<T>::kEnd);
  const auto is_beyond = hn::Gt(x, end);  // NaN is not.
  x = hn::IfThenElse(is_beyond, end, x);
  const V center = hn::Set(d, T(3.75));
  const V t = hn::Div(hn::Sub(x, center), hn::Add(x, center));
  V rest;
  const V square = SquareWithRest(d, x, &rest);
  const V one = hn::Set(d, T(1));
  const V gauss = hn::Mul(exp(hn::Neg(square)), hn::Sub(one, rest));
  const V divisor = hn::Add(hn::Add(x, x), one);
  const V y =
      hn::Div(hn::Mul(Polynomial(d, t, ErfTable<T>::kQ), gauss), divisor);
  return hn::IfThenElse(is_beyond, hn::Zero(d), y);
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
