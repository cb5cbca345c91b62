// Formulas of optimizers: how a gradient changes a variable and its slots,
// element by element. M is the vocabulary they are written in: VectorMath,
// ScalarMath or another device's; V its values.
#if defined(THALWEG_KERNELS_FUNCTORS_UPDATE_INL_H_) == \
    defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_FUNCTORS_UPDATE_INL_H_
#undef THALWEG_KERNELS_FUNCTORS_UPDATE_INL_H_
#else
#define THALWEG_KERNELS_FUNCTORS_UPDATE_INL_H_
#endif

#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// Each formula has
//   kStates        how many variables it changes: the variable, then its slots
//   Factors<T>     what is computed once, from the op's scalars in their order
//   Apply          the change of one element (or vector of them): states in
//                  `s`, the gradient `g`, the factors in `c`
// The order of operations is TensorFlow's.

// Scalars: alpha.
struct GradientDescentFormula {
  static constexpr int kStates = 1;
  static constexpr int kFactors = 1;

  template <class T>
  static void Factors(const T* scalar, T* c) {
    c[0] = scalar[0];
  }
  template <class M, class V>
  static HWY_INLINE void Apply(const M& m, V* s, V g, const V* c) {
    s[0] = m.Sub(s[0], m.Mul(g, c[0]));
  }
};

// Scalars: lr, momentum.
template <bool nesterov>
struct MomentumFormula {
  static constexpr int kStates = 2;
  static constexpr int kFactors = 2;

  template <class T>
  static void Factors(const T* scalar, T* c) {
    c[0] = scalar[0];
    c[1] = scalar[1];
  }
  template <class M, class V>
  static HWY_INLINE void Apply(const M& m, V* s, V g, const V* c) {
    s[1] = m.Add(m.Mul(s[1], c[1]), g);
    const V step = nesterov
                       ? m.Add(m.Mul(g, c[0]), m.Mul(m.Mul(s[1], c[1]), c[0]))
                       : m.Mul(s[1], c[0]);
    s[0] = m.Sub(s[0], step);
  }
};

// Scalars: lr, momentum.
template <bool nesterov>
struct KerasMomentumFormula {
  static constexpr int kStates = 2;
  static constexpr int kFactors = 2;

  template <class T>
  static void Factors(const T* scalar, T* c) {
    c[0] = scalar[0];
    c[1] = scalar[1];
  }
  template <class M, class V>
  static HWY_INLINE void Apply(const M& m, V* s, V g, const V* c) {
    const V step = m.Mul(g, c[0]);
    s[1] = m.Sub(m.Mul(s[1], c[1]), step);
    s[0] = m.Add(s[0], nesterov ? m.Sub(m.Mul(s[1], c[1]), step) : s[1]);
  }
};

// Scalars: lr.
template <bool update_slots>
struct AdagradFormula {
  static constexpr int kStates = 2;
  static constexpr int kFactors = 1;

  template <class T>
  static void Factors(const T* scalar, T* c) {
    c[0] = scalar[0];
  }
  template <class M, class V>
  static HWY_INLINE void Apply(const M& m, V* s, V g, const V* c) {
    if constexpr (update_slots) s[1] = m.Add(s[1], m.Mul(g, g));
    s[0] = m.Sub(s[0], m.Div(m.Mul(g, c[0]), m.Sqrt(s[1])));
  }
};

// Scalars: beta1_power, beta2_power, lr, beta1, beta2, epsilon.
template <bool nesterov>
struct AdamFormula {
  static constexpr int kStates = 3;
  static constexpr int kFactors = 5;

  template <class T>
  static void Factors(const T* scalar, T* c) {
    const T one(1);
    c[0] = scalar[2] * std::sqrt(one - scalar[1]) / (one - scalar[0]);
    c[1] = one - scalar[3];
    c[2] = one - scalar[4];
    c[3] = scalar[5];
    c[4] = scalar[3];
  }
  template <class M, class V>
  static HWY_INLINE void Apply(const M& m, V* s, V g, const V* c) {
    s[1] = m.Add(s[1], m.Mul(m.Sub(g, s[1]), c[1]));
    s[2] = m.Add(s[2], m.Mul(m.Sub(m.Mul(g, g), s[2]), c[2]));
    const V mean = nesterov ? m.Add(m.Mul(g, c[1]), m.Mul(c[4], s[1])) : s[1];
    s[0] = m.Sub(s[0], m.Div(m.Mul(mean, c[0]), m.Add(m.Sqrt(s[2]), c[3])));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
