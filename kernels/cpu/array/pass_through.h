// PassThrough: output 0 with the elements of input 0.
#pragma once

#include "absl/status/status.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// To the planned output if there is one. True when that was so.
inline bool CopyToPlanned(const Tensor& value, KernelContext& context) {
  if (!context.planned(0)) return false;
  Tensor& output = context.output(0);
  if (output.raw() != value.raw()) CopyElements(value, output);
  return true;
}

// Shares input 0's buffer where the output has no place of its own.
inline absl::Status PassThrough(KernelContext& context) {
  if (CopyToPlanned(context.input(0), context)) return absl::OkStatus();
  return context.SetOutput(0, context.input(0));
}

}  // namespace thalweg
