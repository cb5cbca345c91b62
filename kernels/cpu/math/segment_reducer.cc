#include "thalweg/kernels/cpu/math/segment_reducer.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <type_traits>

#include "thalweg/graph/literal.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

constexpr int64_t kGrain = 32768;

using RealTypes = TypeList<float, double>;

RowRule RuleOf(SegmentReduction reduction) {
  switch (reduction) {
    case SegmentReduction::kProd:
      return RowRule::kMultiply;
    case SegmentReduction::kMin:
      return RowRule::kMin;
    case SegmentReduction::kMax:
      return RowRule::kMax;
    default:
      return RowRule::kAdd;
  }
}

Tensor Number(DType dtype, int64_t value) {
  return *ConvertLiteral(Tensor::Scalar(value), dtype);
}

// The greatest number of a 16-bit type.
float GreatestHalf(DType dtype) {
  return dtype == kHalf ? 65504.0f : float(BFloat16::FromBits(0x7f7f));
}

// The greatest or least number of the dtype, as its SumDType.
template <class T>
Tensor Extreme(bool greatest, bool finite) {
  using Limits = std::numeric_limits<T>;
  if (!finite && Limits::has_infinity) {
    return Tensor::Scalar(greatest ? Limits::infinity() : -Limits::infinity());
  }
  return Tensor::Scalar(greatest ? Limits::max() : Limits::lowest());
}

Tensor ExtremeOf(DType dtype, bool greatest, bool finite) {
  if (finite && SumDType(dtype) != dtype) {
    const float limit = GreatestHalf(dtype);
    return Tensor::Scalar(greatest ? limit : -limit);
  }
  dtype = SumDType(dtype);
  const auto pick = [&](auto x) {
    return Extreme<decltype(x)>(greatest, finite);
  };
  return kFloating.contains(dtype) ? RealTypes::For(dtype, pick)
                                   : IntegerTypes::For(dtype, pick);
}

Tensor StartOf(SegmentReduction reduction, EmptySegment empty, DType dtype) {
  const bool finite = empty == EmptySegment::kNeutral;
  switch (reduction) {
    case SegmentReduction::kProd:
      return Number(SumDType(dtype), 1);
    case SegmentReduction::kMin:
      return ExtremeOf(dtype, /*greatest=*/true, finite);
    case SegmentReduction::kMax:
      return ExtremeOf(dtype, /*greatest=*/false, finite);
    default:
      return Number(SumDType(dtype), 0);
  }
}

Tensor EmptyOf(SegmentReduction reduction, EmptySegment empty, DType dtype) {
  if (empty == EmptySegment::kNeutral) return StartOf(reduction, empty, dtype);
  return Number(SumDType(dtype), reduction == SegmentReduction::kProd ? 1 : 0);
}

template <class T>
void DivideRow(SegmentReduction reduction, int64_t count, int64_t columns,
               void* row) {
  T* numbers = static_cast<T*>(row);
  if constexpr (std::is_integral_v<T>) {
    using Wide = std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>;
    StoreEach(numbers, columns, [=](int64_t i) {
      return static_cast<T>(Wide{numbers[i]} / static_cast<Wide>(count));
    });
  } else {
    const double exact = static_cast<double>(count);
    const T divisor = static_cast<T>(
        reduction == SegmentReduction::kSqrtN ? std::sqrt(exact) : exact);
    StoreEach(numbers, columns,
              [=](int64_t i) { return numbers[i] / divisor; });
  }
}

template <class T>
void RoundTo(const float* from, int64_t begin, int64_t end, void* to) {
  std::transform(from + begin, from + end, static_cast<T*>(to) + begin,
                 [](float sum) { return T(sum); });
}

DivideFunction FindDivide(DType dtype) {
  const auto pick = [](auto x) -> DivideFunction {
    return &DivideRow<decltype(x)>;
  };
  if (kComplex.contains(dtype)) return ComplexTypes::For(dtype, pick);
  if (kFloating.contains(dtype)) return RealTypes::For(dtype, pick);
  return IntegerTypes::For(dtype, pick);
}

void RoundSums(const KernelContext& context, const Tensor& sums, Tensor& to) {
  context.ParallelRange(
      to.num_elements(), kGrain, [&](int64_t begin, int64_t end) {
        if (to.dtype() == kHalf) {
          RoundTo<Half>(sums.data<float>(), begin, end, to.mutable_raw());
        } else {
          RoundTo<BFloat16>(sums.data<float>(), begin, end, to.mutable_raw());
        }
      });
}

}  // namespace

DType SumDType(DType dtype) {
  return dtype == kHalf || dtype == kBfloat16 ? kFloat : dtype;
}

SegmentReducer::SegmentReducer(SegmentReduction reduction, EmptySegment empty,
                               DType dtype, DType data)
    : reduction_(reduction),
      dtype_(dtype),
      sum_dtype_(SumDType(dtype)),
      function_(FindRowFunction(RuleOf(reduction),
                                data == kInvalid ? dtype : data, sum_dtype_)),
      divide_(reduction == SegmentReduction::kMean ||
                      reduction == SegmentReduction::kSqrtN
                  ? FindDivide(sum_dtype_)
                  : nullptr),
      start_(StartOf(reduction, empty, dtype)),
      empty_(EmptyOf(reduction, empty, dtype)) {}

absl::Status SegmentReducer::Reduce(const KernelContext& context,
                                    const Tensor& data, State& state,
                                    Tensor& output) const {
  if (output.num_elements() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(Tensor sums, SumsFor(state, output));
  const int64_t rows = output.dim(0);
  const int64_t columns = output.num_elements() / rows;
  FillElements(context, sum_dtype_, start_.raw(), sums.num_elements(),
               sums.mutable_raw());
  CombineRows(context, function_,
              {.from = data.raw(),
               .sources = state.sources,
               .to = sums.mutable_raw(),
               .targets = state.targets,
               .rows = rows,
               .columns = columns});
  if (divide_ != nullptr) DivideSegments(context, state.targets, sums);
  if (has_gaps()) FillGaps(context, state.targets, sums);
  if (sum_dtype_ != dtype_) RoundSums(context, sums, output);
  return absl::OkStatus();
}

bool SegmentReducer::has_gaps() const {
  return std::memcmp(start_.raw(), empty_.raw(), DTypeSize(sum_dtype_)) != 0;
}

// The output itself, or floats that are rounded at the end.
absl::StatusOr<Tensor> SegmentReducer::SumsFor(State& state,
                                               const Tensor& output) const {
  if (sum_dtype_ == dtype_) return output;
  if (!state.sums || state.sums.shape() != output.shape()) {
    ASSIGN_OR_RETURN(state.sums, Tensor::Allocate(kFloat, output.shape()));
  }
  return state.sums;
}

void SegmentReducer::FillGaps(const KernelContext& context,
                              const std::vector<int64_t>& targets,
                              Tensor& sums) const {
  const int64_t rows = sums.dim(0);
  const int64_t columns = sums.num_elements() / rows;
  const int64_t row_bytes =
      columns * static_cast<int64_t>(DTypeSize(sum_dtype_));
  const auto fill = [&](int64_t begin, int64_t end) {
    if (begin >= end) return;
    FillElements(context, sum_dtype_, empty_.raw(), (end - begin) * columns,
                 static_cast<char*>(sums.mutable_raw()) + begin * row_bytes);
  };
  int64_t next = 0;
  for (int64_t target : targets) {
    fill(next, target);
    next = target + 1;
  }
  fill(next, rows);
}

// Each piece divides the segments that begin in it.
void SegmentReducer::DivideSegments(const KernelContext& context,
                                    const std::vector<int64_t>& targets,
                                    Tensor& sums) const {
  const int64_t columns = sums.num_elements() / sums.dim(0);
  const int64_t row_bytes =
      columns * static_cast<int64_t>(DTypeSize(sum_dtype_));
  char* const start = static_cast<char*>(sums.mutable_raw());
  context.ParallelRange(static_cast<int64_t>(targets.size()),
                        kGrain / columns + 1, [&](int64_t begin, int64_t end) {
                          for (int64_t i = begin; i < end; ++i) {
                            const int64_t target = targets[i];
                            if (i > 0 && targets[i - 1] == target) continue;
                            const auto first = targets.begin() + i;
                            const auto last =
                                std::upper_bound(first, targets.end(), target);
                            divide_(reduction_, last - first, columns,
                                    start + target * row_bytes);
                          }
                        });
}

}  // namespace thalweg
