// IDX: the format of MNIST's files, plain or gzipped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace thalweg {

// An array of bytes, in C order.
struct IdxArray {
  std::vector<int64_t> shape;
  std::vector<uint8_t> values;
};

// Reads an IDX file of unsigned bytes; gzipped or not is told by content.
// NOT_FOUND when there is no such file; INVALID_ARGUMENT when its head is none
// of IDX, its element type is another one, or it claims more than `max_bytes`;
// DATA_LOSS when it holds fewer or more values than it claims, or its gzip
// stream is damaged. Memory grows with the bytes read, not with those claimed.
absl::StatusOr<IdxArray> ReadIdx(const std::string& path,
                                 int64_t max_bytes = int64_t{1} << 30);

}  // namespace thalweg
