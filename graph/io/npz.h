// Named tensors from and to numpy's .npz files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/graph/text.h"

namespace thalweg {

// Arrays with their keys ("x:0"), in the order of the file.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

// Reads all arrays of an archive, stored or deflated. DATA_LOSS for a file
// that is no archive, ends early or fails its checksums, INVALID_ARGUMENT for
// a key that occurs twice, UNIMPLEMENTED for encrypted entries and other
// compression, otherwise as ReadNpy; the entry is named.
absl::StatusOr<NamedTensors> ReadNpz(Text path);
absl::StatusOr<NamedTensors> ParseNpz(absl::string_view bytes);

struct NpzOptions {
  // Deflate, as numpy.savez_compressed does.
  bool compress = false;
};

// Writes an archive; equal tensors give equal bytes. INVALID_ARGUMENT for a
// key that is empty or occurs twice, otherwise as WriteNpy.
absl::Status WriteNpz(const NamedTensors& tensors, Text path,
                      const NpzOptions& options = {});
absl::StatusOr<std::string> NpzBytes(const NamedTensors& tensors,
                                     const NpzOptions& options = {});

// The tensor of a key, null when there is none.
const Tensor* FindTensor(const NamedTensors& tensors, absl::string_view key);

}  // namespace thalweg
