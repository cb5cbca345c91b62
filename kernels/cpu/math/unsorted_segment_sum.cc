// UnsortedSegmentSum on the CPU.
#include "thalweg/ops/math/unsorted_segment_sum.h"

#include <algorithm>
#include <complex>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Elements added that are worth handing to another thread.
constexpr int64_t kGrain = 32768;
// Columns that fill a cache line, so that two threads do not share one.
constexpr int64_t kMinColumns = 64;

template <class A>
A Add(A a, A b) {
  if constexpr (std::is_integral_v<A>) {
    return static_cast<A>(uint64_t{a} + uint64_t{b});
  } else {
    return a + b;
  }
}

// One run: row ids[i] of `sums` gets row i of `data` added, columns
// [begin, end). Negative ids are left out.
struct SegmentRun {
  const void* data;
  absl::Span<const int64_t> ids;
  int64_t columns;
  void* sums;
};
using SegmentFunction = void (*)(const SegmentRun&, int64_t begin, int64_t end);

template <class T, class A>
void AddRows(const SegmentRun& run, int64_t begin, int64_t end) {
  const T* row = static_cast<const T*>(run.data);
  for (int64_t id : run.ids) {
    if (id >= 0) {
      A* sum = static_cast<A*>(run.sums) + id * run.columns;
      for (int64_t j = begin; j < end; ++j) {
        sum[j] = Add(sum[j], static_cast<A>(row[j]));
      }
    }
    row += run.columns;
  }
}

template <class T>
void Round(const void* sums, int64_t size, void* output) {
  const float* from = static_cast<const float*>(sums);
  std::transform(from, from + size, static_cast<T*>(output),
                 [](float sum) { return T(sum); });
}

// Integers of one size wrap alike.
SegmentFunction FindSegmentFunction(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &AddRows<float, float>;
    case kDouble:
      return &AddRows<double, double>;
    case kHalf:
      return &AddRows<Half, float>;
    case kBfloat16:
      return &AddRows<BFloat16, float>;
    case kComplex64:
      return &AddRows<std::complex<float>, std::complex<float>>;
    case kComplex128:
      return &AddRows<std::complex<double>, std::complex<double>>;
    default:
      break;
  }
  switch (DTypeSize(dtype)) {
    case 1:
      return &AddRows<uint8_t, uint8_t>;
    case 2:
      return &AddRows<uint16_t, uint16_t>;
    case 4:
      return &AddRows<uint32_t, uint32_t>;
    default:
      return &AddRows<uint64_t, uint64_t>;
  }
}

// "segment_ids[1,2] = 7 is out of range [0, 4)" for id `at`.
absl::Status OutOfRange(const Shape& shape, int64_t at, int64_t id,
                        int64_t num_segments) {
  Shape::Dims position(shape.rank());
  for (int i = shape.rank() - 1; i >= 0; --i) {
    position[i] = at % shape.dim(i);
    at /= shape.dim(i);
  }
  const std::string where =
      position.empty() ? "" : "[" + absl::StrJoin(position, ",") + "]";
  return absl::InvalidArgumentError(absl::StrCat("segment_ids", where, " = ",
                                                 id, " is out of range [0, ",
                                                 num_segments, ")"));
}

absl::StatusOr<std::vector<int64_t>> ReadIds(const Tensor& tensor,
                                             int64_t num_segments) {
  std::vector<int64_t> ids(tensor.num_elements());
  ReadIndexRange(tensor, 0, absl::MakeSpan(ids));
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] >= num_segments) {
      return OutOfRange(tensor.shape(), i, ids[i], num_segments);
    }
  }
  return ids;
}

class UnsortedSegmentSumKernel final : public Kernel {
 public:
  explicit UnsortedSegmentSumKernel(const KernelInfo& info)
      : dtype_(info.input_dtype(0)), add_rows_(FindSegmentFunction(dtype_)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& data = context.input(0);
    const Tensor& segment_ids = context.input(1);
    ASSIGN_OR_RETURN(const int64_t num_segments,
                     ReadIndex(context.input(2), "num_segments"));
    if (num_segments < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Input num_segments == ", num_segments, " must not be negative."));
    }
    ASSIGN_OR_RETURN(
        const Shape shape,
        UnsortedSegmentShape(data.shape(), segment_ids.shape(), num_segments));
    ASSIGN_OR_RETURN(const std::vector<int64_t> ids,
                     ReadIds(segment_ids, num_segments));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    if (output->num_elements() == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor sums, Sums(*output));
    std::memset(sums.mutable_raw(), 0, sums.num_bytes());
    const int64_t columns = shape.Slice(1, shape.rank()).num_elements();
    const SegmentRun run = {data.raw(), ids, columns, sums.mutable_raw()};
    const int64_t grain = kGrain / std::max<int64_t>(ids.size(), 1);
    context.ParallelRange(
        columns, std::max(grain, kMinColumns),
        [&](int64_t begin, int64_t end) { add_rows_(run, begin, end); });
    Finish(sums, *output);
    return absl::OkStatus();
  }

 private:
  // The output itself, or floats that are rounded once at the end.
  absl::StatusOr<Tensor> Sums(const Tensor& output) const {
    if (dtype_ != kHalf && dtype_ != kBfloat16) return output;
    return Tensor::Allocate(kFloat, output.shape());
  }
  void Finish(const Tensor& sums, Tensor& output) const {
    const int64_t size = output.num_elements();
    if (dtype_ == kHalf) Round<Half>(sums.raw(), size, output.mutable_raw());
    if (dtype_ == kBfloat16) {
      Round<BFloat16>(sums.raw(), size, output.mutable_raw());
    }
  }

  DType dtype_;
  SegmentFunction add_rows_;
};

const KernelRegistration kUnsortedSegmentSum =
    CpuKernel<UnsortedSegmentSumKernel>("UnsortedSegmentSum")
        .For("T", kNumbers)
        .HostMemory("num_segments");

}  // namespace
}  // namespace thalweg
