// AllocationCount: heap allocations of this test program.
#pragma once

#include <cstdint>

namespace thalweg {

// Calls of operator new by this thread so far, tensors' memory included.
int64_t AllocationCount();

}  // namespace thalweg
