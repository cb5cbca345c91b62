// Add, Equal and NotEqual of strings.
#include <functional>
#include <optional>
#include <string>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/broadcast.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/ops/math/comparison.h"

namespace thalweg {
namespace {

template <class F>
class StringKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<StringKernel>();
    if constexpr (std::is_same_v<Result, bool>) {
      ASSIGN_OR_RETURN(EqualAttrs attrs, info.attrs<EqualAttrs>());
      if (!attrs.incompatible_shape_error) {
        kernel->on_incompatible_shapes_ = F()("", " ");
      }
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    const Tensor& y = context.input(1);
    const Shape* const shapes[] = {&x.shape(), &y.shape()};
    const absl::StatusOr<Broadcast> broadcast = Broadcast::Make(shapes);
    if (!broadcast.ok() && on_incompatible_shapes_.has_value()) {
      ASSIGN_OR_RETURN(Tensor * z, context.Output(0, Shape()));
      *z->mutable_data<Result>() = *on_incompatible_shapes_;
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(broadcast.status());
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, broadcast->output_shape()));
    const auto* xs = x.data<std::string>();
    const auto* ys = y.data<std::string>();
    auto* zs = z->mutable_data<Result>();
    for (int64_t i = 0; i < broadcast->size(); ++i) {
      zs[i] = F()(xs[broadcast->OperandIndex(0, i)],
                  ys[broadcast->OperandIndex(1, i)]);
    }
    return absl::OkStatus();
  }

 private:
  using Result = decltype(F()(std::string(), std::string()));
  std::optional<Result> on_incompatible_shapes_;
};

const KernelRegistration kAddStrings =
    CpuKernel<StringKernel<std::plus<std::string>>>("Add").For("T", kString);
const KernelRegistration kEqualStrings =
    CpuKernel<StringKernel<std::equal_to<std::string>>>("Equal").For("T",
                                                                     kString);
const KernelRegistration kNotEqualStrings =
    CpuKernel<StringKernel<std::not_equal_to<std::string>>>("NotEqual")
        .For("T", kString);

}  // namespace
}  // namespace thalweg
