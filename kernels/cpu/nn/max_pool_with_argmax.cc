// MaxPoolWithArgmax and its gradients on the CPU.
#include "thalweg/ops/nn/max_pool_with_argmax.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/first_error.h"
#include "thalweg/kernels/cpu/nn/pool_kernel.h"

namespace thalweg {
namespace {

void StoreIndex(Tensor& tensor, int64_t i, int64_t index) {
  if (tensor.dtype() == kInt32) {
    tensor.mutable_data<int32_t>()[i] = static_cast<int32_t>(index);
  } else {
    tensor.mutable_data<int64_t>()[i] = index;
  }
}

// Values of one of the images of a tensor that begins with the batch.
int64_t ValuesOfOne(const Shape& images) {
  return images.num_elements() / std::max<int64_t>(1, images.dim(0));
}

template <class T>
class MaxPoolWithArgmaxKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<MaxPoolWithArgmaxAttrs>());
    ASSIGN_OR_RETURN(PoolSpec spec, PoolSpecOf(info, PoolDepth::kForgotten));
    return std::make_unique<MaxPoolWithArgmaxKernel>(
        std::move(spec), attrs.include_batch_in_index);
  }
  MaxPoolWithArgmaxKernel(PoolSpec spec, bool counts_from_first)
      : spec_(std::move(spec)), counts_from_first_(counts_from_first) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     PoolGeometryOf(context, images.shape(), spec_));
    T* output = nullptr;
    Tensor* argmax = nullptr;
    if (context.wanted(0)) {
      ASSIGN_OR_RETURN(Tensor * tensor, context.Output(0, geometry.output));
      output = tensor->mutable_data<T>();
    }
    if (context.wanted(1)) {
      ASSIGN_OR_RETURN(argmax, context.Output(1, geometry.output));
      RETURN_IF_ERROR(CheckPositionsFit(images.shape(), argmax->dtype()));
    }
    const int64_t size = Period(images.shape());
    PoolPlan(geometry).ForEachWindow(
        context, [&, x = images.data<T>()](const PoolWindow& window,
                                           int64_t image, int64_t pooled) {
          for (int64_t c = 0; c < window.channels; ++c) {
            const int64_t at = image + FirstLargest(window, x + image, c);
            if (output != nullptr) output[pooled + c] = x[at];
            if (argmax != nullptr) StoreIndex(*argmax, pooled + c, at % size);
          }
        });
    return absl::OkStatus();
  }

 private:
  // Positions begin again after so many values.
  int64_t Period(const Shape& images) const {
    return std::max<int64_t>(
        1, counts_from_first_ ? images.num_elements() : ValuesOfOne(images));
  }

  absl::Status CheckPositionsFit(const Shape& images, DType dtype) const {
    const int64_t size = Period(images);
    if (dtype == kInt64 || size <= std::numeric_limits<int32_t>::max()) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        absl::StrCat("Positions in images of shape ", images.ToString(),
                     " need a Targmax of int64, got int32"));
  }

  const PoolSpec spec_;
  const bool counts_from_first_;
};

// Positions in images of a shape, read from argmax and checked.
class Positions {
 public:
  Positions(const Tensor& argmax, const Shape& images, bool count_from_first)
      : argmax_(argmax),
        values_(ValuesOfOne(images)),
        limit_(count_from_first ? images.num_elements() : values_),
        pooled_(ValuesOfOne(argmax.shape())),
        count_from_first_(count_from_first) {}

  // Calls body(i, position) for elements [begin, end) of argmax; positions
  // count from the first image.
  template <class Body>
  absl::Status ForEach(int64_t begin, int64_t end, Body body) const {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t at = argmax_.dtype() == kInt32 ? argmax_.data<int32_t>()[i]
                                                   : argmax_.data<int64_t>()[i];
      if (at < 0 || at >= limit_) {
        return absl::InvalidArgumentError(
            absl::StrCat("Invalid output gradient index: ", at,
                         ", expected one in [0, ", limit_, ")"));
      }
      body(i, count_from_first_ ? at : at + i / pooled_ * values_);
    }
    return absl::OkStatus();
  }

  // What the threads may share: argmax's elements of one image, which name
  // positions of that image alone; else all.
  int64_t elements_of_piece() const {
    return std::max<int64_t>(
        1, count_from_first_ ? argmax_.num_elements() : pooled_);
  }

 private:
  const Tensor& argmax_;
  const int64_t values_;
  const int64_t limit_;
  const int64_t pooled_;
  const bool count_from_first_;
};

// The spec, and whether positions count from the first image.
class ArgmaxGradientKernel : public Kernel {
 public:
  explicit ArgmaxGradientKernel(PoolSpec spec, bool counts_from_first)
      : spec_(std::move(spec)), counts_from_first_(counts_from_first) {}

 protected:
  absl::StatusOr<PoolGeometry> CheckedGeometry(
      const KernelContext& context) const {
    ASSIGN_OR_RETURN(PoolGeometry geometry,
                     PoolGeometryOf(context, context.input(0).shape(), spec_));
    RETURN_IF_ERROR(
        RequirePoolShape(geometry.output, context.input(2).shape(), "argmax"));
    return geometry;
  }
  Positions PositionsOf(const KernelContext& context) const {
    return Positions(context.input(2), context.input(0).shape(),
                     counts_from_first_);
  }

 private:
  const PoolSpec spec_;
  const bool counts_from_first_;
};

template <class K>
absl::StatusOr<std::unique_ptr<Kernel>> CreateArgmaxGradient(
    const KernelInfo& info) {
  ASSIGN_OR_RETURN(const auto attrs, info.attrs<MaxPoolGradWithArgmaxAttrs>());
  ASSIGN_OR_RETURN(PoolSpec spec, PoolSpecOf(info, PoolDepth::kForgotten));
  return std::make_unique<K>(std::move(spec), attrs.include_batch_in_index);
}

template <class T>
class MaxPoolGradWithArgmaxKernel final : public ArgmaxGradientKernel {
 public:
  using ArgmaxGradientKernel::ArgmaxGradientKernel;
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    return CreateArgmaxGradient<MaxPoolGradWithArgmaxKernel>(info);
  }

  absl::Status Compute(KernelContext& context) const override {
    const Shape& images = context.input(0).shape();
    const Tensor& grad = context.input(1);
    ASSIGN_OR_RETURN(const PoolGeometry geometry, CheckedGeometry(context));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, grad.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, images));
    T* const dx = output->template mutable_data<T>();
    std::fill_n(dx, output->num_elements(), T{});
    const Positions positions = PositionsOf(context);
    const int64_t size = positions.elements_of_piece();
    FirstError error;
    context.Parallel(grad.num_elements() / size, [&](int64_t piece) {
      error.Update(positions.ForEach(
          piece * size, (piece + 1) * size,
          [&, dy = grad.data<T>()](int64_t i, int64_t at) {
            dx[at] = static_cast<T>(Load(dx[at]) + Load(dy[i]));
          }));
    });
    return error.Get();
  }
};

// For types that copy like T.
template <class T>
class MaxPoolGradGradWithArgmaxKernel final : public ArgmaxGradientKernel {
 public:
  using ArgmaxGradientKernel::ArgmaxGradientKernel;

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& grad = context.input(1);
    ASSIGN_OR_RETURN(const PoolGeometry geometry, CheckedGeometry(context));
    RETURN_IF_ERROR(
        RequirePoolShape(context.input(0).shape(), grad.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, geometry.output));
    const auto* const dx = static_cast<const T*>(grad.raw());
    auto* const dy = static_cast<T*>(output->mutable_raw());
    const Positions positions = PositionsOf(context);
    constexpr int64_t kGrain = 16 << 10;
    FirstError error;
    context.ParallelRange(
        output->num_elements(), kGrain, [&](int64_t begin, int64_t end) {
          error.Update(positions.ForEach(
              begin, end, [&](int64_t i, int64_t at) { dy[i] = dx[at]; }));
        });
    return error.Get();
  }
};

absl::StatusOr<std::unique_ptr<Kernel>> CreateGradGrad(const KernelInfo& info) {
  switch (DTypeSize(info.input_dtype(1))) {
    case 1:
      return CreateArgmaxGradient<MaxPoolGradGradWithArgmaxKernel<uint8_t>>(
          info);
    case 2:
      return CreateArgmaxGradient<MaxPoolGradGradWithArgmaxKernel<uint16_t>>(
          info);
    case 4:
      return CreateArgmaxGradient<MaxPoolGradGradWithArgmaxKernel<uint32_t>>(
          info);
    default:
      return CreateArgmaxGradient<MaxPoolGradGradWithArgmaxKernel<uint64_t>>(
          info);
  }
}

template <template <class> class K>
using ForRealNumbers =
    CpuKernelOf<K, Half, BFloat16, float, double, int8_t, uint8_t, int16_t,
                uint16_t, int32_t, uint32_t, int64_t, uint64_t>;

const ForRealNumbers<MaxPoolWithArgmaxKernel> kMaxPoolWithArgmax(
    "MaxPoolWithArgmax", "T");
const ForRealNumbers<MaxPoolGradWithArgmaxKernel> kMaxPoolGradWithArgmax(
    "MaxPoolGradWithArgmax", "T");
const KernelRegistration kMaxPoolGradGradWithArgmax =
    KernelCandidateBuilder("MaxPoolGradGradWithArgmax", "CPU", &CreateGradGrad)
        .For("T", kRealNumbers);

}  // namespace
}  // namespace thalweg
