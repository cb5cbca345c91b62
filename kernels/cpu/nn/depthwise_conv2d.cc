#include "thalweg/ops/nn/depthwise_conv2d.h"

#include "thalweg/kernels/cpu/nn/conv_kernel.h"

namespace thalweg {
namespace {

using Attrs = DepthwiseConv2dNativeAttrs;

const KernelRegistration kForward =
    CpuKernel<ConvKernel<Attrs>>("DepthwiseConv2dNative").For("T", kFloating);
const KernelRegistration kBackpropInput =
    CpuKernel<ConvBackpropInputKernel<Attrs>>(
        "DepthwiseConv2dNativeBackpropInput")
        .For("T", kFloating)
        .HostMemory("input_sizes");
const KernelRegistration kBackpropFilter =
    CpuKernel<ConvBackpropFilterKernel<Attrs>>(
        "DepthwiseConv2dNativeBackpropFilter")
        .For("T", kFloating)
        .HostMemory("filter_sizes");

}  // namespace
}  // namespace thalweg
