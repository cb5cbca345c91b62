// The kernels of TestDevice, see there.
#pragma once

namespace thalweg {

// Before main. Always true.
bool RegisterTestDeviceKernels();

}  // namespace thalweg
