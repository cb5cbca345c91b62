// ParameterizedTruncatedNormal on the CPU.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/random_kernel.h"
#include "thalweg/kernels/functors/truncated_normal.h"

namespace thalweg {
namespace {

// Numbers of one run where all have the same parameters.
constexpr int64_t kRunSize = 100;

constexpr const char* kParameters[] = {"means", "stddevs", "minvals",
                                       "maxvals"};

// The output as runs of numbers with the same parameters.
struct Runs {
  int64_t count;
  int64_t size;
};

absl::Status CheckParameter(const char* name, const Tensor& parameter,
                            int64_t rows) {
  if (parameter.rank() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("Input ", name,
                     " should be a scalar or vector, got "
                     "shape: ",
                     parameter.shape().ToString()));
  }
  const int64_t size = parameter.num_elements();
  if (size == 1 || size == rows) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Input ", name, " should have length 1 or shape[0], got shape: ",
      parameter.shape().ToString()));
}

absl::StatusOr<Runs> PlanRuns(const KernelContext& context,
                              const Shape& shape) {
  if (shape.rank() == 0) {
    return absl::InvalidArgumentError(
        "Shape tensor must not be empty, got shape [0]");
  }
  const int64_t rows = shape.dim(0);
  for (int i = 0; i < 4; ++i) {
    RETURN_IF_ERROR(CheckParameter(kParameters[i], context.input(i + 1), rows));
  }
  const int64_t elements = shape.num_elements();
  if (elements == 0) return Runs{0, 0};
  const bool all_alike = context.input(1).num_elements() == 1 &&
                         context.input(2).num_elements() == 1 &&
                         context.input(3).rank() == 0 &&
                         context.input(4).rank() == 0;
  if (!all_alike) return Runs{rows, elements / rows};
  return Runs{(elements + kRunSize - 1) / kRunSize, kRunSize};
}

template <class T>
class TruncatedNormalKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<TruncatedNormalKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto state, FindRandomState(info));
    return std::make_unique<TruncatedNormalKernel>(std::move(state));
  }
  explicit TruncatedNormalKernel(std::shared_ptr<RandomState> state)
      : state_(std::move(state)) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const Shape shape, ReadRandomShape(context.input(0)));
    ASSIGN_OR_RETURN(const Runs runs, PlanRuns(context, shape));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    // One stream for all: where a run begins depends on what those before it
    // rejected.
    Philox stream = Reserve(runs);
    const absl::Span<T> numbers = output->mutable_flat<T>();
    for (int64_t i = 0; i < runs.count; ++i) {
      const TruncatedNormalParameters<T> parameters = {
          ParameterOf(context, 1, i), ParameterOf(context, 2, i),
          ParameterOf(context, 3, i), ParameterOf(context, 4, i)};
      if (!TruncatedNormalRun<T>::IsValid(parameters)) {
        return absl::InvalidArgumentError("Invalid parameters");
      }
      const auto run = numbers.subspan(i * runs.size, runs.size);
      if (!TruncatedNormalRun<T>(parameters).Fill(stream, run)) {
        return absl::InternalError(
            "TruncatedNormal rejection sampler failed to accept a sample.");
      }
    }
    return absl::OkStatus();
  }

 private:
  static T ParameterOf(const KernelContext& context, int input, int64_t run) {
    const Tensor& parameter = context.input(input);
    return parameter.data<T>()[parameter.num_elements() == 1 ? 0 : run];
  }

  Philox Reserve(const Runs& runs) const {
    constexpr uint64_t kDraws = 2 * TruncatedNormalRun<T>::kMaxRejections;
    return state_->ReserveBlocks(static_cast<uint64_t>(runs.count) * kDraws *
                                 static_cast<uint64_t>(runs.size + 3) / 4);
  }

  const std::shared_ptr<RandomState> state_;
};

const CpuKernelOf<TruncatedNormalKernel, Half, float, double> kTruncatedNormal(
    "ParameterizedTruncatedNormal", "dtype");

}  // namespace
}  // namespace thalweg
