// Loops over functions that compute one element at a time: those of the C++
// library and of math/special. F is called with float, double or complex
// elements (half and bfloat16 as float).
#pragma once

#include <complex>
#include <cstdint>
#include <type_traits>

#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {

using FloatingTypes = TypeList<float, double, Half, BFloat16>;
using FloatingAndComplexTypes =
    TypeList<float, double, Half, BFloat16, std::complex<float>,
             std::complex<double>>;

// What F is called with for elements of T.
template <class T>
using Computed =
    std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>,
                       float, T>;

// The elements of the result: bool where F tells, T where it computes.
template <class F, class T, class... Args>
using ResultOf =
    std::conditional_t<std::is_same_v<std::invoke_result_t<F, Args...>, bool>,
                       bool, T>;

template <class F, class T>
void LibraryUnaryLoop(const void* x_data, void* y_data, int64_t n) {
  using C = Computed<T>;
  using R = ResultOf<F, T, C>;
  const auto* x = static_cast<const T*>(x_data);
  auto* y = static_cast<R*>(y_data);
  for (int64_t i = 0; i < n; ++i) {
    y[i] = static_cast<R>(F()(static_cast<C>(x[i])));
  }
}

template <class F, class T>
void LibraryBinaryLoop(const void* x_data, const void* y_data, void* z_data,
                       int64_t n) {
  using C = Computed<T>;
  const auto* x = static_cast<const T*>(x_data);
  const auto* y = static_cast<const T*>(y_data);
  auto* z = static_cast<T*>(z_data);
  for (int64_t i = 0; i < n; ++i) {
    z[i] = static_cast<T>(F()(static_cast<C>(x[i]), static_cast<C>(y[i])));
  }
}

// Registers F for the types of the list.
template <class F, class Types>
class LibraryUnary {
 public:
  explicit LibraryUnary(const char* op) {
    KernelRegistration(
        KernelCandidateBuilder(op, "CPU", &Make).For("T", Types::kDTypes));
  }

 private:
  static absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    return MakeUnaryKernel(
        info,
        Types::For(info.input_dtype(0),
                   [](auto x) -> UnaryFunction {
                     return &LibraryUnaryLoop<F, decltype(x)>;
                   }),
        kLibraryGrain);
  }

  // These functions take tens of nanoseconds.
  static constexpr int64_t kLibraryGrain = 2 * 1024;
};

// The same for two arguments that broadcast.
template <class F, class Types>
class LibraryBinary {
 public:
  explicit LibraryBinary(const char* op) {
    KernelRegistration(
        KernelCandidateBuilder(op, "CPU", &Make).For("T", Types::kDTypes));
  }

 private:
  static absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    constexpr int64_t kLibraryGrain = 1024;
    return MakeBinaryKernel(
        info,
        Types::For(info.input_dtype(0),
                   [](auto x) -> BinaryFunction {
                     return &LibraryBinaryLoop<F, decltype(x)>;
                   }),
        {.grain = kLibraryGrain});
  }
};

// A function of math/special, which computes in double.
template <double (*function)(double)>
struct SpecialUnary {
  double operator()(double x) const { return function(x); }
};
template <double (*function)(double, double)>
struct SpecialBinary {
  double operator()(double x, double y) const { return function(x, y); }
};

}  // namespace thalweg
