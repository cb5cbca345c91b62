// The header of an .npy file: numpy's description of the elements that follow.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "thalweg/graph/io/byte_source.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

struct NpyHeader {
  DType dtype = DType::kInvalid;
  // Bytes of an element: for strings, of the longest.
  int64_t item_size = 0;
  bool is_unicode = false;  // kString from UTF-32.
  bool is_big_endian = false;
  bool is_fortran_order = false;
  Shape shape;

  int64_t num_bytes() const { return item_size * shape.num_elements(); }
};

// Reads a header of format version 1, 2 or 3. DATA_LOSS where the bytes are no
// .npy file or end early, INVALID_ARGUMENT for a header that makes no sense or
// describes more bytes than can follow, UNIMPLEMENTED for element types without
// a DType (records, dates, objects, long double).
absl::StatusOr<NpyHeader> ReadNpyHeader(ByteSource& source);

// numpy's own bytes for a tensor of this shape whose elements have the type
// string `descr` ("<f4"), up to where the elements begin.
std::string FormatNpyHeader(absl::string_view descr, const Shape& shape);

}  // namespace thalweg
