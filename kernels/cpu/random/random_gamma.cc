// RandomGamma, RandomGammaGrad and RandomPoissonV2 on the CPU.
#include <algorithm>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/random/random_kernel.h"
#include "thalweg/kernels/functors/gamma_derivative.h"
#include "thalweg/kernels/functors/rejection_sampling.h"

namespace thalweg {
namespace {

// Samples worth a piece of their own.
constexpr int64_t kSampleGrain = 256;
// Of the stream, for each sample: more than any is likely to take.
constexpr int64_t kBlocksPerSample = 256;

double ParameterAt(const Tensor& parameters, int64_t i) {
  switch (parameters.dtype()) {
    case kHalf:
      return static_cast<float>(parameters.data<Half>()[i]);
    case kFloat:
      return parameters.data<float>()[i];
    case kDouble:
      return parameters.data<double>()[i];
    case kInt32:
      return parameters.data<int32_t>()[i];
    default:
      return static_cast<double>(parameters.data<int64_t>()[i]);
  }
}

template <class Out>
double Highest() {
  if constexpr (std::is_same_v<Out, Half>) {
    return 65504;
  } else {
    return static_cast<double>(std::numeric_limits<Out>::max());
  }
}

template <class Out>
Out Converted(double value) {
  if constexpr (std::is_same_v<Out, Half>) {
    return Half(static_cast<float>(value));
  } else if constexpr (std::is_integral_v<Out>) {
    if (std::isnan(value)) return 0;
    // The highest as a double may be one more.
    return value >= Highest<Out>() ? std::numeric_limits<Out>::max()
                                   : static_cast<Out>(value);
  } else {
    return static_cast<Out>(value);
  }
}

// Sample s of parameter p lies at [s, p] and has the stream's blocks from
// kBlocksPerSample * (p * samples + s) on.
template <class Draw, class Out>
void DrawSamples(const KernelContext& context, const Philox& stream,
                 const Tensor& parameters, Tensor& output) {
  const int64_t count = parameters.num_elements();
  const int64_t samples = output.num_elements() / count;
  Out* const out = output.mutable_data<Out>();
  const auto piece = [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t p = begin / samples;
      const Draw draw(ParameterAt(parameters, p), Highest<Out>());
      const int64_t stop = std::min(end, (p + 1) * samples);
      for (; begin < stop; ++begin) {
        Philox own = stream;
        own.Skip(static_cast<uint64_t>(begin), kBlocksPerSample);
        out[begin % samples * count + p] = Converted<Out>(draw(own));
      }
    }
  };
  context.ParallelRange(output.num_elements(), kSampleGrain, piece);
}

using DrawSamplesFunction = void (*)(const KernelContext&, const Philox&,
                                     const Tensor& parameters, Tensor& output);

template <class Draw>
DrawSamplesFunction FindDrawSamples(DType dtype) {
  switch (dtype) {
    case kHalf:
      return &DrawSamples<Draw, Half>;
    case kFloat:
      return &DrawSamples<Draw, float>;
    case kDouble:
      return &DrawSamples<Draw, double>;
    case kInt32:
      return &DrawSamples<Draw, int32_t>;
    default:
      return &DrawSamples<Draw, int64_t>;
  }
}

template <class Draw>
class SampleKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<SampleKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto state, FindRandomState(info));
    return std::make_unique<SampleKernel>(info, std::move(state));
  }
  SampleKernel(const KernelInfo& info, std::shared_ptr<RandomState> state)
      : draw_(FindDrawSamples<Draw>(info.output_dtype(0))),
        state_(std::move(state)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& parameters = context.input(1);
    ASSIGN_OR_RETURN(const Shape samples, ReadRandomShape(context.input(0)));
    ASSIGN_OR_RETURN(const Shape shape,
                     Shape::Make(samples.Concat(parameters.shape()).dims()));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    if (output->num_elements() == 0) return absl::OkStatus();
    draw_(context, state_->Reserve(output->num_elements()), parameters,
          *output);
    return absl::OkStatus();
  }

 private:
  const DrawSamplesFunction draw_;
  const std::shared_ptr<RandomState> state_;
};

template <class T>
void SampleDerivatives(const void* alpha, const void* sample, void* slope,
                       int64_t n) {
  const T* const a = static_cast<const T*>(alpha);
  const T* const x = static_cast<const T*>(sample);
  T* const out = static_cast<T*>(slope);
  for (int64_t i = 0; i < n; ++i) {
    out[i] = static_cast<T>(GammaSampleDerivative(a[i], x[i]));
  }
}

struct RandomGammaGradKernel {
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    constexpr int64_t kGrain = 64;
    return MakeBinaryKernel(info,
                            info.input_dtype(0) == kFloat
                                ? &SampleDerivatives<float>
                                : &SampleDerivatives<double>,
                            {.grain = kGrain});
  }
};

const KernelRegistration kRandomGamma =
    CpuKernel<SampleKernel<GammaDraw>>("RandomGamma");
const KernelRegistration kRandomGammaGrad =
    CpuKernel<RandomGammaGradKernel>("RandomGammaGrad");
const KernelRegistration kRandomPoisson =
    CpuKernel<SampleKernel<PoissonDraw>>("RandomPoissonV2");

}  // namespace
}  // namespace thalweg
