// Assert on the CPU.
#include "thalweg/ops/control/assert.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/control/summarize.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

class AssertKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const AssertAttrs attrs, info.attrs<AssertAttrs>());
    return std::make_unique<AssertKernel>(attrs.summarize);
  }
  explicit AssertKernel(int64_t summarize) : summarize_(summarize) {}

  absl::Status Compute(KernelContext& context) const override {
    RETURN_IF_ERROR(CheckCondition(context.input(0).shape()));
    if (context.input(0).scalar<bool>()) return absl::OkStatus();
    std::string message = "assertion failed:";
    for (int i = 1; i < context.num_inputs(); ++i) {
      absl::StrAppend(&message, " [", Summarize(context.input(i), summarize_),
                      "]");
    }
    return absl::InvalidArgumentError(message);
  }

 private:
  const int64_t summarize_;
};

const KernelRegistration kAssert = CpuKernel<AssertKernel>("Assert");

}  // namespace
}  // namespace thalweg
