#include "thalweg/ops/nn/conv3d.h"

#include "thalweg/kernels/cpu/nn/conv_kernel.h"

namespace thalweg {
namespace {

const KernelRegistration kConv3D =
    CpuKernel<ConvKernel<Conv3DAttrs>>("Conv3D").For("T", kFloating);
const KernelRegistration kConv3DBackpropInput =
    CpuKernel<ConvBackpropInputKernel<Conv3DAttrs>>("Conv3DBackpropInputV2")
        .For("T", kFloating)
        .HostMemory("input_sizes");
const KernelRegistration kConv3DBackpropFilter =
    CpuKernel<ConvBackpropFilterKernel<Conv3DAttrs>>("Conv3DBackpropFilterV2")
        .For("T", kFloating)
        .HostMemory("filter_sizes");

}  // namespace
}  // namespace thalweg
