// ArgMax and ArgMin on the CPU.
#include "thalweg/ops/math/arg_max.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/axis_extent.h"
#include "thalweg/kernels/cpu/math/reduction_tile.h"

namespace thalweg {
namespace {

// Half and BFloat16 are compared as float.
template <class T>
using Compared = std::conditional_t<std::is_arithmetic_v<T>, T, float>;

struct Greatest {
  static constexpr ReductionOp kReduction = ReductionOp::kMax;
  template <class C>
  static constexpr C kWorst = std::numeric_limits<C>::has_infinity
                                  ? -std::numeric_limits<C>::infinity()
                                  : std::numeric_limits<C>::lowest();
  template <class C>
  static bool IsBetter(C a, C b) {
    return a > b;
  }
};
struct Least {
  static constexpr ReductionOp kReduction = ReductionOp::kMin;
  template <class C>
  static constexpr C kWorst = std::numeric_limits<C>::has_infinity
                                  ? std::numeric_limits<C>::infinity()
                                  : std::numeric_limits<C>::max();
  template <class C>
  static bool IsBetter(C a, C b) {
    return a < b;
  }
};

// With the best in a register.
template <class T, class Order>
int64_t FindBestOne(const T* x, int64_t size, int64_t step) {
  using C = Compared<T>;
  C best = Order::template kWorst<C>;
  int64_t index = 0;
  for (int64_t i = 0; i < size; ++i, x += step) {
    const C value = static_cast<C>(*x);
    if (Order::IsBetter(value, best)) {
      best = value;
      index = i;
    }
  }
  return index;
}

// indices[j] = where column j, of `size` elements `step` apart, is best.
template <class T, class Order>
void FindBest(const void* input, int64_t size, int64_t step, int64_t columns,
              int64_t* indices) {
  using C = Compared<T>;
  const T* x = static_cast<const T*>(input);
  if (columns == 1) {
    *indices = FindBestOne<T, Order>(x, size, step);
    return;
  }
  C best[AxisExtent::kMaxColumns];
  for (int64_t j = 0; j < columns; ++j) {
    best[j] = Order::template kWorst<C>;
    indices[j] = 0;
  }
  for (int64_t i = 0; i < size; ++i, x += step) {
    for (int64_t j = 0; j < columns; ++j) {
      const C value = static_cast<C>(x[j]);
      if (Order::IsBetter(value, best[j])) {
        best[j] = value;
        indices[j] = i;
      }
    }
  }
}

// A contiguous float or double array by vectors: the extreme first, then where
// it is. False where it is NaN.
template <class T>
bool FindBestByVectors(ReductionTileFunction reduce, const void* input,
                       int64_t size, int64_t* index) {
  const T* x = static_cast<const T*>(input);
  T best;
  ReductionTile tile;
  tile.input = x;
  tile.output = &best;
  tile.rows = size;
  reduce(tile);
  if (std::isnan(best)) return false;
  *index = std::find(x, x + size, best) - x;
  return true;
}

using FindBestFunction = void (*)(const void*, int64_t, int64_t, int64_t,
                                  int64_t*);

template <class Order>
FindBestFunction FindBestOf(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &FindBest<float, Order>;
    case kDouble:
      return &FindBest<double, Order>;
    case kHalf:
      return &FindBest<Half, Order>;
    case kBfloat16:
      return &FindBest<BFloat16, Order>;
    case kInt8:
      return &FindBest<int8_t, Order>;
    case kInt16:
      return &FindBest<int16_t, Order>;
    case kInt32:
      return &FindBest<int32_t, Order>;
    case kInt64:
      return &FindBest<int64_t, Order>;
    case kUint16:
      return &FindBest<uint16_t, Order>;
    case kUint32:
      return &FindBest<uint32_t, Order>;
    case kUint64:
      return &FindBest<uint64_t, Order>;
    default:
      return &FindBest<uint8_t, Order>;
  }
}

template <class T>
void Store(const int64_t* indices, int64_t size, void* output, int64_t offset) {
  T* to = static_cast<T*>(output) + offset;
  for (int64_t i = 0; i < size; ++i) to[i] = static_cast<T>(indices[i]);
}

void StoreIndices(const int64_t* indices, int64_t size, int64_t offset,
                  Tensor& output) {
  switch (output.dtype()) {
    case kInt64:
      return Store<int64_t>(indices, size, output.mutable_raw(), offset);
    case kInt32:
      return Store<int32_t>(indices, size, output.mutable_raw(), offset);
    default:  // int16 and uint16.
      return Store<uint16_t>(indices, size, output.mutable_raw(), offset);
  }
}

int64_t LargestIndex(DType dtype) {
  switch (dtype) {
    case kInt16:
      return std::numeric_limits<int16_t>::max();
    case kUint16:
      return std::numeric_limits<uint16_t>::max();
    case kInt32:
      return std::numeric_limits<int32_t>::max();
    default:
      return std::numeric_limits<int64_t>::max();
  }
}

template <class Order>
class ArgMaxKernel final : public Kernel {
 public:
  explicit ArgMaxKernel(const KernelInfo& info)
      : find_best_(FindBestOf<Order>(info.input_dtype(0))),
        reduce_(FindSimdReduction(Order::kReduction, info.input_dtype(0))),
        index_type_(info.output_dtype(0)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    ASSIGN_OR_RETURN(const int64_t dimension,
                     ReadIndex(context.input(1), "dimension"));
    ASSIGN_OR_RETURN(const int axis, ArgMaxAxis(dimension, input.rank()));
    const AxisExtent extent = AxisExtent::Of(input.shape(), axis);
    RETURN_IF_ERROR(CheckAxis(input.shape(), axis));
    ASSIGN_OR_RETURN(
        Tensor * output,
        context.Output(0, input.shape().Slice(0, axis).Concat(
                              input.shape().Slice(axis + 1, input.rank()))));
    const char* x = static_cast<const char*>(input.raw());
    const size_t element_size = DTypeSize(input.dtype());
    context.ParallelRange(
        extent.chunks(), extent.grain(), [&](int64_t begin, int64_t end) {
          int64_t indices[AxisExtent::kMaxColumns];
          for (int64_t i = begin; i < end; ++i) {
            const auto [outer, column, columns] = extent.chunk(i);
            const int64_t first = outer * extent.axis * extent.inner + column;
            FindIndices(input.dtype(), x + first * element_size, extent,
                        columns, indices);
            StoreIndices(indices, columns, outer * extent.inner + column,
                         *output);
          }
        });
    return absl::OkStatus();
  }

 private:
  void FindIndices(DType dtype, const void* x, const AxisExtent& extent,
                   int64_t columns, int64_t* indices) const {
    if (reduce_ != nullptr && extent.inner == 1) {
      const bool found =
          dtype == kFloat
              ? FindBestByVectors<float>(reduce_, x, extent.axis, indices)
              : FindBestByVectors<double>(reduce_, x, extent.axis, indices);
      if (found) return;
    }
    find_best_(x, extent.axis, extent.inner, columns, indices);
  }

  absl::Status CheckAxis(const Shape& shape, int axis) const {
    const int64_t size = shape.dim(axis);
    if (size == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Reduction axis ", axis, " is empty in shape ", shape.ToString()));
    }
    if (size - 1 > LargestIndex(index_type_)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Reduction axis ", axis, " of shape ", shape.ToString(),
          " has indices that ", DTypeName(index_type_), " cannot hold"));
    }
    return absl::OkStatus();
  }

  FindBestFunction find_best_;
  ReductionTileFunction reduce_;
  DType index_type_;
};

template <class Order>
KernelCandidateBuilder ArgMaxCandidate(const char* op) {
  return CpuKernel<ArgMaxKernel<Order>>(op)
      .For("T", kRealNumbers | kBool)
      .HostMemory("dimension");
}

const KernelRegistration kArgMax = ArgMaxCandidate<Greatest>("ArgMax");
const KernelRegistration kArgMin = ArgMaxCandidate<Least>("ArgMin");

}  // namespace
}  // namespace thalweg
