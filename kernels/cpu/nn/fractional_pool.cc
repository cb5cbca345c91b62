#include "thalweg/ops/nn/fractional_pool.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/fractional_windows.h"
#include "thalweg/kernels/cpu/shape_plan.h"

namespace thalweg {
namespace {

// So many values are worth another thread.
constexpr int64_t kValuesPerPiece = 32 << 10;

int64_t Grain(int64_t values_of_each) {
  return std::max<int64_t>(
      1, kValuesPerPiece / std::max<int64_t>(1, values_of_each));
}

template <class T>
void Mean(const PoolWindow& window, const T* image, T* pooled) {
  if constexpr (std::is_floating_point_v<T>) {
    FindPoolFunctions<T>().mean(
        window, image, 1 / static_cast<double>(window.cells()), pooled);
  } else {
    // Unsigned, so that sums wrap around.
    using U = std::make_unsigned_t<T>;
    for (int64_t c = 0; c < window.channels; ++c) {
      U sum = 0;
      ForCells(window, c,
               [&](int64_t at) { sum += static_cast<U>(image[at]); });
      pooled[c] = static_cast<T>(sum) / static_cast<T>(window.cells());
    }
  }
}

template <class T, bool is_max>
class PoolKernel final : public Kernel {
 public:
  PoolKernel(FractionalPoolAttrs attrs, FractionalWindows windows)
      : attrs_(std::move(attrs)), windows_(std::move(windows)) {}
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<FractionalPoolAttrs>());
    ASSIGN_OR_RETURN(auto windows, FractionalWindows::Make(info));
    return std::make_unique<PoolKernel>(std::move(attrs), std::move(windows));
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& value = context.input(0);
    ASSIGN_OR_RETURN(const Shape shape,
                     FractionalPoolShape(value.shape(), attrs_.pooling_ratio));
    const PoolSequences sequences = windows_.Draw(value.shape(), shape);
    RETURN_IF_ERROR(Give(context, 1, sequences.rows));
    RETURN_IF_ERROR(Give(context, 2, sequences.columns));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    const T* const x = value.data<T>();
    T* const y = output->mutable_data<T>();
    const auto pool = [&](const PoolWindow& window, int64_t image,
                          int64_t pooled) {
      if constexpr (is_max) {
        functions_.max(window, x + image, y + pooled);
      } else {
        Mean(window, x + image, y + pooled);
      }
    };
    const int64_t rows = shape.dim(1);
    context.ParallelRange(
        shape.dim(0) * rows,
        Grain(value.num_elements() / (shape.dim(0) * rows)),
        [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) {
            ForEachWindowOfRow(value.shape(), sequences.rows, sequences.columns,
                               attrs_.overlapping, i / rows, i % rows, pool);
          }
        });
    return absl::OkStatus();
  }

 private:
  static absl::Status Give(KernelContext& context, int i,
                           const PoolSequence& sequence) {
    if (!context.wanted(i)) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        Tensor * output,
        context.Output(i, Shape({static_cast<int64_t>(sequence.size())})));
    std::copy(sequence.begin(), sequence.end(),
              output->mutable_data<int64_t>());
    return absl::OkStatus();
  }

  const FractionalPoolAttrs attrs_;
  const FractionalWindows windows_;
  const PoolFunctions<T> functions_ = FindPoolFunctions<T>();
};

// A gradient's images, what they were pooled to, and where.
struct PooledImages {
  const Shape& images;
  const Shape& pooled;
  const Tensor& rows;
  const Tensor& columns;
  bool overlapping;

  absl::Status Check() const;
  // Calls body(window, image, pooled) for all windows of one image.
  void ForEachWindow(int64_t image, PoolBody body) const {
    for (int64_t row = 0; row < pooled.dim(1); ++row) {
      ForEachWindowOfRow(images, rows.flat<int64_t>(), columns.flat<int64_t>(),
                         overlapping, image, row, body);
    }
  }
};

absl::Status PooledImages::Check() const {
  if (images.rank() != 4 || pooled.rank() != 4 ||
      images.dim(0) != pooled.dim(0) || images.dim(3) != pooled.dim(3)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "out_backprop must be of as many images and channels as the images, "
        "all 4-dimensional, got shapes ",
        pooled.ToString(), " and ", images.ToString()));
  }
  for (int64_t size : pooled.dims()) {
    if (size > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "out_backprop must be positive for all dimension, got:", size));
  }
  RETURN_IF_ERROR(CheckSequence(rows, pooled.dim(1), images.dim(1),
                                "row_pooling_sequence"));
  return CheckSequence(columns, pooled.dim(2), images.dim(2),
                       "col_pooling_sequence");
}

template <class T>
class MaxPoolGradKernel final : public Kernel {
 public:
  explicit MaxPoolGradKernel(bool overlapping) : overlapping_(overlapping) {}
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<FractionalPoolGradAttrs>());
    return std::make_unique<MaxPoolGradKernel>(attrs.overlapping);
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& value = context.input(0);
    const Tensor& grad = context.input(2);
    const PooledImages images = {value.shape(), grad.shape(), context.input(3),
                                 context.input(4), overlapping_};
    RETURN_IF_ERROR(images.Check());
    if (context.input(1).shape() != grad.shape()) {
      return absl::InvalidArgumentError(
          absl::StrCat("orig_output and out_backprop must have one shape, got ",
                       context.input(1).shape().ToString(), " and ",
                       grad.shape().ToString()));
    }
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, value.shape()));
    const T* const x = value.data<T>();
    const T* const dy = grad.data<T>();
    T* const dx = output->mutable_data<T>();
    const int64_t size = value.num_elements() / value.dim(0);
    context.ParallelRange(
        value.dim(0), Grain(size), [&](int64_t begin, int64_t end) {
          std::fill_n(dx + begin * size, (end - begin) * size, T{});
          for (int64_t i = begin; i < end; ++i) {
            images.ForEachWindow(i, [&](const PoolWindow& window, int64_t image,
                                        int64_t pooled) {
              functions_.max_gradient(window, x + image, dy + pooled,
                                      dx + image);
            });
          }
        });
    return absl::OkStatus();
  }

 private:
  const bool overlapping_;
  const PoolFunctions<T> functions_ = FindPoolFunctions<T>();
};

template <class T>
class AvgPoolGradKernel final : public Kernel {
 public:
  explicit AvgPoolGradKernel(bool overlapping) : overlapping_(overlapping) {}
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<FractionalPoolGradAttrs>());
    return std::make_unique<AvgPoolGradKernel>(attrs.overlapping);
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& grad = context.input(1);
    ASSIGN_OR_RETURN(const Shape shape, ShapeFromTensor(context.input(0)));
    const PooledImages images = {shape, grad.shape(), context.input(2),
                                 context.input(3), overlapping_};
    RETURN_IF_ERROR(images.Check());
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    // Shares are added in double.
    Tensor owner;
    double* sums = nullptr;
    if constexpr (std::is_same_v<T, double>) {
      sums = output->template mutable_data<T>();
    } else {
      ASSIGN_OR_RETURN(owner, Tensor::Allocate(kDouble, shape));
      sums = owner.mutable_data<double>();
    }
    const int64_t size = shape.num_elements() / shape.dim(0);
    context.ParallelRange(shape.dim(0), Grain(size),
                          [&](int64_t begin, int64_t end) {
                            for (int64_t i = begin; i < end; ++i) {
                              Spread(images, i, grad.data<T>(), sums, size);
                            }
                          });
    if constexpr (!std::is_same_v<T, double>) {
      std::transform(sums, sums + output->num_elements(),
                     output->template mutable_data<T>(),
                     [](double sum) { return static_cast<T>(sum); });
    }
    return absl::OkStatus();
  }

 private:
  static void Spread(const PooledImages& images, int64_t i, const T* dy,
                     double* sums, int64_t size) {
    std::fill_n(sums + i * size, size, 0.0);
    images.ForEachWindow(i, [&](const PoolWindow& window, int64_t image,
                                int64_t pooled) {
      const auto cells = static_cast<double>(window.cells());
      ForCells(window, 0, [&](int64_t at) {
        for (int64_t c = 0; c < window.channels; ++c) {
          sums[image + at + c] += static_cast<double>(dy[pooled + c]) / cells;
        }
      });
    });
  }

  const bool overlapping_;
};

template <class T>
using FractionalMaxPoolKernel = PoolKernel<T, true>;
template <class T>
using FractionalAvgPoolKernel = PoolKernel<T, false>;
template <template <class> class K>
using ForEach = CpuKernelOf<K, float, double, int32_t, int64_t>;

const ForEach<FractionalMaxPoolKernel> kMaxPool("FractionalMaxPool", "T");
const ForEach<FractionalAvgPoolKernel> kAvgPool("FractionalAvgPool", "T");
const ForEach<MaxPoolGradKernel> kMaxPoolGrad("FractionalMaxPoolGrad", "T");
const ForEach<AvgPoolGradKernel> kAvgPoolGrad("FractionalAvgPoolGrad", "T");

}  // namespace
}  // namespace thalweg
