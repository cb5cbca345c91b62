// VisitElementType: one instantiation for each size of element, not each
// dtype, for kernels that move elements without looking at them.
#pragma once

#include <cstdint>
#include <string>

#include "thalweg/graph/dtype.h"
#include "thalweg/graph/resource.h"

namespace thalweg {

// The bytes of a complex128.
struct Bytes16 {
  uint64_t low;
  uint64_t high;
};

// Calls visit with a null pointer to a type that copies like the dtype's.
template <class Visit>
auto VisitElementType(DType dtype, Visit visit) {
  switch (dtype) {
    case kString:
      return visit(static_cast<std::string*>(nullptr));
    case kResource:
      return visit(static_cast<ResourceHandle*>(nullptr));
    case kVariant:
      return visit(static_cast<Variant*>(nullptr));
    default:
      break;
  }
  switch (DTypeSize(dtype)) {
    case 2:
      return visit(static_cast<uint16_t*>(nullptr));
    case 4:
      return visit(static_cast<uint32_t*>(nullptr));
    case 8:
      return visit(static_cast<uint64_t*>(nullptr));
    case 16:
      return visit(static_cast<Bytes16*>(nullptr));
    default:
      return visit(static_cast<uint8_t*>(nullptr));
  }
}

}  // namespace thalweg
