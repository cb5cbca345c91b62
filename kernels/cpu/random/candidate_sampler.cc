// UniformCandidateSampler and LogUniformCandidateSampler on the CPU.
#include "thalweg/ops/random/candidate_sampler.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/functors/random_values.h"
#include "thalweg/kernels/random_state.h"

namespace thalweg {
namespace {

// Each class as likely as any other.
class UniformClasses {
 public:
  explicit UniformClasses(int64_t range)
      : range_(static_cast<uint64_t>(range)),
        probability_(static_cast<float>(1.0 / static_cast<double>(range))) {}

  int64_t Draw(PhiloxWords& words) const {
    const uint64_t low = words.Next(), high = words.Next();
    return static_cast<int64_t>((low | high << 32) % range_);
  }
  float Probability(int64_t) const { return probability_; }

 private:
  const uint64_t range_;
  const float probability_;
};

// By Zipf's law, nearly.
class LogUniformClasses {
 public:
  explicit LogUniformClasses(int64_t range)
      : range_(range), log_range_(std::log1p(static_cast<double>(range))) {}

  int64_t Draw(PhiloxWords& words) const {
    const uint32_t high = words.Next(), low = words.Next();
    const double value = std::exp(UnitDouble(high, low) * log_range_);
    // Rounding may reach the range's end.
    return (static_cast<int64_t>(value) - 1) % range_;
  }
  float Probability(int64_t value) const {
    const auto v = static_cast<double>(value);
    return static_cast<float>(std::log((v + 2.0) / (v + 1.0)) / log_range_);
  }

 private:
  const int64_t range_;
  const double log_range_;
};

// Numbers >= 0 in memory for twice as many.
class NumberSet {
 public:
  static size_t Capacity(int64_t count) {
    return std::bit_ceil(2 * static_cast<size_t>(count));
  }
  NumberSet(int64_t count, int64_t* memory)
      : mask_(Capacity(count) - 1), slots_(memory) {
    std::fill_n(slots_, mask_ + 1, -1);
  }
  // True when it was not there.
  bool Insert(int64_t number) {
    size_t at = (static_cast<uint64_t>(number) * 0x9E3779B97F4A7C15u) >> 20;
    while (slots_[at & mask_] >= 0) {
      if (slots_[at & mask_] == number) return false;
      ++at;
    }
    slots_[at & mask_] = number;
    return true;
  }

 private:
  const size_t mask_;
  int64_t* const slots_;
};

// How often a class of probability p is among num_sampled that took `draws`.
float ExpectedCount(float p, int64_t num_sampled, int64_t draws) {
  if (draws == num_sampled) return p * static_cast<float>(num_sampled);
  return -std::expm1(static_cast<float>(draws) * std::log1p(-p));
}

template <class Classes>
class CandidateSamplerKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<CandidateSamplerKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<CandidateSamplerAttrs>());
    if (attrs.unique && attrs.num_sampled > attrs.range_max) {
      return absl::InvalidArgumentError("Sampler's range is too small.");
    }
    if (attrs.num_sampled > kMaxSampled) {
      return absl::ResourceExhaustedError(
          absl::StrCat("num_sampled = ", attrs.num_sampled, " is too large"));
    }
    ASSIGN_OR_RETURN(auto state, FindRandomState(info));
    return std::make_unique<CandidateSamplerKernel>(attrs, std::move(state));
  }
  CandidateSamplerKernel(const CandidateSamplerAttrs& attrs,
                         std::shared_ptr<RandomState> state)
      : attrs_(attrs), classes_(attrs.range_max), state_(std::move(state)) {}

  size_t scratch_bytes() const override {
    return attrs_.unique
               ? sizeof(int64_t) * NumberSet::Capacity(attrs_.num_sampled)
               : 0;
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& true_classes = context.input(0);
    RETURN_IF_ERROR(CheckTrueClasses(true_classes));
    ASSIGN_OR_RETURN(Tensor * sampled, context.Output(0, {attrs_.num_sampled}));
    const absl::Span<int64_t> classes = sampled->mutable_flat<int64_t>();
    ASSIGN_OR_RETURN(const int64_t draws,
                     Sample(classes, static_cast<int64_t*>(context.scratch())));
    ASSIGN_OR_RETURN(Tensor * of_true, context.Output(1, true_classes.shape()));
    Count(true_classes.flat<int64_t>(), draws, *of_true);
    ASSIGN_OR_RETURN(Tensor * of_sampled,
                     context.Output(2, {attrs_.num_sampled}));
    Count(classes, draws, *of_sampled);
    return absl::OkStatus();
  }

 private:
  // Draws and bytes stay far from overflow.
  static constexpr int64_t kMaxSampled = std::numeric_limits<int32_t>::max();
  // Of one execution, as in TensorFlow.
  static constexpr int64_t kMaxDraws = std::numeric_limits<int32_t>::max();
  // What an execution reserves of the stream for each class.
  static constexpr int64_t kBlocksPerSample = 2048 / 4;

  absl::Status CheckTrueClasses(const Tensor& classes) const {
    if (classes.rank() != 2) {
      return absl::InvalidArgumentError("true_classes must be a matrix");
    }
    if (classes.dim(1) != attrs_.num_true) {
      return absl::InvalidArgumentError(absl::StrCat(
          "true_classes must have num_true columns, expected: ", classes.dim(1),
          " was: ", attrs_.num_true));
    }
    for (int64_t number : classes.flat<int64_t>()) {
      if (number >= 0 && number < attrs_.range_max) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("`true_candidate` out of range [0, ", attrs_.range_max,
                       "), received ", number));
    }
    return absl::OkStatus();
  }

  // How many draws it took.
  absl::StatusOr<int64_t> Sample(absl::Span<int64_t> classes,
                                 int64_t* scratch) const {
    PhiloxWords words(
        state_->ReserveBlocks(kBlocksPerSample * attrs_.num_sampled));
    if (!attrs_.unique) {
      for (int64_t& drawn : classes) drawn = classes_.Draw(words);
      return attrs_.num_sampled;
    }
    NumberSet seen(attrs_.num_sampled, scratch);
    int64_t draws = 0;
    for (int64_t& drawn : classes) {
      do {
        if (++draws == kMaxDraws) {
          return absl::ResourceExhaustedError(
              absl::StrCat("no ", attrs_.num_sampled, " unique classes of ",
                           attrs_.range_max, " in ", draws, " draws"));
        }
        drawn = classes_.Draw(words);
      } while (!seen.Insert(drawn));
    }
    return draws;
  }

  void Count(absl::Span<const int64_t> classes, int64_t draws,
             Tensor& counts) const {
    float* out = counts.mutable_data<float>();
    for (int64_t number : classes) {
      *out++ = ExpectedCount(classes_.Probability(number), attrs_.num_sampled,
                             draws);
    }
  }

  const CandidateSamplerAttrs attrs_;
  const Classes classes_;
  const std::shared_ptr<RandomState> state_;
};

const KernelRegistration kUniform =
    CpuKernel<CandidateSamplerKernel<UniformClasses>>(
        "UniformCandidateSampler");
const KernelRegistration kLogUniform =
    CpuKernel<CandidateSamplerKernel<LogUniformClasses>>(
        "LogUniformCandidateSampler");

}  // namespace
}  // namespace thalweg
