// Everything a program needs that brings ops, gradients or CPU kernels of its
// own; they register themselves before main, as Thalweg's do:
//
//   #include "thalweg/extension.h"
//   #include "thalweg/thalweg.h"
//   namespace tw = thalweg;
//
//   absl::Status HalveGradient(tw::GradientContext& context) {
//     context.set(0, context.upstream(0).dense() * 0.5f);
//     return absl::OkStatus();
//   }
//   const tw::OpRegistration kHalve = tw::OpSchema("Halve")
//                                         .Input("x", tw::kFloat)
//                                         .Output("y", tw::kFloat)
//                                         .Shape(tw::SameAsInput)
//                                         .Gradient(HalveGradient);
//   tw::Output Halve(tw::Input x) { return tw::Build(kHalve, {x}); }
//
//   class HalveKernel : public tw::Kernel {
//    public:
//     explicit HalveKernel(const tw::KernelInfo&) {}
//     absl::Status Compute(tw::KernelContext& context) const override {
//       auto y = context.Output(0, context.input(0).shape());
//       if (!y.ok()) return y.status();
//       const tw::Tensor& x = context.input(0);
//       for (int64_t i = 0; i < x.num_elements(); ++i)
//         (*y)->mutable_data<float>()[i] = x.data<float>()[i] / 2;
//       return absl::OkStatus();
//     }
//   };
//   const tw::KernelRegistration kHalveKernel =
//       tw::CpuKernel<HalveKernel>("Halve");
#pragma once

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/ops/gradient_context.h"
