// ByteSource: where a reader of a format takes its bytes from.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace thalweg {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads up to `size` bytes, fewer only at the end.
  virtual absl::StatusOr<size_t> Read(void* to, size_t size) = 0;
  // No more than this many bytes can follow: readers refuse what claims to be
  // longer before they allocate memory for it.
  virtual int64_t remaining() const = 0;
};

// Bytes in memory, which must outlive the source.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(absl::string_view bytes) : bytes_(bytes) {}

  absl::StatusOr<size_t> Read(void* to, size_t size) override {
    const size_t count = std::min(size, bytes_.size());
    if (count > 0) std::memcpy(to, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return count;
  }
  int64_t remaining() const override {
    return static_cast<int64_t>(bytes_.size());
  }

 private:
  absl::string_view bytes_;
};

}  // namespace thalweg
