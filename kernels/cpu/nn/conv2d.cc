#include "thalweg/ops/nn/conv2d.h"

#include "thalweg/kernels/cpu/nn/conv_kernel.h"

namespace thalweg {
namespace {

constexpr DTypeSet kConvTypes = kFloating | DTypeSet{kInt32};

const KernelRegistration kConv2D =
    CpuKernel<ConvKernel<Conv2DAttrs>>("Conv2D").For("T", kConvTypes);
const KernelRegistration kFusedConv2D =
    CpuKernel<ConvKernel<Conv2DAttrs>>("_FusedConv2D")
        .For("T", {kHalf, kFloat, kDouble});
const KernelRegistration kConv2DBackpropInput =
    CpuKernel<ConvBackpropInputKernel<Conv2DAttrs>>("Conv2DBackpropInput")
        .For("T", kConvTypes)
        .HostMemory("input_sizes");
const KernelRegistration kConv2DBackpropFilter =
    CpuKernel<ConvBackpropFilterKernel<Conv2DAttrs>>("Conv2DBackpropFilter")
        .For("T", kFloating)
        .HostMemory("filter_sizes");

}  // namespace
}  // namespace thalweg
