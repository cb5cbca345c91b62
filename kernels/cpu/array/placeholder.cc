// Placeholder on any device, PlaceholderWithDefault on the CPU.
#include "thalweg/ops/array/placeholder.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/pass_through.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Runs only where nothing was fed.
class PlaceholderKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<PlaceholderKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(PlaceholderAttrs attrs, info.attrs<PlaceholderAttrs>());
    return std::make_unique<PlaceholderKernel>(absl::StrCat(
        "You must feed a value for placeholder tensor '", info.node().name(),
        "' with dtype ", DTypeName(attrs.dtype),
        attrs.shape.has_rank() ? " and shape " + attrs.shape.ToString() : ""));
  }
  explicit PlaceholderKernel(std::string message)
      : message_(std::move(message)) {}

  absl::Status Compute(KernelContext&) const override {
    return absl::InvalidArgumentError(message_);
  }

 private:
  const std::string message_;
};

const KernelRegistration kPlaceholder =
    AnyDeviceKernel<PlaceholderKernel>("Placeholder");
const KernelRegistration kPlaceholderV2 =
    AnyDeviceKernel<PlaceholderKernel>("PlaceholderV2");

class PlaceholderWithDefaultKernel final : public Kernel {
 public:
  explicit PlaceholderWithDefaultKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    return PassThrough(context);
  }
};

const KernelRegistration kPlaceholderWithDefault =
    CpuKernel<PlaceholderWithDefaultKernel>("PlaceholderWithDefault");

}  // namespace
}  // namespace thalweg
