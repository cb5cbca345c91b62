#include "thalweg/kernels/kernel.h"

namespace thalweg {

bool KernelInfo::has_static_shapes() const {
  for (int i = 0; i < num_inputs(); ++i) {
    if (!input_shape(i).IsFullyDefined()) return false;
  }
  for (int i = 0; i < num_outputs(); ++i) {
    if (!output_shape(i).IsFullyDefined()) return false;
  }
  return true;
}

}  // namespace thalweg
