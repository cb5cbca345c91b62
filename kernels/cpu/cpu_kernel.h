// CpuKernel, CpuKernelOf, AnyDeviceKernel: register kernel classes.
#pragma once

#include <memory>
#include <utility>

#include "thalweg/kernels/kernel_registry.h"

namespace thalweg {

// K::Create(info) when it has one (may refuse), else K(info).
template <class K>
absl::StatusOr<std::unique_ptr<Kernel>> MakeKernel(const KernelInfo& info) {
  if constexpr (requires { K::Create(info); }) {
    auto kernel = K::Create(info);
    if (!kernel.ok()) return kernel.status();
    return std::unique_ptr<Kernel>(*std::move(kernel));
  } else {
    return std::unique_ptr<Kernel>(std::make_unique<K>(info));
  }
}

// A kernel class that serves all types it is registered for.
template <class K>
KernelCandidateBuilder CpuKernel(const char* op) {
  return KernelCandidateBuilder(op, "CPU", &MakeKernel<K>);
}

// A kernel class that serves every device: see kAnyDeviceType.
template <class K>
KernelCandidateBuilder AnyDeviceKernel(const char* op) {
  return KernelCandidateBuilder(op, kAnyDeviceType, &MakeKernel<K>);
}

// Registers K<T> for each T of the list under type attribute `attr`:
//
//   const CpuKernelOf<FillKernel, float, double> kFill("Fill", "T");
template <template <class> class K, class... Ts>
class CpuKernelOf {
 public:
  CpuKernelOf(const char* op, const char* attr) {
    (KernelRegistration(CpuKernel<K<Ts>>(op).For(attr, DTypeOf<Ts>::value)),
     ...);
  }
};

}  // namespace thalweg
