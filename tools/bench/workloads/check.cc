#include "thalweg/tools/bench/workloads/check.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "thalweg/tools/bench/workloads/expected.h"
#include "thalweg/tools/bench/workloads/workload.h"

namespace thalweg::bench {
namespace {

// Deep networks add up what rounding does; so do steps of training.
double Tolerance(const WorkloadName& name) {
  if (name.net == "resnet50") return 2e-3;
  return name.net == "cifar" ? 1e-3 : 2e-4;
}
constexpr double kLaterLossTolerance = 1e-3;

const Expected* Find(const std::string& workload) {
  for (const Expected& expected : ExpectedResults()) {
    if (workload == expected.workload) return &expected;
  }
  return nullptr;
}

// NaN counts as wrong.
void Compare(double got, double want, double limit, double& error) {
  const double here = std::abs(got - want) / limit;
  error = here <= error      ? error
          : std::isnan(here) ? std::numeric_limits<double>::infinity()
                             : here;
}

double ErrorOfLosses(const Expected& expected, double tolerance,
                     const std::vector<Tensor>& losses) {
  double error = 0;
  for (size_t i = 0; i < std::min(losses.size(), expected.samples.size());
       ++i) {
    const double want = expected.samples[i];
    const double relative =
        i == 0 ? tolerance : std::max(tolerance, kLaterLossTolerance);
    Compare(losses[i].scalar<float>(), want, 2 * relative * std::abs(want),
            error);
  }
  return error;
}

double ErrorOfResult(const Expected& expected, double tolerance,
                     const Tensor& result) {
  const absl::Span<const float> values = result.flat<float>();
  double error = 0;
  const int64_t count = expected.samples.size();
  for (int64_t i = 0; i < count; ++i) {
    const double want = expected.samples[i];
    Compare(values[i * expected.size / count], want,
            tolerance * (std::abs(want) + expected.largest), error);
  }
  double squares = 0;
  for (const float value : values) squares += double{value} * value;
  Compare(std::sqrt(squares / static_cast<double>(values.size())),
          expected.mean_root, tolerance * expected.mean_root, error);
  return error;
}

}  // namespace

absl::StatusOr<double> Error(const std::string& workload,
                             const std::vector<Tensor>& results) {
  const Expected* expected = Find(workload);
  if (expected == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no result is recorded for workload '", workload, "'"));
  }
  if (results.empty() || results[0].dtype() != kFloat ||
      results[0].num_elements() != expected->size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "workload '", workload, "': expected a result of ", expected->size,
        " floats, got ", results.empty() ? "none" : results[0].ToString(0)));
  }
  const WorkloadName name = ParseWorkloadName(workload);
  return name.train ? ErrorOfLosses(*expected, Tolerance(name), results)
                    : ErrorOfResult(*expected, Tolerance(name), results[0]);
}

}  // namespace thalweg::bench
