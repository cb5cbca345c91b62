#include "thalweg/ops/nn/conv2d.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/conv_plan.h"
#include "thalweg/ops/nn/bias_add.h"
#include "thalweg/ops/nn/fused_conv2d.h"

namespace thalweg {
namespace {

using onednn::ConvolutionPass;

// Conv2D and _FusedConv2D.
class Conv2DKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<Conv2DKernel>(info);
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<Conv2DAttrs>());
    ASSIGN_OR_RETURN(const auto fused, info.attrs<FusedConv2DAttrs>());
    if (fused.filter_format != "HWIO") {
      return absl::UnimplementedError(
          absl::StrCat("filter_format ", fused.filter_format));
    }
    ASSIGN_OR_RETURN(kernel->epilogue_,
                     FusedEpilogue::Make(fused.fused_ops, info.num_inputs() - 2,
                                         info.input_dtype(0)));
    RETURN_IF_ERROR(kernel->PlanForInputs(info));
    return kernel;
  }
  explicit Conv2DKernel(const KernelInfo& info)
      : device_(info.device()), dtype_(info.input_dtype(0)) {
    if (info.constant(1) != nullptr) constant_filter_ = *info.constant(1);
  }

 protected:
  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    ConvSpec spec;
    ASSIGN_OR_RETURN(spec.geometry, Conv2DGeometryOf(key[0], key[1], attrs_));
    if (epilogue_.has_bias()) {
      RETURN_IF_ERROR(
          CheckBias(spec.geometry.output, key[2], spec.geometry.window.format)
              .status());
    }
    spec.dtype = dtype_;
    spec.epilogue = epilogue_;
    spec.output = spec.geometry.output;
    return MakeConvPlan(std::move(spec), device_,
                        constant_filter_ ? &constant_filter_ : nullptr);
  }

 private:
  Device& device_;
  const DType dtype_;
  Conv2DAttrs attrs_;
  FusedEpilogue epilogue_;
  Tensor constant_filter_;
};

// Conv2DBackpropInput and Conv2DBackpropFilter, which differ in the input that
// spells the result's shape.
template <ConvolutionPass pass>
class Conv2DBackpropKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<Conv2DBackpropKernel>(info);
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<Conv2DAttrs>());
    const Shape& given = info.input_shape(kGiven);
    const Shape& backprop = info.input_shape(2);
    if (info.output_shape(0).IsFullyDefined() && given.IsFullyDefined() &&
        backprop.IsFullyDefined()) {
      RETURN_IF_ERROR(kernel->PlanFor({info.output_shape(0), given, backprop}));
    }
    return kernel;
  }
  explicit Conv2DBackpropKernel(const KernelInfo& info)
      : device_(info.device()), dtype_(info.output_dtype(0)) {
    if (kToImages && info.constant(kGiven) != nullptr) {
      constant_filter_ = *info.constant(kGiven);
    }
  }

 protected:
  // The result's shape, the other argument's, out_backprop's.
  absl::StatusOr<Key> KeyOf(const KernelContext& context) const override {
    const Shape &given = context.input(kGiven).shape(),
                &out_backprop = context.input(2).shape();
    ASSIGN_OR_RETURN(Shape spelled, ShapeFromTensor(context.input(kSizes)));
    if (kToImages) {
      ASSIGN_OR_RETURN(spelled,
                       Conv2DInputShape(spelled, given, out_backprop, attrs_));
    }
    return Key{std::move(spelled), given, out_backprop};
  }

  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    ConvSpec spec;
    ASSIGN_OR_RETURN(
        spec.geometry,
        kToImages ? Conv2DBackpropGeometryOf(key[0], key[1], key[2], attrs_)
                  : Conv2DBackpropGeometryOf(key[1], key[0], key[2], attrs_));
    spec.pass = pass;
    spec.dtype = dtype_;
    spec.x = kToImages ? 2 : kGiven;
    spec.y = kToImages ? kGiven : 2;
    spec.output = key[0];
    return MakeConvPlan(std::move(spec), device_,
                        constant_filter_ ? &constant_filter_ : nullptr);
  }

 private:
  static constexpr bool kToImages = pass == ConvolutionPass::kBackwardData;
  static constexpr int kSizes = kToImages ? 0 : 1;
  static constexpr int kGiven = 1 - kSizes;

  Device& device_;
  const DType dtype_;
  Conv2DAttrs attrs_;
  Tensor constant_filter_;
};

constexpr DTypeSet kConvTypes = kFloating | DTypeSet{kInt32};

const KernelRegistration kConv2D =
    CpuKernel<Conv2DKernel>("Conv2D").For("T", kConvTypes);
const KernelRegistration kFusedConv2D =
    CpuKernel<Conv2DKernel>("_FusedConv2D").For("T", {kHalf, kFloat, kDouble});
const KernelRegistration kConv2DBackpropInput =
    CpuKernel<Conv2DBackpropKernel<ConvolutionPass::kBackwardData>>(
        "Conv2DBackpropInput")
        .For("T", kConvTypes)
        .HostMemory("input_sizes");
const KernelRegistration kConv2DBackpropFilter =
    CpuKernel<Conv2DBackpropKernel<ConvolutionPass::kBackwardWeights>>(
        "Conv2DBackpropFilter")
        .For("T", kFloating)
        .HostMemory("filter_sizes");

}  // namespace
}  // namespace thalweg
