// Cumsum, Cumprod and CumulativeLogsumexp on the CPU.
#include "thalweg/ops/math/cumulative.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/axis_extent.h"

namespace thalweg {
namespace {

struct Plus {
  static constexpr int kInitial = 0;
  // Narrow unsigned integers are promoted to int, which must not overflow.
  template <class A>
  static A Apply(A a, A b) {
    if constexpr (std::is_integral_v<A>) {
      return static_cast<A>(uint64_t{a} + uint64_t{b});
    } else {
      return a + b;
    }
  }
};
struct Times {
  static constexpr int kInitial = 1;
  template <class A>
  static A Apply(A a, A b) {
    if constexpr (std::is_integral_v<A>) {
      return static_cast<A>(uint64_t{a} * uint64_t{b});
    } else {
      return a * b;
    }
  }
};

// log(exp(a) + exp(b)).
struct PlusInLogarithms {
  static constexpr float kInitial = -std::numeric_limits<float>::infinity();
  template <class A>
  static A Apply(A a, A b) {
    if (std::isnan(a) || std::isnan(b)) return a + b;
    const A larger = std::max(a, b);
    if (std::isinf(larger)) return larger;
    return larger + std::log1p(std::exp(std::min(a, b) - larger));
  }
};

// With the result in a register.
template <class T, class A, class Op>
void ScanOne(const T* x, T* out, int64_t size, int64_t step, bool exclusive) {
  A result = A(Op::kInitial);
  for (int64_t i = 0; i < size; ++i, x += step, out += step) {
    const A before = result;
    result = Op::Apply(before, static_cast<A>(*x));
    *out = static_cast<T>(exclusive ? before : result);
  }
}

// `columns` side by side, each of `size` elements `step` apart (negative:
// from the last to the first). Results are kept in A.
template <class T, class A, class Op>
void Scan(const void* input, void* output, int64_t size, int64_t step,
          int64_t columns, bool exclusive) {
  const T* x = static_cast<const T*>(input);
  T* out = static_cast<T*>(output);
  if (columns == 1) return ScanOne<T, A, Op>(x, out, size, step, exclusive);
  A results[AxisExtent::kMaxColumns];
  for (int64_t j = 0; j < columns; ++j) results[j] = A(Op::kInitial);
  for (int64_t i = 0; i < size; ++i, x += step, out += step) {
    for (int64_t j = 0; j < columns; ++j) {
      const A before = results[j];
      results[j] = Op::Apply(before, static_cast<A>(x[j]));
      out[j] = static_cast<T>(exclusive ? before : results[j]);
    }
  }
}

using ScanFunction = void (*)(const void*, void*, int64_t, int64_t, int64_t,
                              bool);

template <class Op>
ScanFunction FindFloatingScan(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &Scan<float, float, Op>;
    case kDouble:
      return &Scan<double, double, Op>;
    case kHalf:
      return &Scan<Half, float, Op>;
    default:
      return &Scan<BFloat16, float, Op>;
  }
}

// Integers of one size wrap alike.
template <class Op>
ScanFunction FindScan(DType dtype) {
  if (kFloating.contains(dtype)) return FindFloatingScan<Op>(dtype);
  switch (dtype) {
    case kComplex64:
      return &Scan<std::complex<float>, std::complex<float>, Op>;
    case kComplex128:
      return &Scan<std::complex<double>, std::complex<double>, Op>;
    default:
      break;
  }
  switch (DTypeSize(dtype)) {
    case 1:
      return &Scan<uint8_t, uint8_t, Op>;
    case 2:
      return &Scan<uint16_t, uint16_t, Op>;
    case 4:
      return &Scan<uint32_t, uint32_t, Op>;
    default:
      return &Scan<uint64_t, uint64_t, Op>;
  }
}

class CumulativeKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<CumulativeKernel>> Create(
      const KernelInfo& info, ScanFunction scan) {
    auto kernel = std::make_unique<CumulativeKernel>();
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<CumulativeAttrs>());
    kernel->scan_ = scan;
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    ASSIGN_OR_RETURN(const int64_t dimension,
                     ReadIndex(context.input(1), "axis"));
    ASSIGN_OR_RETURN(const int axis, CumulativeAxis(dimension, input.rank()));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, input.shape()));
    const AxisExtent extent = AxisExtent::Of(input.shape(), axis);
    if (input.num_elements() == 0) return absl::OkStatus();
    const size_t size = DTypeSize(input.dtype());
    const char* x = static_cast<const char*>(input.raw());
    char* out = static_cast<char*>(output->mutable_raw());
    const int64_t first_row = attrs_.reverse ? extent.axis - 1 : 0;
    const int64_t step = attrs_.reverse ? -extent.inner : extent.inner;
    context.ParallelRange(
        extent.chunks(), extent.grain(), [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) {
            const auto [outer, column, columns] = extent.chunk(i);
            const int64_t first =
                (outer * extent.axis + first_row) * extent.inner + column;
            scan_(x + first * size, out + first * size, extent.axis, step,
                  columns, attrs_.exclusive);
          }
        });
    return absl::OkStatus();
  }

 private:
  CumulativeAttrs attrs_;
  ScanFunction scan_ = nullptr;
};

template <ScanFunction (*find)(DType)>
struct CumulativeBy {
  static absl::StatusOr<std::unique_ptr<CumulativeKernel>> Create(
      const KernelInfo& info) {
    return CumulativeKernel::Create(info, find(info.input_dtype(0)));
  }
};

template <ScanFunction (*find)(DType)>
KernelCandidateBuilder Cumulative(const char* op, DTypeSet types) {
  return CpuKernel<CumulativeBy<find>>(op).For("T", types).HostMemory("axis");
}

const KernelRegistration kCumsum =
    Cumulative<FindScan<Plus>>("Cumsum", kNumbers);
const KernelRegistration kCumprod =
    Cumulative<FindScan<Times>>("Cumprod", kNumbers);
const KernelRegistration kCumulativeLogsumexp =
    Cumulative<FindFloatingScan<PlusInLogarithms>>("CumulativeLogsumexp",
                                                   kFloating);

}  // namespace
}  // namespace thalweg
