// Cast: between all dtypes of numbers.
#include "thalweg/ops/math/cast.h"

#include <algorithm>
#include <complex>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

// Towards zero; the least integer for NaN and what does not fit, which x86
// gives and TensorFlow's users see.
template <class To, class From>
To Truncated(From x) {
  constexpr From kLimit =
      static_cast<From>(uint64_t{1} << (8 * sizeof(To) - 1));
  return x >= -kLimit && x < kLimit ? static_cast<To>(x)
                                    : std::numeric_limits<To>::min();
}

template <class To, class From>
To ConvertNumber(From x) {
  if constexpr (std::is_same_v<To, bool>) {
    return x != From{0};
  } else if constexpr (!std::is_floating_point_v<From> ||
                       std::is_floating_point_v<To>) {
    return static_cast<To>(x);
  } else if constexpr (std::is_same_v<To, uint64_t>) {
    constexpr From kHalf = static_cast<From>(uint64_t{1} << 63);
    return x >= kHalf ? static_cast<uint64_t>(Truncated<int64_t>(x - kHalf)) ^
                            (uint64_t{1} << 63)
                      : static_cast<uint64_t>(Truncated<int64_t>(x));
  } else if constexpr (std::is_same_v<To, uint32_t> ||
                       std::is_same_v<To, int64_t>) {
    return static_cast<To>(Truncated<int64_t>(x));
  } else {
    return static_cast<To>(Truncated<int32_t>(x));
  }
}

template <class To, class From>
void NumberLoop(const void* x_data, void* y, int64_t n) {
  const auto* x = static_cast<const From*>(x_data);
  StoreEach(static_cast<To*>(y), n,
            [x](int64_t i) { return ConvertNumber<To, From>(x[i]); });
}

template <class H>
void HalfToFloatLoop(const void* x, void* y, int64_t n) {
  ConvertToFloat(static_cast<const H*>(x), static_cast<float*>(y), n);
}

template <class H>
void FloatToHalfLoop(const void* x, void* y, int64_t n) {
  ConvertFromFloat(static_cast<const float*>(x), static_cast<H*>(y), n);
}

template <class R>
void RealPartLoop(const void* x_data, void* y, int64_t n) {
  const auto* x = static_cast<const std::complex<R>*>(x_data);
  for (int64_t i = 0; i < n; ++i) static_cast<R*>(y)[i] = x[i].real();
}

template <class R>
void ToComplexLoop(const void* x_data, void* y, int64_t n) {
  const auto* x = static_cast<const R*>(x_data);
  for (int64_t i = 0; i < n; ++i) static_cast<std::complex<R>*>(y)[i] = x[i];
}

template <class To, class From>
void ComplexToComplexLoop(const void* x, void* y, int64_t n) {
  NumberLoop<To, From>(x, y, 2 * n);
}

// x with its last bits cleared: what a dtype without them cannot hold. NaN
// stays NaN.
template <class Bits, int dropped, Bits infinity>
void ClearBitsLoop(const void* x_data, void* y_data, int64_t n) {
  const auto* x = static_cast<const Bits*>(x_data);
  auto* y = static_cast<Bits*>(y_data);
  constexpr Bits kMagnitude = static_cast<Bits>(~Bits{0}) >> 1;
  for (int64_t i = 0; i < n; ++i) {
    const bool is_nan = (x[i] & kMagnitude) > infinity;
    y[i] = is_nan ? x[i] : x[i] >> dropped << dropped;
  }
}
template <int dropped>
constexpr UnaryFunction kClearFloat =
    &ClearBitsLoop<uint32_t, dropped, 0x7f800000u>;
template <int dropped>
constexpr UnaryFunction kClearDouble =
    &ClearBitsLoop<uint64_t, dropped, 0x7ff0000000000000u>;

using NumberTypes = TypeList<float, double, int8_t, int16_t, int32_t, int64_t,
                             uint8_t, uint16_t, uint32_t, uint64_t, bool>;

// Of an integer as the target only the size matters.
template <class From>
UnaryFunction FromIntegerFunction(DType to) {
  switch (AsUnsigned(to)) {
    case kFloat:
      return &NumberLoop<float, From>;
    case kDouble:
      return &NumberLoop<double, From>;
    case kBool:
      return &NumberLoop<bool, From>;
    case kUint8:
      return &NumberLoop<uint8_t, From>;
    case kUint16:
      return &NumberLoop<uint16_t, From>;
    case kUint32:
      return &NumberLoop<uint32_t, From>;
    default:
      return &NumberLoop<uint64_t, From>;
  }
}

// Between real and integer dtypes of C++.
UnaryFunction NumberFunction(DType from, DType to) {
  if (from == kFloat) {
    return NumberTypes::For(to, [](auto y) -> UnaryFunction {
      return &NumberLoop<decltype(y), float>;
    });
  }
  if (from == kDouble) {
    return NumberTypes::For(to, [](auto y) -> UnaryFunction {
      return &NumberLoop<decltype(y), double>;
    });
  }
  return IntegerTypes::For(
      from, [to](auto x) { return FromIntegerFunction<decltype(x)>(to); });
}

// Quantized numbers and booleans as the integers they are made of.
DType StoredAs(DType dtype) {
  switch (dtype) {
    case kQint8:
      return kInt8;
    case kQuint8:
    case kBool:
      return kUint8;
    case kQint16:
      return kInt16;
    case kQuint16:
      return kUint16;
    case kQint32:
      return kInt32;
    default:
      return dtype;
  }
}

// A cast as functions that follow each other, for instance half to float, float
// to double, double to complex128.
class CastPlan {
 public:
  struct Stage {
    UnaryFunction function;
    DType to;
  };

  CastPlan(DType from, const CastAttrs& attrs) : now_(StoredAs(from)) {
    const DType to = attrs.to == kBool ? kBool : StoredAs(attrs.to);
    if (now_ == to) return;
    if (attrs.truncate) ClearLastBits(to);
    if (kComplex.contains(now_) && kComplex.contains(to)) {
      Add(to == kComplex64 ? &ComplexToComplexLoop<float, double>
                           : &ComplexToComplexLoop<double, float>,
          to);
      return;
    }
    ToNumber();
    const DType parts = to == kComplex128                ? kDouble
                        : to == kComplex64               ? kFloat
                        : to == kHalf || to == kBfloat16 ? kFloat
                                                         : to;
    if (now_ != parts) Add(NumberFunction(now_, parts), parts);
    if (to != parts) Finish(to);
  }

  absl::Span<const Stage> stages() const { return stages_; }

 private:
  void Add(UnaryFunction function, DType to) {
    stages_.push_back({function, to});
    now_ = to;
  }

  // The attribute Truncate: bits that rounding would look at are cleared first.
  void ClearLastBits(DType to) {
    if (now_ == kFloat && to == kHalf) Add(kClearFloat<13>, kFloat);
    if (now_ == kFloat && to == kBfloat16) Add(kClearFloat<16>, kFloat);
    if (now_ != kDouble) return;
    if (to == kFloat || to == kComplex64) Add(kClearDouble<29>, kDouble);
    if (to == kHalf) Add(kClearDouble<42>, kDouble);
    if (to == kBfloat16) Add(kClearDouble<45>, kDouble);
  }

  void ToNumber() {
    if (now_ == kHalf) Add(&HalfToFloatLoop<Half>, kFloat);
    if (now_ == kBfloat16) Add(&HalfToFloatLoop<BFloat16>, kFloat);
    if (now_ == kComplex64) Add(&RealPartLoop<float>, kFloat);
    if (now_ == kComplex128) Add(&RealPartLoop<double>, kDouble);
  }

  void Finish(DType to) {
    if (to == kHalf) Add(&FloatToHalfLoop<Half>, to);
    if (to == kBfloat16) Add(&FloatToHalfLoop<BFloat16>, to);
    if (to == kComplex64) Add(&ToComplexLoop<float>, to);
    if (to == kComplex128) Add(&ToComplexLoop<double>, to);
  }

  DType now_;
  absl::InlinedVector<Stage, 4> stages_;
};

// Runs the stages on tiles that stay in the first cache.
class StagedCastKernel : public Kernel {
 public:
  StagedCastKernel(const KernelInfo& info, CastPlan plan)
      : plan_(std::move(plan)),
        x_size_(static_cast<int64_t>(DTypeSize(info.input_dtype(0)))),
        y_size_(static_cast<int64_t>(DTypeSize(info.output_dtype(0)))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, x.shape()));
    const auto* from = static_cast<const char*>(x.raw());
    auto* to = static_cast<char*>(y->mutable_raw());
    context.ParallelRange(
        x.num_elements(), kCheapGrain, [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; i += kTile) {
            Run(from + i * x_size_, to + i * y_size_, std::min(kTile, end - i));
          }
        });
    return absl::OkStatus();
  }

 private:
  static constexpr int64_t kTile = 256;
  static constexpr int64_t kMaxElementSize = 16;

  void Run(const void* x, void* y, int64_t n) const {
    alignas(64) char tiles[2][kTile * kMaxElementSize];
    const auto stages = plan_.stages();
    for (size_t i = 0; i < stages.size(); ++i) {
      void* const out = i + 1 == stages.size() ? y : tiles[i % 2];
      stages[i].function(x, out, n);
      x = out;
    }
  }

  const CastPlan plan_;
  const int64_t x_size_;
  const int64_t y_size_;
};

// To the same dtype, or to one that is stored the same way.
class NoCastKernel : public Kernel {
 public:
  explicit NoCastKernel(DType to) : to_(to) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    return context.SetOutput(0, x.dtype() == to_ ? x : x.WithDType(to_));
  }

 private:
  const DType to_;
};

// TensorFlow's answer where no cast is: not that there is no kernel.
class UnsupportedCastKernel : public Kernel {
 public:
  UnsupportedCastKernel(DType from, DType to)
      : status_(absl::UnimplementedError(absl::StrCat("Cast ", DTypeName(from),
                                                      " to ", DTypeName(to),
                                                      " is not supported"))) {}

  absl::Status Compute(KernelContext&) const override { return status_; }

 private:
  const absl::Status status_;
};

absl::StatusOr<std::unique_ptr<Kernel>> MakeCast(const KernelInfo& info) {
  ASSIGN_OR_RETURN(CastAttrs attrs, info.attrs<CastAttrs>());
  const DType from = info.input_dtype(0);
  constexpr DTypeSet kCastable = kNumbersAndQuantized | kBool;
  if (from == attrs.to) return std::make_unique<NoCastKernel>(attrs.to);
  if (!kCastable.contains(from) || !kCastable.contains(attrs.to)) {
    return std::make_unique<UnsupportedCastKernel>(from, attrs.to);
  }
  CastPlan plan(from, attrs);
  if (plan.stages().empty()) return std::make_unique<NoCastKernel>(attrs.to);
  if (plan.stages().size() == 1) {
    return MakeUnaryKernel(info, plan.stages()[0].function);
  }
  return std::make_unique<StagedCastKernel>(info, std::move(plan));
}

const KernelRegistration kCast =
    KernelCandidateBuilder("Cast", "CPU", &MakeCast);

}  // namespace
}  // namespace thalweg
