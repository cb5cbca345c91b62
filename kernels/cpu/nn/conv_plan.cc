#include "thalweg/kernels/cpu/nn/conv_plan.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/nn/conv_loops.h"
#include "thalweg/kernels/cpu/slots.h"

namespace thalweg {
namespace {

using onednn::ConvolutionPass;

// Fills z where there are no windows, or no images, to sum over.
class EmptyConvPlan final : public ConvPlan {
 public:
  using ConvPlan::ConvPlan;
  std::string implementation() const override { return "empty"; }
  absl::Status Run(const KernelContext&, const ConvOperands& operands,
                   KernelState*, void*) const override {
    std::memset(operands.z, 0,
                spec_.output.num_elements() * DTypeSize(spec_.dtype));
    return absl::OkStatus();
  }
};

class LoopConvPlan final : public ConvPlan {
 public:
  LoopConvPlan(ConvSpec spec, Device& device)
      : ConvPlan(std::move(spec)),
        loops_(FindConvLoops(spec_.pass, spec_.dtype)),
        units_(NumConvUnits(spec_.pass, spec_.geometry)),
        slots_(MaxConcurrency(device, units_)) {}
  std::string implementation() const override { return "loops"; }

  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return std::make_unique<State>(std::vector<Sums>(
        slots_, Sums(ConvSumsBytes(spec_.pass, spec_.geometry))));
  }

  absl::Status Run(const KernelContext& context, const ConvOperands& operands,
                   KernelState* state, void*) const override {
    auto& slots = static_cast<State*>(state)->slots;
    context.ParallelRange(units_, Grain(), [&](int64_t begin, int64_t end) {
      Slots<Sums>::Guard sums(slots);
      loops_(spec_.geometry, operands.x, operands.y, operands.z, sums->data(),
             begin, end);
    });
    if (operands.bias != nullptr) {
      spec_.Finish(operands.bias, operands.z, spec_.geometry.batch,
                   spec_.geometry.windows());
    }
    return absl::OkStatus();
  }

 private:
  using Sums = std::vector<std::byte>;
  struct State : KernelState {
    explicit State(std::vector<Sums> sums) : slots(std::move(sums)) {}
    Slots<Sums> slots;
  };

  // Units that are worth another thread.
  int64_t Grain() const {
    constexpr double kWork = 64 * 1024;
    const double work = static_cast<double>(spec_.work()) *
                        static_cast<double>(spec_.geometry.batch) /
                        static_cast<double>(units_);
    return static_cast<int64_t>(kWork / work) + 1;
  }

  const ConvLoops loops_;
  const int64_t units_;
  const int slots_;
};

// Of 16-bit types T: the plan of float, between conversions.
template <class T>
class WideConvPlan final : public ConvPlan {
 public:
  WideConvPlan(ConvSpec spec, ConvPlanRef wide, int64_t x_elements,
               int64_t y_elements)
      : ConvPlan(std::move(spec)),
        wide_(std::move(wide)),
        x_elements_(x_elements),
        y_elements_(y_elements) {}
  std::string implementation() const override {
    return absl::StrCat("float:", wide_->implementation());
  }
  size_t scratch_bytes() const override {
    return Bytes(x_elements_) + Bytes(y_elements_) + Bytes(z_elements()) +
           wide_->scratch_bytes();
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return wide_->Bind();
  }

  absl::Status Run(const KernelContext& context, const ConvOperands& operands,
                   KernelState* state, void* scratch) const override {
    auto* x = static_cast<float*>(scratch);
    float* const y = x + Bytes(x_elements_) / sizeof(float);
    float* const z = y + Bytes(y_elements_) / sizeof(float);
    Convert(context, static_cast<const T*>(operands.x), x, x_elements_);
    Convert(context, static_cast<const T*>(operands.y), y, y_elements_);
    RETURN_IF_ERROR(wide_->Run(context, {x, y, nullptr, z}, state,
                               z + Bytes(z_elements()) / sizeof(float)));
    Convert(context, z, static_cast<T*>(operands.z), z_elements());
    if (operands.bias != nullptr) {
      spec_.Finish(operands.bias, operands.z, spec_.geometry.batch,
                   spec_.geometry.windows());
    }
    return absl::OkStatus();
  }

 private:
  // Of floats, aligned as scratch memory is.
  static size_t Bytes(int64_t elements) {
    return (elements * sizeof(float) + 63) / 64 * 64;
  }
  int64_t z_elements() const { return spec_.output.num_elements(); }

  template <class From, class To>
  static void Convert(const KernelContext& context, const From* from, To* to,
                      int64_t n) {
    constexpr int64_t kGrain = 16 * 1024;
    context.ParallelRange(n, kGrain, [&](int64_t begin, int64_t end) {
      if constexpr (std::is_same_v<From, float>) {
        ConvertFromFloat(from + begin, to + begin, end - begin);
      } else {
        ConvertToFloat(from + begin, to + begin, end - begin);
      }
    });
  }

  const ConvPlanRef wide_;
  const int64_t x_elements_, y_elements_;
};

template <class T>
absl::StatusOr<ConvPlanRef> MakeWideConvPlan(ConvSpec spec, Device& device) {
  ConvSpec wide = spec;
  wide.dtype = kFloat;
  wide.epilogue = FusedEpilogue();
  ASSIGN_OR_RETURN(ConvPlanRef plan,
                   MakeConvPlan(std::move(wide), device, nullptr));
  const ConvGeometry& g = spec.geometry;
  const int64_t images = g.batch * g.image_elements();
  const int64_t results = g.batch * g.result_elements();
  const int64_t filter = g.taps() * (g.in_depth / g.groups) * g.out_depth;
  const bool from_results = spec.pass == ConvolutionPass::kBackwardData;
  const bool to_filter = spec.pass == ConvolutionPass::kBackwardWeights;
  return std::make_shared<WideConvPlan<T>>(std::move(spec), std::move(plan),
                                           from_results ? results : images,
                                           to_filter ? results : filter);
}

absl::StatusOr<ConvPlanRef> MakeOneDnnPlan(const ConvSpec& spec, Device& device,
                                           const Tensor* constant_filter) {
  return spec.pass == ConvolutionPass::kBackwardWeights
             ? MakeWeightsConvPlan(spec, device)
             : MakeImagesConvPlan(spec, device, constant_filter);
}

}  // namespace

int64_t ConvSpec::work() const {
  constexpr double kMax = int64_t{1} << 60;
  const double work = 1.0 * geometry.windows() * geometry.taps() *
                      (geometry.in_depth / geometry.groups) *
                      geometry.out_depth;
  return static_cast<int64_t>(std::clamp(work, 1.0, kMax));
}

void ConvSpec::Finish(const void* bias, void* z, int64_t images,
                      int64_t windows) const {
  const int64_t depth = geometry.out_depth;
  if (geometry.channels_last) {
    epilogue.ApplyToRows(bias, z, images * windows, depth, depth);
    return;
  }
  const int64_t bytes = windows * depth * DTypeSize(dtype);
  for (int64_t b = 0; b < images; ++b) {
    epilogue.ApplyToPlanes(bias, static_cast<char*>(z) + b * bytes, depth,
                           windows);
  }
}

absl::Status ConvPlan::Compute(KernelContext& context, KernelState* state,
                               void* scratch) const {
  ASSIGN_OR_RETURN(Tensor * z, context.Output(0, spec_.output));
  ConvOperands operands;
  operands.x = context.input(spec_.x).raw();
  operands.y = context.input(spec_.y).raw();
  if (spec_.epilogue.has_bias()) {
    operands.bias = context.input(spec_.bias).raw();
  }
  operands.z = z->mutable_raw();
  return Run(context, operands, state, scratch);
}

absl::StatusOr<ConvPlanRef> MakeConvPlan(ConvSpec spec, Device& device,
                                         const Tensor* constant_filter) {
  if (spec.geometry.output.num_elements() == 0 ||
      spec.output.num_elements() == 0) {
    return std::make_shared<EmptyConvPlan>(std::move(spec));
  }
  if (spec.dtype == kHalf) {
    return MakeWideConvPlan<Half>(std::move(spec), device);
  }
  if (spec.dtype == kBfloat16) {
    return MakeWideConvPlan<BFloat16>(std::move(spec), device);
  }
  if (spec.dtype == kFloat) {
    auto plan = MakeOneDnnPlan(spec, device, constant_filter);
    if (!absl::IsUnimplemented(plan.status())) return plan;
  }
  return std::make_shared<LoopConvPlan>(std::move(spec), device);
}

}  // namespace thalweg
