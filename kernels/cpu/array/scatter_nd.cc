// ScatterNd on the CPU.
#include "thalweg/ops/array/scatter_nd.h"

#include <memory>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/scatter_slices.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

class ScatterNdKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ScatterNdKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<BadIndicesAttrs>());
    const DType dtype = info.output_dtype(0);
    ASSIGN_OR_RETURN(
        ScatterSlices scatter,
        ScatterSlices::Create(dtype, {.rule = ScatterRule::kAdd}, attrs));
    ASSIGN_OR_RETURN(Tensor zero, Tensor::Zeros(dtype, {}));
    return std::make_unique<ScatterNdKernel>(scatter, std::move(zero));
  }
  ScatterNdKernel(ScatterSlices scatter, Tensor zero)
      : scatter_(scatter), zero_(std::move(zero)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& indices = context.input(0);
    const Tensor& updates = context.input(1);
    ASSIGN_OR_RETURN(const IndexVector dims,
                     ReadIndexVector(context.input(2), "shape"));
    ASSIGN_OR_RETURN(const Shape shape, KnownShape(dims));
    // Before the memory is taken.
    RETURN_IF_ERROR(CheckScatterNd(indices.shape(), updates.shape(), shape));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    FillElements(context, zero_.dtype(), zero_.raw(), output->num_elements(),
                 output->mutable_raw());
    return scatter_.Run(context, indices, updates, *output);
  }

 private:
  static absl::StatusOr<Shape> KnownShape(const IndexVector& dims) {
    ASSIGN_OR_RETURN(Shape shape, Shape::Make(dims));
    if (shape.IsFullyDefined()) return shape;
    return absl::InvalidArgumentError("shape holds a negative dimension: " +
                                      shape.ToString());
  }

  const ScatterSlices scatter_;
  const Tensor zero_;
};

const KernelRegistration kScatterNd =
    CpuKernel<ScatterNdKernel>("ScatterNd")
        .For("T", kNumbers | DTypeSet{kBool, kString})
        .For("Tindices", kIndices);

}  // namespace
}  // namespace thalweg
