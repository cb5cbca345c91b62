// Tensors from and to other libraries through DLPack, without a copy.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"

// Defined by <dlpack/dlpack.h> or graph/dlpack_abi.h.
struct DLManagedTensor;
struct DLManagedTensorVersioned;

namespace thalweg {

// The same memory as a tensor, which calls the deleter once when the last
// tensor that shares it goes; memory that does not lie in C order, or is not
// aligned for its elements, is copied and given back at once. Takes `managed`
// in any case: after an error, too, the deleter has been called.
//
//   absl::StatusOr<tw::Tensor> x = tw::FromDlpack(other.ToDlpack());
//
// bool (a byte of 0 or 1 each), (u)int8 to 64, half, bfloat16, float, double,
// complex64 and complex128. The engine never writes a tensor that it is fed;
// whoever imports memory flagged read-only must not give it as a fetch's place
// or write it through mutable_data().
//
// INVALID_ARGUMENT for a null pointer, a shape or strides that make no sense,
// and elements at a null address; UNIMPLEMENTED for other element types,
// several lanes, other devices than the CPU, and a major version above 1;
// RESOURCE_EXHAUSTED when there is no memory for a copy.
absl::StatusOr<Tensor> FromDlpack(DLManagedTensor* managed);
absl::StatusOr<Tensor> FromDlpack(DLManagedTensorVersioned* managed);

// The tensor's memory for another library, which must call the deleter once
// (from any thread); the tensor's buffer lives until then. A tensor that does
// not own its memory is copied. The versioned form is flagged read-only when
// others share the memory (a fetched constant or variable may be the
// session's own); takers of the older one, which has no flags, must know.
//
// UNIMPLEMENTED for strings, resources, variants and quantized types.
absl::StatusOr<DLManagedTensor*> ToDlpack(const Tensor& tensor);
absl::StatusOr<DLManagedTensorVersioned*> ToDlpackVersioned(
    const Tensor& tensor);

}  // namespace thalweg
