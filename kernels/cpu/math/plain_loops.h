// Loops over the formulas of kernels/functors for integers and complex numbers.
#pragma once

#include <complex>
#include <cstdint>

#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/functors/scalar_math.h"

namespace thalweg {

// y[i] = function(i) for i < n. The inner loop's constant length and the
// promise that elements do not depend on each other let compilers vectorise.
template <class T, class F>
inline void StoreEach(T* y, int64_t n, F function) {
  constexpr int kBlock = 64;
  int64_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
#ifdef __clang__
#pragma clang loop vectorize(assume_safety)
#else
#pragma GCC ivdep
#endif
    for (int j = 0; j < kBlock; ++j) y[i + j] = function(i + j);
  }
  for (; i < n; ++i) y[i] = function(i);
}

template <class F, class T>
void PlainUnaryLoop(const void* x_data, void* y_data, int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  StoreEach(static_cast<T*>(y_data), n,
            [x](int64_t i) { return F::Apply(ScalarMath<T>(), x[i]); });
}

template <class F, class T>
void PlainBinaryLoop(const void* x_data, const void* y_data, void* z_data,
                     int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  const auto* y = static_cast<const T*>(y_data);
  StoreEach(static_cast<T*>(z_data), n, [x, y](int64_t i) {
    return F::Apply(ScalarMath<T>(), x[i], y[i]);
  });
}

template <class... Ts>
struct TypeList {
  static constexpr DTypeSet kDTypes = {DTypeOf<Ts>::value...};

  // pick(T()) for the T of `dtype`, which is one of the list.
  template <class Pick>
  static auto For(DType dtype, Pick pick) {
    decltype((pick(Ts()), ...)) result{};
    ((dtype == DTypeOf<Ts>::value ? void(result = pick(Ts())) : void()), ...);
    return result;
  }
};

using SignedTypes = TypeList<int8_t, int16_t, int32_t, int64_t>;
using UnsignedTypes = TypeList<uint8_t, uint16_t, uint32_t, uint64_t>;
using IntegerTypes = TypeList<int8_t, int16_t, int32_t, int64_t, uint8_t,
                              uint16_t, uint32_t, uint64_t>;
using IndexTypes = TypeList<int32_t, int64_t>;
using ComplexTypes = TypeList<std::complex<float>, std::complex<double>>;

// Where arithmetic wraps around, signed integers compute as unsigned ones.
constexpr DType AsUnsigned(DType dtype) {
  switch (dtype) {
    case kInt8:
      return kUint8;
    case kInt16:
      return kUint16;
    case kInt32:
      return kUint32;
    case kInt64:
      return kUint64;
    default:
      return dtype;
  }
}

// Registers F for the types of the list.
template <class F, class Types>
class PlainUnary {
 public:
  explicit PlainUnary(const char* op) {
    KernelRegistration(
        KernelCandidateBuilder(op, "CPU", &Make).For("T", Types::kDTypes));
  }

 private:
  static absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    return MakeUnaryKernel(
        info, Types::For(info.input_dtype(0), [](auto x) -> UnaryFunction {
          return &PlainUnaryLoop<F, decltype(x)>;
        }));
  }
};

// The same for integers of which only the size matters.
template <class F>
class WrappingUnary {
 public:
  WrappingUnary(const char* op, DTypeSet dtypes) {
    KernelRegistration(
        KernelCandidateBuilder(op, "CPU", &Make).For("T", dtypes));
  }

 private:
  static absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    const DType dtype = AsUnsigned(info.input_dtype(0));
    return MakeUnaryKernel(
        info, UnsignedTypes::For(dtype, [](auto x) -> UnaryFunction {
          return &PlainUnaryLoop<F, decltype(x)>;
        }));
  }
};

using OperandCheck = absl::Status (*)(const Tensor& y);

// The same for two arguments that broadcast; `check` looks at the second.
template <class F, class Types, OperandCheck check = nullptr>
class PlainBinary {
 public:
  explicit PlainBinary(const char* op) {
    KernelRegistration(
        KernelCandidateBuilder(op, "CPU", &Make).For("T", Types::kDTypes));
  }

 private:
  static absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    return MakeBinaryKernel(
        info,
        Types::For(info.input_dtype(0),
                   [](auto x) -> BinaryFunction {
                     return &PlainBinaryLoop<F, decltype(x)>;
                   }),
        {.check = check});
  }
};

// The same for integers of which only the size matters.
template <class F>
class WrappingBinary {
 public:
  WrappingBinary(const char* op, DTypeSet dtypes) {
    KernelRegistration(
        KernelCandidateBuilder(op, "CPU", &Make).For("T", dtypes));
  }

 private:
  static absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    const DType dtype = AsUnsigned(info.input_dtype(0));
    return MakeBinaryKernel(
        info, UnsignedTypes::For(dtype, [](auto x) -> BinaryFunction {
          return &PlainBinaryLoop<F, decltype(x)>;
        }));
  }
};

// The same for two arguments of one shape.
template <class F, class Types>
class PlainSameShape {
 public:
  explicit PlainSameShape(const char* op) {
    KernelRegistration(
        KernelCandidateBuilder(op, "CPU", &Make).For("T", Types::kDTypes));
  }

 private:
  static absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    return MakeSameShapeKernel(
        info, Types::For(info.input_dtype(0), [](auto x) -> BinaryFunction {
          return &PlainBinaryLoop<F, decltype(x)>;
        }));
  }
};

}  // namespace thalweg
