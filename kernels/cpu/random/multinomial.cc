// Multinomial and StatelessMultinomial on the CPU.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/random_source.h"
#include "thalweg/kernels/cpu/shape_plan.h"
#include "thalweg/kernels/cpu/slots.h"
#include "thalweg/kernels/functors/random_values.h"

namespace thalweg {
namespace {

// Exponentials and comparisons worth a thread.
constexpr int64_t kGrain = 4096;

struct MultinomialSize {
  int64_t batch = 0;
  int64_t classes = 0;
  int64_t samples = 0;
};

// Sums over the classes up to each of exp(logit - largest logit), without
// those that aren't finite.
template <class T>
void FillSums(const T* logits, absl::Span<double> sums) {
  using Exact = std::conditional_t<std::is_same_v<T, double>, double, float>;
  double largest = std::numeric_limits<double>::lowest();
  for (size_t i = 0; i < sums.size(); ++i) {
    sums[i] = static_cast<Exact>(logits[i]);
    if (std::isfinite(sums[i])) largest = std::max(largest, sums[i]);
  }
  double sum = 0;
  for (double& value : sums) {
    if (std::isfinite(value)) sum += std::exp(value - largest);
    value = sum;
  }
}

using FillSumsFunction = void (*)(const void* logits, int64_t row,
                                  absl::Span<double> sums);

template <class T>
void FillSumsOfRow(const void* logits, int64_t row, absl::Span<double> sums) {
  FillSums(static_cast<const T*>(logits) + row * sums.size(), sums);
}

FillSumsFunction FindFillSums(DType dtype) {
  switch (dtype) {
    case kHalf:
      return &FillSumsOfRow<Half>;
    case kBfloat16:
      return &FillSumsOfRow<BFloat16>;
    case kFloat:
      return &FillSumsOfRow<float>;
    default:
      return &FillSumsOfRow<double>;
  }
}

// Row `row` takes the two words of each sample after those of the rows before.
template <class Out>
void DrawRow(const Philox& stream, int64_t row, absl::Span<const double> sums,
             absl::Span<Out> out) {
  PhiloxWords words(stream, uint64_t{2} * row * out.size());
  for (Out& sample : out) {
    const uint32_t high = words.Next(), low = words.Next();
    const double wanted = UnitDouble(high, low) * sums.back();
    sample = static_cast<Out>(
        std::upper_bound(sums.begin(), sums.end(), wanted) - sums.begin());
  }
}

template <class Source>
class MultinomialPlan final : public ShapePlan {
 public:
  MultinomialPlan(Source source, DType logits, const MultinomialSize& size,
                  Device& device)
      : source_(std::move(source)),
        fill_sums_(FindFillSums(logits)),
        size_(size),
        slots_(MaxConcurrency(device, size.batch)) {}

  std::string implementation() const override { return "loops"; }
  size_t scratch_bytes() const override {
    return sizeof(double) * slots_ * size_.classes;
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return std::make_unique<State>(slots_);
  }

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * output,
                     context.Output(0, {size_.batch, size_.samples}));
    ASSIGN_OR_RETURN(const Philox stream, source_.Stream(context, Reserved()));
    if (output->num_elements() == 0) return absl::OkStatus();
    const Run run = {context.input(0).raw(), stream,
                     static_cast<double*>(scratch),
                     &static_cast<State*>(state)->slots};
    if (output->dtype() == kInt32) {
      Draw(context, run, output->mutable_data<int32_t>());
    } else {
      Draw(context, run, output->mutable_data<int64_t>());
    }
    return absl::OkStatus();
  }

 private:
  struct State : KernelState {
    explicit State(int count) : slots(std::vector<char>(count)) {}
    Slots<char> slots;
  };
  struct Run {
    const void* logits;
    Philox stream;
    double* scratch;
    Slots<char>* slots;
  };

  // As TensorFlow counts: two words a sample, in whole blocks.
  int64_t Reserved() const {
    return size_.batch * ((size_.samples + 3) / 4 * 4) * 2;
  }

  template <class Out>
  void Draw(const KernelContext& context, const Run& run, Out* out) const {
    const int64_t work = size_.classes + size_.samples;
    context.ParallelRange(
        size_.batch, kGrain / work + 1, [&](int64_t begin, int64_t end) {
          Slots<char>::Guard slot(*run.slots);
          const absl::Span<double> sums(
              run.scratch + slot.index() * size_.classes, size_.classes);
          for (int64_t row = begin; row < end; ++row) {
            fill_sums_(run.logits, row, sums);
            DrawRow<Out>(run.stream, row, sums,
                         {out + row * size_.samples,
                          static_cast<size_t>(size_.samples)});
          }
        });
  }

  const Source source_;
  const FillSumsFunction fill_sums_;
  const MultinomialSize size_;
  const int slots_;
};

// The plan depends on the logits' shape and, as a second one, [num_samples].
template <class Source>
class MultinomialKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(Source source, Source::Create(info));
    auto kernel = std::make_unique<MultinomialKernel>(info, std::move(source));
    if (info.constant(1) != nullptr && info.input_shape(0).IsFullyDefined()) {
      ASSIGN_OR_RETURN(const Key key,
                       MakeKey(info.input_shape(0), *info.constant(1)));
      RETURN_IF_ERROR(kernel->PlanFor(key));
    }
    return kernel;
  }
  MultinomialKernel(const KernelInfo& info, Source source)
      : source_(std::move(source)),
        logits_(info.input_dtype(0)),
        device_(info.device()) {}

 protected:
  absl::StatusOr<Key> KeyOf(const KernelContext& context) const override {
    return MakeKey(context.input(0).shape(), context.input(1));
  }
  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    const MultinomialSize size = {key[0].dim(0), key[0].dim(1), key[1].dim(0)};
    // Leaves room for what is reserved of the stream.
    if (!Shape::Make({size.batch, size.samples, 16}).ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "too many samples: ", size.batch, " rows of ", size.samples));
    }
    return std::make_shared<MultinomialPlan<Source>>(source_, logits_, size,
                                                     device_);
  }

 private:
  static absl::StatusOr<Key> MakeKey(const Shape& logits,
                                     const Tensor& num_samples) {
    if (logits.rank() != 2) {
      return absl::InvalidArgumentError(absl::StrCat(
          "logits should be a matrix, got shape ", logits.ToString()));
    }
    ASSIGN_OR_RETURN(const int64_t samples,
                     ReadIndex(num_samples, "num_samples"));
    if (samples < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("num_samples should be non-negative, got ", samples));
    }
    if (logits.dim(1) == 0) {
      return absl::InvalidArgumentError(
          "num_classes should be positive, got 0");
    }
    return Key{logits, Shape({samples})};
  }

  const Source source_;
  const DType logits_;
  Device& device_;
};

const KernelRegistration kMultinomial =
    CpuKernel<MultinomialKernel<StatefulSource>>("Multinomial")
        .For("T", kFloating);
const KernelRegistration kStatelessMultinomial =
    CpuKernel<MultinomialKernel<SeedSource<2>>>("StatelessMultinomial")
        .For("T", kFloating);

}  // namespace
}  // namespace thalweg
