// Tensors from and to numpy's .npy files.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/io/byte_source.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/graph/text.h"

namespace thalweg {

// Reads an array of numbers, bools or strings; unicode strings become UTF-8,
// Fortran order and big-endian elements are converted. numpy cannot tell NUL
// bytes at the end of a string from none.
//
// DATA_LOSS for bytes that are no array or too few, INVALID_ARGUMENT for a
// header that makes no sense or bytes that follow the array, UNIMPLEMENTED for
// other element types, RESOURCE_EXHAUSTED when memory is not to be had.
absl::StatusOr<Tensor> ReadNpy(Text path);
absl::StatusOr<Tensor> ParseNpy(absl::string_view bytes);
absl::StatusOr<Tensor> ReadNpyFrom(ByteSource& source);

// Writes what numpy.save would. Strings are padded with NUL bytes to the
// longest. UNIMPLEMENTED for dtypes that numpy has not (bfloat16, quantized,
// resource, variant). A file of the path is replaced at once or not at all.
absl::Status WriteNpy(const Tensor& tensor, Text path);
absl::StatusOr<std::string> NpyBytes(const Tensor& tensor);

// The two parts of NpyBytes. `elements` is the tensor's own memory where that
// is what the file holds, else `storage`.
struct NpyParts {
  std::string header;
  absl::string_view elements;
  std::string storage;
};
absl::Status MakeNpyParts(const Tensor& tensor, NpyParts& parts);

}  // namespace thalweg
