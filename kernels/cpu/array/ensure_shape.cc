// EnsureShape on the CPU.
#include "thalweg/ops/array/ensure_shape.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/view_kernel.h"

namespace thalweg {
namespace {

struct EnsuredView {
  Shape expected;
  std::string input_name;

  static absl::StatusOr<EnsuredView> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(EnsureShapeAttrs attrs, info.attrs<EnsureShapeAttrs>());
    return EnsuredView{std::move(attrs.shape),
                       info.node().input(0).node->name()};
  }
  absl::StatusOr<Shape> OutputShape(const Shape& input,
                                    absl::Span<const Tensor* const>) const {
    if (input.IsCompatibleWith(expected)) return input;
    return absl::InvalidArgumentError(absl::StrCat(
        "Shape of tensor ", input_name, " ", input.ToString(),
        " is not compatible with expected shape ", expected.ToString(), "."));
  }
};

const KernelRegistration kEnsureShape =
    CpuKernel<ViewKernel<EnsuredView>>("EnsureShape");

}  // namespace
}  // namespace thalweg
