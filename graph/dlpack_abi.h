// DLPack's structures, for programs without its own header: what the tensors
// of two libraries look like to each other in one process. Field for field as
// its specification (version 1.1) lays them out.
//
// Either this file or <dlpack/dlpack.h>, whichever comes first, defines them:
// both have the same guard.
#pragma once

#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_

#include <cstdint>

#define DLPACK_MAJOR_VERSION 1
#define DLPACK_MINOR_VERSION 1

// Flags of DLManagedTensorVersioned: the memory must not be written; it is a
// copy made for this exchange.
#define DLPACK_FLAG_BITMASK_READ_ONLY (1UL << 0UL)
#define DLPACK_FLAG_BITMASK_IS_COPIED (1UL << 1UL)

extern "C" {

struct DLPackVersion {
  uint32_t major;
  uint32_t minor;
};

// Those that the engine tells apart; others are numbers.
enum DLDeviceType : int32_t {
  kDLCPU = 1,
  kDLCUDA = 2,
};

struct DLDevice {
  DLDeviceType device_type;
  int32_t device_id;
};

enum DLDataTypeCode {
  kDLInt = 0,
  kDLUInt = 1,
  kDLFloat = 2,
  kDLOpaqueHandle = 3,
  kDLBfloat = 4,
  kDLComplex = 5,
  kDLBool = 6,
};

struct DLDataType {
  uint8_t code;    // A DLDataTypeCode.
  uint8_t bits;    // Of one lane; both halves of a complex number.
  uint16_t lanes;  // 1 but for vectors.
};

struct DLTensor {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides;  // In elements; may be null for C order.
  uint64_t byte_offset;
};

// Whoever takes it calls deleter(itself) once, unless that is null.
struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensor* self);
};

// The same since version 1.0. Of another major version only the fields up to
// the deleter are what they are here.
struct DLManagedTensorVersioned {
  DLPackVersion version;
  void* manager_ctx;
  void (*deleter)(DLManagedTensorVersioned* self);
  uint64_t flags;
  DLTensor dl_tensor;
};

}  // extern "C"

#endif  // DLPACK_DLPACK_H_
