#include "thalweg/kernels/cpu/math/reduction_tile.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>

namespace thalweg {
namespace {

// Integers wrap, which only unsigned arithmetic may.
template <class T>
T Add(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  } else {
    return a + b;
  }
}
template <class T>
T Multiply(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  } else {
    return a * b;
  }
}
template <class T>
T Larger(T a, T b) {
  return a > b ? a : b;
}
template <class T>
T Smaller(T a, T b) {
  return a < b ? a : b;
}

// What an element counts for.
template <class T, class A>
A Itself(T x) {
  return static_cast<A>(x);
}
template <class T, class A>
A Squared(T x) {
  if constexpr (std::is_integral_v<A> || std::is_floating_point_v<A>) {
    return Multiply(static_cast<A>(x), static_cast<A>(x));
  } else {
    return A(std::norm(x));
  }
}

template <class T, class A, A (*combine)(A, A), A (*take)(T)>
A ReduceContiguous(const T* x, int64_t size) {
  // Several results at once keep chains short.
  constexpr int64_t kChains = 8;
  A result = take(x[0]);
  int64_t i = 1;
  if (size >= kChains) {
    A results[kChains];
    for (int64_t j = 0; j < kChains; ++j) results[j] = take(x[j]);
    for (i = kChains; i + kChains <= size; i += kChains) {
      for (int64_t j = 0; j < kChains; ++j) {
        results[j] = combine(results[j], take(x[i + j]));
      }
    }
    result = results[0];
    for (int64_t j = 1; j < kChains; ++j) result = combine(result, results[j]);
  }
  for (; i < size; ++i) result = combine(result, take(x[i]));
  return result;
}

template <class T, class A, A (*combine)(A, A), A (*take)(T) = Itself<T, A>>
void Reduce(const ReductionTile& tile) {
  const T* x = static_cast<const T*>(tile.input);
  A* out = static_cast<A*>(tile.output);
  for (int64_t i = 0; i < tile.count; ++i) {
    if (tile.contiguous()) {
      *out = ReduceContiguous<T, A, combine, take>(x, tile.rows);
    } else {
      for (int64_t j = 0; j < tile.columns; ++j) out[j] = take(x[j]);
      for (int64_t row = 1; row < tile.rows; ++row) {
        const T* y = x + row * tile.row_step;
        for (int64_t j = 0; j < tile.columns; ++j) {
          out[j] = combine(out[j], take(y[j]));
        }
      }
    }
    x += tile.input_step;
    out += tile.output_step;
  }
}

template <class T, class A>
ReductionTileFunction FindTile(ReductionOp op) {
  switch (op) {
    case ReductionOp::kSum:
    case ReductionOp::kMean:
    case ReductionOp::kEuclideanNorm:
    case ReductionOp::kHalfOfSquares:
      return &Reduce<T, A, Add<A>>;
    case ReductionOp::kProd:
      return &Reduce<T, A, Multiply<A>>;
    case ReductionOp::kMax:
    case ReductionOp::kMin:
      if constexpr (std::is_integral_v<A>) {
        return op == ReductionOp::kMax ? &Reduce<T, A, Larger<A>>
                                       : &Reduce<T, A, Smaller<A>>;
      }
      return nullptr;
    case ReductionOp::kAll:
    case ReductionOp::kAny:
      return nullptr;
  }
  return nullptr;
}

template <class T, class A>
void FinishConversion(const void* accumulators, void* results, int64_t size,
                      int64_t) {
  const A* from = static_cast<const A*>(accumulators);
  T* to = static_cast<T*>(results);
  for (int64_t i = 0; i < size; ++i) to[i] = static_cast<T>(from[i]);
}

template <class T, class A>
void FinishMean(const void* accumulators, void* results, int64_t size,
                int64_t count) {
  const A* from = static_cast<const A*>(accumulators);
  T* to = static_cast<T*>(results);
  const A divisor = static_cast<A>(count);
  for (int64_t i = 0; i < size; ++i) to[i] = static_cast<T>(from[i] / divisor);
}

// The root of a sum of squares. That of integers may have become negative.
template <class A>
A RootOf(A sum) {
  if constexpr (std::is_integral_v<A>) {
    if (std::is_signed_v<A> && sum < 0) {
      return sizeof(A) < 4 ? 0 : std::numeric_limits<A>::min();
    }
    return static_cast<A>(std::sqrt(static_cast<double>(sum)));
  } else {
    return std::sqrt(sum);
  }
}

template <class T, class A>
void FinishNorm(const void* accumulators, void* results, int64_t size,
                int64_t) {
  const A* from = static_cast<const A*>(accumulators);
  T* to = static_cast<T*>(results);
  for (int64_t i = 0; i < size; ++i) to[i] = static_cast<T>(RootOf(from[i]));
}

template <class T, class A>
void FinishHalf(const void* accumulators, void* results, int64_t size,
                int64_t) {
  const A* from = static_cast<const A*>(accumulators);
  T* to = static_cast<T*>(results);
  for (int64_t i = 0; i < size; ++i) to[i] = static_cast<T>(from[i] / A(2));
}

template <class T, class A>
T ResultOfNothing(ReductionOp op) {
  constexpr bool has_infinity = std::numeric_limits<A>::has_infinity;
  switch (op) {
    case ReductionOp::kMean:
      // 0 for integers.
      if constexpr (std::is_arithmetic_v<A>) {
        return static_cast<T>(std::numeric_limits<A>::quiet_NaN());
      } else {
        return T(std::numeric_limits<typename A::value_type>::quiet_NaN());
      }
    case ReductionOp::kProd:
      return static_cast<T>(A(1));
    case ReductionOp::kMax:
      if (has_infinity) {
        return static_cast<T>(A(-1) * std::numeric_limits<A>::infinity());
      }
      return static_cast<T>(std::numeric_limits<A>::lowest());
    case ReductionOp::kMin:
      if (has_infinity) {
        return static_cast<T>(std::numeric_limits<A>::infinity());
      }
      return static_cast<T>(std::numeric_limits<A>::max());
    default:
      return static_cast<T>(A(0));
  }
}

template <class T, class A, ReductionOp op>
void Fill(void* results, int64_t size) {
  std::fill_n(static_cast<T*>(results), size, ResultOfNothing<T, A>(op));
}

template <class T, class A>
auto FindFill(ReductionOp op) -> decltype(ReductionFunctions::fill) {
  switch (op) {
    case ReductionOp::kMean:
      return &Fill<T, A, ReductionOp::kMean>;
    case ReductionOp::kProd:
      return &Fill<T, A, ReductionOp::kProd>;
    case ReductionOp::kMax:
      return &Fill<T, A, ReductionOp::kMax>;
    case ReductionOp::kMin:
      return &Fill<T, A, ReductionOp::kMin>;
    default:
      return &Fill<T, A, ReductionOp::kSum>;
  }
}

// T is reduced in A; `first` and `next` are to be set.
template <class T, class A>
ReductionFunctions MakeEnds(ReductionOp op) {
  ReductionFunctions functions;
  functions.element_size = sizeof(T);
  functions.accumulator_size = sizeof(A);
  functions.in_place = std::is_same_v<T, A>;
  if (op == ReductionOp::kMean) {
    functions.finish = &FinishMean<T, A>;
  } else if (op == ReductionOp::kEuclideanNorm) {
    functions.finish = &FinishNorm<T, A>;
  } else if (op == ReductionOp::kHalfOfSquares) {
    functions.finish = &FinishHalf<T, A>;
  } else if (!functions.in_place) {
    functions.finish = &FinishConversion<T, A>;
  }
  functions.fill = FindFill<T, A>(op);
  return functions;
}

template <class T, class A = T>
ReductionFunctions Make(ReductionOp op) {
  ReductionFunctions functions = MakeEnds<T, A>(op);
  functions.next = FindTile<A, A>(op);
  functions.first = KeepsSingleElements(op)
                        ? FindTile<T, A>(op)
                        : &Reduce<T, A, Add<A>, Squared<T, A>>;
  return functions;
}

// Floating types, by vectors.
template <class T, class A>
ReductionFunctions MakeSimd(ReductionOp op) {
  ReductionFunctions functions = MakeEnds<T, A>(op);
  functions.next = FindSimdReduction(op, DTypeOf<A>::value);
  if (!KeepsSingleElements(op)) {
    functions.first = &Reduce<T, A, Add<A>, Squared<T, A>>;
    return functions;
  }
  functions.first = functions.in_place
                        ? functions.next
                        : FindHalfReduction(op, DTypeOf<T>::value);
  return functions;
}

// The mean of integers is taken in 64 bits.
template <class T, class Wide>
ReductionFunctions MakeInteger(ReductionOp op) {
  if (op == ReductionOp::kMean) return Make<T, Wide>(op);
  return Make<T>(op);
}

// A bool is a byte of 0 or 1: all are true if the smallest is.
ReductionFunctions MakeLogical(ReductionOp op) {
  if (op == ReductionOp::kAny) return Make<uint8_t>(ReductionOp::kMax);
  if (op != ReductionOp::kAll) return {};
  ReductionFunctions functions = Make<uint8_t>(ReductionOp::kMin);
  functions.fill = &Fill<uint8_t, uint8_t, ReductionOp::kProd>;
  return functions;
}

}  // namespace

ReductionFunctions FindReductionFunctions(ReductionOp op, DType dtype) {
  switch (dtype) {
    case kFloat:
      return MakeSimd<float, float>(op);
    case kDouble:
      return MakeSimd<double, double>(op);
    case kHalf:
      return MakeSimd<Half, float>(op);
    case kBfloat16:
      return MakeSimd<BFloat16, float>(op);
    case kInt8:
      return MakeInteger<int8_t, int64_t>(op);
    case kInt16:
      return MakeInteger<int16_t, int64_t>(op);
    case kInt32:
      return MakeInteger<int32_t, int64_t>(op);
    case kInt64:
      return Make<int64_t>(op);
    case kUint8:
      return MakeInteger<uint8_t, uint64_t>(op);
    case kUint16:
      return MakeInteger<uint16_t, uint64_t>(op);
    case kUint32:
      return MakeInteger<uint32_t, uint64_t>(op);
    case kUint64:
      return Make<uint64_t>(op);
    case kComplex64:
      return Make<std::complex<float>>(op);
    case kComplex128:
      return Make<std::complex<double>>(op);
    case kBool:
      return MakeLogical(op);
    default:
      return {};
  }
}

}  // namespace thalweg
