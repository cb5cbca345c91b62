// RowNumbers: integer inputs that say which rows a kernel works on.
#pragma once

#include <cstdint>
#include <vector>

#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// What Kernel::Bind returns: memory that is kept from run to run, so that
// reading row numbers allocates nothing from the second run on.
struct RowNumbers : KernelState {
  std::vector<int64_t> sources;
  std::vector<int64_t> targets;
};

// Reads all elements of `tensor`, of integers.
void ReadRowNumbers(const Tensor& tensor, std::vector<int64_t>& numbers);

// The place of the first of the numbers that is not in [0, limit); -1 when
// there is none.
int64_t FindOutside(const std::vector<int64_t>& numbers, int64_t limit);

// "indices[1,0] = 7 is not in [0, 4)" with `place` for the words "is not in".
absl::Status RowNumberError(const char* name, const Tensor& tensor, int64_t at,
                            const char* place, int64_t limit);

}  // namespace thalweg
