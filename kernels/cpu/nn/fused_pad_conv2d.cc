#include "thalweg/ops/nn/fused_pad_conv2d.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/conv_plan.h"
#include "thalweg/ops/array/mirror_pad.h"

namespace thalweg {
namespace {

// Between which rows (columns) of an image one of the padded image lies.
struct Sample {
  int64_t low, high;
  float lerp;
};

// One direction: from `input` cells to `resized` ones, mirrored `before` of
// them and so on. In float, as TensorFlow's, so that positions are the same.
std::vector<Sample> SamplesOf(const WindowDim& dim, int64_t skipped,
                              int64_t input, int64_t resized, int64_t before,
                              int offset, bool align_corners) {
  const float scale =
      align_corners && resized > 1
          ? static_cast<float>(input - 1) / static_cast<float>(resized - 1)
          : static_cast<float>(input) / static_cast<float>(resized);
  std::vector<Sample> samples;
  for (int64_t i = 0; i < dim.input; ++i) {
    int64_t cell = i + skipped - before;
    if (cell < 0) cell = -cell - 1 + offset;
    if (cell >= resized) cell = 2 * resized - cell - 1 - offset;
    const float at = static_cast<float>(cell) * scale;
    Sample sample;
    sample.low = std::min(static_cast<int64_t>(std::floor(at)), input - 1);
    sample.high = std::min(static_cast<int64_t>(std::ceil(at)), input - 1);
    sample.lerp = at - static_cast<float>(sample.low);
    samples.push_back(sample);
  }
  return samples;
}

// The samples of rows and columns of images.
struct Sampling {
  int64_t rows = 0, columns = 0, depth = 0;
  std::vector<Sample> row_samples, column_samples;
  bool resizes = false;
};

template <class T>
using Wide = std::conditional_t<std::is_same_v<T, double>, double, float>;

// Rows [begin, end) of all padded images.
template <class T>
void SampleRows(const Sampling& s, const void* images, void* padded,
                int64_t begin, int64_t end) {
  using W = Wide<T>;
  const auto row_count = static_cast<int64_t>(s.row_samples.size());
  const auto column_count = static_cast<int64_t>(s.column_samples.size());
  T* to = static_cast<T*>(padded) + begin * column_count * s.depth;
  for (int64_t i = begin; i < end; ++i) {
    const Sample& y = s.row_samples[i % row_count];
    const T* image = static_cast<const T*>(images) +
                     i / row_count * s.rows * s.columns * s.depth;
    const T* low = image + y.low * s.columns * s.depth;
    const T* high = image + y.high * s.columns * s.depth;
    for (const Sample& x : s.column_samples) {
      const int64_t left = x.low * s.depth, right = x.high * s.depth;
      if (!s.resizes) {
        to = std::copy_n(low + left, s.depth, to);
        continue;
      }
      for (int64_t c = 0; c < s.depth; ++c) {
        const auto between = [](W a, W b, float lerp) {
          return a + (b - a) * static_cast<W>(lerp);
        };
        const W top = between(static_cast<W>(low[left + c]),
                              static_cast<W>(low[right + c]), x.lerp);
        const W bottom = between(static_cast<W>(high[left + c]),
                                 static_cast<W>(high[right + c]), x.lerp);
        *to++ = static_cast<T>(between(top, bottom, y.lerp));
      }
    }
  }
}

using SampleFunction = void (*)(const Sampling&, const void*, void*, int64_t,
                                int64_t);
SampleFunction FindSampleRows(DType dtype) {
  switch (dtype) {
    case kHalf:
      return SampleRows<Half>;
    case kBfloat16:
      return SampleRows<BFloat16>;
    case kFloat:
      return SampleRows<float>;
    default:
      return SampleRows<double>;
  }
}

// Makes padded images in scratch memory, then runs the plan of a convolution.
class PadConvPlan final : public ShapePlan {
 public:
  PadConvPlan(ConvSpec spec, Sampling sampling, ConvPlanRef conv)
      : spec_(std::move(spec)),
        sampling_(std::move(sampling)),
        sample_(FindSampleRows(spec_.dtype)),
        conv_(std::move(conv)) {}
  std::string implementation() const override {
    return absl::StrCat("padded:", conv_->implementation());
  }
  size_t scratch_bytes() const override {
    return PaddedBytes() + conv_->scratch_bytes();
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return conv_->Bind();
  }

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, spec_.output));
    const int64_t rows = spec_.geometry.batch *
                         static_cast<int64_t>(sampling_.row_samples.size());
    const void* const images = context.input(0).raw();
    const int64_t row_elements =
        spec_.geometry.space[2].input * spec_.geometry.in_depth;
    context.ParallelRange(rows, 16 * 1024 / row_elements + 1,
                          [&](int64_t begin, int64_t end) {
                            sample_(sampling_, images, scratch, begin, end);
                          });
    ConvOperands operands;
    operands.x = scratch;
    operands.y = context.input(spec_.y).raw();
    operands.z = z->mutable_raw();
    return conv_->Run(context, operands, state,
                      static_cast<char*>(scratch) + PaddedBytes());
  }

 private:
  size_t PaddedBytes() const {
    const size_t bytes = spec_.geometry.batch *
                         spec_.geometry.image_elements() *
                         DTypeSize(spec_.dtype);
    return (bytes + 63) / 64 * 64;
  }

  const ConvSpec spec_;
  const Sampling sampling_;
  const SampleFunction sample_;
  const ConvPlanRef conv_;
};

// FusedPadConv2D, and with `resizes` FusedResizeAndPadConv2D.
template <bool resizes>
class PadConvKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<PadConvKernel>(info);
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<FusedPadConv2DAttrs>());
    ASSIGN_OR_RETURN(const auto resize,
                     info.attrs<FusedResizeAndPadConv2DAttrs>());
    kernel->align_corners_ = resize.resize_align_corners;
    return kernel;
  }
  explicit PadConvKernel(const KernelInfo& info)
      : device_(info.device()), dtype_(info.input_dtype(0)) {}

 protected:
  // The images' shape, the filter's, what images are resized to (nothing when
  // they aren't), paddings.
  absl::StatusOr<Key> KeyOf(const KernelContext& context) const override {
    Key key = {context.input(0).shape(), context.input(kFilter).shape()};
    IndexVector size;
    if (resizes) {
      ASSIGN_OR_RETURN(size, ReadIndexVector(context.input(1), "size"));
    }
    const Tensor& paddings = context.input(kFilter - 1);
    if (paddings.shape() != Shape({4, 2}) || (resizes && size.size() != 2)) {
      return absl::InvalidArgumentError(
          absl::StrCat("size must have 2 elements and paddings shape [4,2], "
                       "got ",
                       paddings.shape().ToString()));
    }
    ASSIGN_OR_RETURN(const IndexVector margins, ReadIndices(paddings));
    for (absl::Span<const int64_t> values :
         {absl::MakeConstSpan(size), absl::MakeConstSpan(margins)}) {
      for (int64_t value : values) {
        if (value >= 0) continue;
        return absl::InvalidArgumentError(absl::StrCat(
            "size and paddings must be non-negative, got ", value));
      }
      // No shapes, but lists like them.
      key.push_back(Shape(values));
    }
    return key;
  }

  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    const Shape& input = key[0];
    const auto paddings = key[3].dims();
    Shape resized = input;
    if (resizes) {
      ASSIGN_OR_RETURN(resized, ResizedForConv2D(input, key[2].dims()));
    }
    ASSIGN_OR_RETURN(
        FusedPadConv2DGeometry geometry,
        FusedPadConv2DGeometryOf(resized, paddings, key[1], attrs_));
    RETURN_IF_ERROR(CheckSizes(geometry.conv));
    Sampling sampling;
    sampling.rows = input.dim(1);
    sampling.columns = input.dim(2);
    sampling.depth = input.dim(3);
    sampling.resizes = resizes;
    for (int i = 0; i < 2; ++i) {
      (i == 0 ? sampling.row_samples : sampling.column_samples) =
          SamplesOf(geometry.conv.space[i + 1], geometry.skipped[i],
                    input.dim(i + 1), resized.dim(i + 1), paddings[2 * i + 2],
                    MirrorOffset({attrs_.mode}), align_corners_);
    }
    ConvSpec spec;
    spec.geometry = std::move(geometry.conv);
    spec.dtype = dtype_;
    spec.y = kFilter;
    spec.output = spec.geometry.output;
    ASSIGN_OR_RETURN(ConvPlanRef conv, MakeConvPlan(spec, device_, nullptr));
    return std::make_shared<PadConvPlan>(std::move(spec), std::move(sampling),
                                         std::move(conv));
  }

 private:
  static constexpr int kFilter = resizes ? 3 : 2;

  // Positions are floats, which count rows and columns up to 2^24. The padded
  // images are no tensor, whose size would be checked.
  static absl::Status CheckSizes(const ConvGeometry& g) {
    constexpr int64_t kMaxSide = int64_t{1} << 24;
    constexpr double kMaxElements = int64_t{1} << 40;
    const int64_t rows = g.space[1].input, columns = g.space[2].input;
    if (std::max(rows, columns) <= kMaxSide &&
        1.0 * g.batch * rows * columns * g.in_depth <= kMaxElements) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "padded images are too large: ", rows, " rows of ", columns));
  }

  Device& device_;
  const DType dtype_;
  FusedPadConv2DAttrs attrs_;
  bool align_corners_ = false;
};

const KernelRegistration kFusedPadConv2D =
    CpuKernel<PadConvKernel<false>>("FusedPadConv2D")
        .For("T", kFloating)
        .HostMemory("paddings");
const KernelRegistration kFusedResizeAndPadConv2D =
    CpuKernel<PadConvKernel<true>>("FusedResizeAndPadConv2D")
        .For("T", {kHalf, kFloat, kDouble})
        .HostMemory("size")
        .HostMemory("paddings");

}  // namespace
}  // namespace thalweg
