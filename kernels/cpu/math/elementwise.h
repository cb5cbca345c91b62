// Kernels of functions that go element by element.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// y[i] = f(x[i]) for i < n. y may be x.
using UnaryFunction = void (*)(const void* x, void* y, int64_t n);
// z[i] = f(x[i], y[i]) for i < n. z may be x or y.
using BinaryFunction = void (*)(const void* x, const void* y, void* z,
                                int64_t n);

// One function for each floating dtype.
template <class Function>
struct FloatingFunctions {
  Function of_float = nullptr;
  Function of_double = nullptr;
  Function of_half = nullptr;
  Function of_bfloat16 = nullptr;

  // Null for other dtypes.
  Function For(DType dtype) const {
    switch (dtype) {
      case kFloat:
        return of_float;
      case kDouble:
        return of_double;
      case kHalf:
        return of_half;
      case kBfloat16:
        return of_bfloat16;
      default:
        return nullptr;
    }
  }
};
using UnaryFunctions = FloatingFunctions<UnaryFunction>;
using BinaryFunctions = FloatingFunctions<BinaryFunction>;

// A line of the tables of floating functions that each instruction set has.
template <class Function>
struct FloatingRow {
  const char* op;
  int64_t grain;
  FloatingFunctions<Function> functions;
};
using UnaryRow = FloatingRow<UnaryFunction>;
using BinaryRow = FloatingRow<BinaryFunction>;

// Null when the table has no such op.
template <class Row>
const Row* FindRow(absl::Span<const Row> rows, absl::string_view op) {
  for (const Row& row : rows) {
    if (row.op == op) return &row;
  }
  return nullptr;
}

// How many elements are worth another thread: of a function that memory bounds,
// and of one that arithmetic bounds.
inline constexpr int64_t kCheapGrain = 32 * 1024;
inline constexpr int64_t kDearGrain = 8 * 1024;

// A kernel of one input, whose output has its shape.
std::unique_ptr<Kernel> MakeUnaryKernel(const KernelInfo& info,
                                        UnaryFunction function,
                                        int64_t grain = kCheapGrain);

struct BinaryOptions {
  int64_t grain = kCheapGrain;
  // Refuses values of input 1 (a zero divisor) where the output is not empty.
  absl::Status (*check)(const Tensor& y) = nullptr;
  // The output, a scalar, for shapes that do not broadcast; else an error.
  std::optional<bool> on_incompatible_shapes = std::nullopt;
};

// A kernel of two inputs that broadcast.
absl::StatusOr<std::unique_ptr<Kernel>> MakeBinaryKernel(
    const KernelInfo& info, BinaryFunction function,
    const BinaryOptions& options = {});

// A kernel of two inputs of one shape; INVALID_ARGUMENT for others.
std::unique_ptr<Kernel> MakeSameShapeKernel(const KernelInfo& info,
                                            BinaryFunction function,
                                            int64_t grain = kCheapGrain);

// The function of floating `dtype` that an op of one input ("Relu", "Tanh") or
// two ("AddV2") computes, for kernels that apply it in passing. Null when there
// is none.
UnaryFunction FindFloatingUnary(absl::string_view op, DType dtype);
BinaryFunction FindFloatingBinary(absl::string_view op, DType dtype);

}  // namespace thalweg
