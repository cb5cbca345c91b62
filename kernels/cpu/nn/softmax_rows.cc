#include "thalweg/kernels/cpu/nn/softmax_rows.h"

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/softmax_rows.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/half_tiles-inl.h"
#include "thalweg/kernels/cpu/math/vector_loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A row of n elements by vectors, the last of which may be filled in part.
template <class T>
class RowOf {
 public:
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;

  explicit RowOf(int64_t n) : n_(n) {}

  // step(i, count) for vectors of `count` elements from i on.
  template <class Step>
  HWY_INLINE void ForEach(Step step) const {
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(D()));
    int64_t i = 0;
    for (; i + lanes <= n_; i += lanes) step(i, lanes);
    if (i < n_) step(i, n_ - i);
  }

  // x[i], with `rest` in lanes that are not filled.
  HWY_INLINE V Load(const T* x, int64_t i, int64_t count, T rest) const {
    const D d;
    if (count == static_cast<int64_t>(hn::Lanes(d))) return hn::LoadU(d, x + i);
    return hn::IfThenElse(hn::FirstN(d, count), LoadFirst(d, x + i, count),
                          hn::Set(d, rest));
  }
  HWY_INLINE void Store(V value, T* y, int64_t i, int64_t count) const {
    const D d;
    if (count == static_cast<int64_t>(hn::Lanes(d))) {
      hn::StoreU(value, d, y + i);
    } else {
      StoreFirst(value, d, y + i, count);
    }
  }

 private:
  const int64_t n_;
};

// The largest and sum(exp(x - largest)); the exponentials go to `e` unless
// that is null. A NaN among x makes the sum NaN.
template <class T>
struct Exponentials {
  T largest;
  T sum;
};
template <class T>
HWY_INLINE Exponentials<T> Exponentiate(const T* x, T* e, int64_t n) {
  const hn::ScalableTag<T> d;
  const VectorMath<decltype(d)> m{d};
  const RowOf<T> row(n);
  constexpr T kLowest = -std::numeric_limits<T>::infinity();
  auto largest = hn::Set(d, kLowest);
  row.ForEach([&](int64_t i, int64_t count) HWY_ATTR {
    largest = hn::Max(largest, row.Load(x, i, count, kLowest));
  });
  const auto top = hn::MaxOfLanes(d, largest);
  auto sum = hn::Zero(d);
  row.ForEach([&](int64_t i, int64_t count) HWY_ATTR {
    const auto each = m.Exp(hn::Sub(row.Load(x, i, count, kLowest), top));
    sum = hn::Add(sum, each);
    if (e != nullptr) row.Store(each, e, i, count);
  });
  return {hn::GetLane(top), hn::GetLane(hn::SumOfLanes(d, sum))};
}

template <class T>
void SoftmaxRow(const T* x, T* y, int64_t n) {
  const hn::ScalableTag<T> d;
  const RowOf<T> row(n);
  const Exponentials<T> exponentials = Exponentiate(x, y, n);
  const auto scale = hn::Set(d, T{1} / exponentials.sum);
  row.ForEach([&](int64_t i, int64_t count) HWY_ATTR {
    row.Store(hn::Mul(row.Load(y, i, count, 0), scale), y, i, count);
  });
}

template <class T>
void LogSoftmaxRow(const T* x, T* y, int64_t n) {
  const hn::ScalableTag<T> d;
  const RowOf<T> row(n);
  const Exponentials<T> exponentials = Exponentiate<T>(x, nullptr, n);
  const auto largest = hn::Set(d, exponentials.largest);
  const auto log_sum = hn::Set(d, std::log(exponentials.sum));
  row.ForEach([&](int64_t i, int64_t count) HWY_ATTR {
    const auto each = row.Load(x, i, count, 0);
    row.Store(hn::Sub(hn::Sub(each, largest), log_sum), y, i, count);
  });
}

// sum(labels * (log(sum) - (x - largest))).
template <class T>
T DenseLoss(const T* x, const T* labels, const Exponentials<T>& of_x,
            int64_t n) {
  const hn::ScalableTag<T> d;
  const RowOf<T> row(n);
  const auto largest = hn::Set(d, of_x.largest);
  const auto log_sum = hn::Set(d, std::log(of_x.sum));
  auto loss = hn::Zero(d);
  row.ForEach([&](int64_t i, int64_t count) HWY_ATTR {
    const auto each = hn::Sub(row.Load(x, i, count, 0), largest);
    loss =
        hn::MulAdd(row.Load(labels, i, count, 0), hn::Sub(log_sum, each), loss);
  });
  return hn::GetLane(hn::SumOfLanes(d, loss));
}

// One row. `labels` is null where `label` is the class.
template <class T>
struct LossRow {
  const T* x;
  const T* labels;
  int64_t label;
  const T* scale;
  T* loss;
  T* backprop;

  void Run(int64_t n) const {
    const Exponentials<T> of_x = Exponentiate(x, backprop, n);
    if (loss != nullptr) {
      *loss = labels != nullptr
                  ? DenseLoss(x, labels, of_x, n)
                  : std::log(of_x.sum) - (x[label] - of_x.largest);
    }
    if (backprop == nullptr) return;
    const T at_label = labels == nullptr ? backprop[label] : T{0};
    const hn::ScalableTag<T> d;
    const RowOf<T> row(n);
    const auto inverse = hn::Set(d, T{1} / of_x.sum);
    const auto factor = hn::Set(d, scale == nullptr ? T{1} : *scale);
    row.ForEach([&](int64_t i, int64_t count) HWY_ATTR {
      auto each = hn::Mul(row.Load(backprop, i, count, 0), inverse);
      if (labels != nullptr) {
        each = hn::Sub(each, row.Load(labels, i, count, 0));
      }
      row.Store(hn::Mul(each, factor), backprop, i, count);
    });
    if (labels == nullptr) {
      const T probability = at_label * (T{1} / of_x.sum);
      backprop[label] = (probability - T{1}) * (scale ? *scale : T{1});
    }
  }
};

int64_t LabelAt(const CrossEntropyArgs& args, int64_t row) {
  if (args.int64_labels != nullptr) return args.int64_labels[row];
  return args.int32_labels != nullptr ? args.int32_labels[row] : 0;
}

template <class T>
T* RowAt(void* data, int64_t row, int64_t n) {
  return data == nullptr ? nullptr : static_cast<T*>(data) + row * n;
}
template <class T>
const T* RowAt(const void* data, int64_t row, int64_t n) {
  return data == nullptr ? nullptr : static_cast<const T*>(data) + row * n;
}

// float and double compute where the elements are.
template <class T>
void RunCrossEntropy(const CrossEntropyArgs& args, int64_t begin, int64_t end,
                     int64_t n) {
  for (int64_t i = begin; i < end; ++i) {
    LossRow<T>{RowAt<T>(args.x, i, n),    RowAt<T>(args.dense_labels, i, n),
               LabelAt(args, i),          RowAt<T>(args.scale, i, 1),
               RowAt<T>(args.loss, i, 1), RowAt<T>(args.backprop, i, n)}
        .Run(n);
  }
}
template <class T, void (*row)(const T*, T*, int64_t)>
void RunSoftmax(const void* x, void* y, int64_t rows, int64_t n) {
  for (int64_t i = 0; i < rows; ++i) {
    row(RowAt<T>(x, i, n), RowAt<T>(y, i, n), n);
  }
}

// half and bfloat16 compute in rows of float.
template <class H>
void RunHalfCrossEntropy(const CrossEntropyArgs& args, int64_t begin,
                         int64_t end, int64_t n) {
  std::vector<float> x(n), labels(n), backprop(n);
  for (int64_t i = begin; i < end; ++i) {
    ToFloat(RowAt<H>(args.x, i, n), x.data(), n);
    if (args.dense_labels != nullptr) {
      ToFloat(RowAt<H>(args.dense_labels, i, n), labels.data(), n);
    }
    const float scale =
        args.scale ? static_cast<float>(*RowAt<H>(args.scale, i, 1)) : 1;
    float loss;
    LossRow<float>{x.data(),
                   args.dense_labels != nullptr ? labels.data() : nullptr,
                   LabelAt(args, i),
                   nullptr,
                   &loss,
                   backprop.data()}
        .Run(n);
    if (args.loss != nullptr) *RowAt<H>(args.loss, i, 1) = H(loss);
    if (args.backprop == nullptr) continue;
    H* const result = RowAt<H>(args.backprop, i, n);
    FromFloat(backprop.data(), result, n);
    if (args.scale == nullptr) continue;
    // As the separate product would: of the rounded gradient.
    for (int64_t j = 0; j < n; ++j) {
      result[j] = H(static_cast<float>(result[j]) * scale);
    }
  }
}
template <class H, void (*row)(const float*, float*, int64_t)>
void RunHalfSoftmax(const void* x, void* y, int64_t rows, int64_t n) {
  std::vector<float> tile(n);
  for (int64_t i = 0; i < rows; ++i) {
    ToFloat(RowAt<H>(x, i, n), tile.data(), n);
    row(tile.data(), tile.data(), n);
    FromFloat(tile.data(), RowAt<H>(y, i, n), n);
  }
}

SoftmaxFunctions SoftmaxFunctionsOf(DType dtype) {
  switch (dtype) {
    case kDouble:
      return {&RunSoftmax<double, &SoftmaxRow<double>>,
              &RunSoftmax<double, &LogSoftmaxRow<double>>,
              &RunCrossEntropy<double>};
    case kHalf:
      return {&RunHalfSoftmax<Half, &SoftmaxRow<float>>,
              &RunHalfSoftmax<Half, &LogSoftmaxRow<float>>,
              &RunHalfCrossEntropy<Half>};
    case kBfloat16:
      return {&RunHalfSoftmax<BFloat16, &SoftmaxRow<float>>,
              &RunHalfSoftmax<BFloat16, &LogSoftmaxRow<float>>,
              &RunHalfCrossEntropy<BFloat16>};
    default:
      return {&RunSoftmax<float, &SoftmaxRow<float>>,
              &RunSoftmax<float, &LogSoftmaxRow<float>>,
              &RunCrossEntropy<float>};
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(SoftmaxFunctionsOf);

SoftmaxFunctions FindSoftmaxFunctions(DType dtype) {
  return HWY_DYNAMIC_DISPATCH(SoftmaxFunctionsOf)(dtype);
}

}  // namespace thalweg
#endif  // HWY_ONCE
