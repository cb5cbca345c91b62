// Kernels of convolutions: in the plane, in space, depthwise; the ops differ in
// their attributes.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/conv_plan.h"
#include "thalweg/ops/nn/bias_add.h"
#include "thalweg/ops/nn/fused_conv2d.h"

namespace thalweg {

// A convolution, possibly with a bias and an activation.
template <class Attrs>
class ConvKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<ConvKernel>(info);
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<Attrs>());
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
  explicit ConvKernel(const KernelInfo& info)
      : device_(info.device()), dtype_(info.input_dtype(0)) {
    if (info.constant(1) != nullptr) constant_filter_ = *info.constant(1);
  }

 protected:
  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    ConvSpec spec;
    ASSIGN_OR_RETURN(spec.geometry,
                     ConvGeometryOf(key[0], key[1], attrs_.windows()));
    if (epilogue_.has_bias()) {
      RETURN_IF_ERROR(CheckBias(spec.geometry.output, key[2],
                                spec.geometry.channels_last
                                    ? ImageFormat::kNhwc
                                    : ImageFormat::kNchw)
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
  Attrs attrs_;
  FusedEpilogue epilogue_;
  Tensor constant_filter_;
};

// A gradient by images or by the filter; the two differ in the input that
// spells the result's shape.
template <class Attrs, onednn::ConvolutionPass pass>
class ConvBackpropKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<ConvBackpropKernel>(info);
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<Attrs>());
    const Shape& given = info.input_shape(kGiven);
    const Shape& backprop = info.input_shape(2);
    if (info.output_shape(0).IsFullyDefined() && given.IsFullyDefined() &&
        backprop.IsFullyDefined()) {
      RETURN_IF_ERROR(kernel->PlanFor({info.output_shape(0), given, backprop}));
    }
    return kernel;
  }
  explicit ConvBackpropKernel(const KernelInfo& info)
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
    const ConvWindows windows = attrs_.windows();
    ASSIGN_OR_RETURN(Shape spelled, ShapeFromTensor(context.input(kSizes)));
    ASSIGN_OR_RETURN(spelled, kToImages ? ConvInputShape(spelled, given,
                                                         out_backprop, windows)
                                        : ConvFilterShape(spelled, windows));
    return Key{std::move(spelled), given, out_backprop};
  }

  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    ConvSpec spec;
    const Shape &images = key[kSizes], &filter = key[kGiven];
    ASSIGN_OR_RETURN(
        spec.geometry,
        ConvBackpropGeometryOf(images, filter, key[2], attrs_.windows()));
    spec.pass = pass;
    spec.dtype = dtype_;
    spec.x = kToImages ? 2 : kGiven;
    spec.y = kToImages ? kGiven : 2;
    spec.output = key[0];
    return MakeConvPlan(std::move(spec), device_,
                        constant_filter_ ? &constant_filter_ : nullptr);
  }

 private:
  static constexpr bool kToImages =
      pass == onednn::ConvolutionPass::kBackwardData;
  static constexpr int kSizes = kToImages ? 0 : 1;
  static constexpr int kGiven = 1 - kSizes;

  Device& device_;
  const DType dtype_;
  Attrs attrs_;
  Tensor constant_filter_;
};

template <class Attrs>
using ConvBackpropInputKernel =
    ConvBackpropKernel<Attrs, onednn::ConvolutionPass::kBackwardData>;
template <class Attrs>
using ConvBackpropFilterKernel =
    ConvBackpropKernel<Attrs, onednn::ConvolutionPass::kBackwardWeights>;

}  // namespace thalweg
