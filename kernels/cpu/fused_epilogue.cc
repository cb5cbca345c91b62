#include "thalweg/kernels/cpu/fused_epilogue.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thalweg {
namespace {

// Elements that a bias is repeated to.
constexpr int64_t kTile = 512;

}  // namespace

absl::StatusOr<FusedEpilogue> FusedEpilogue::Make(
    absl::Span<const std::string> fused_ops, int num_args, DType dtype) {
  FusedEpilogue epilogue;
  if (num_args != (fused_ops.empty() ? 0 : 1)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "fused_ops [", absl::StrJoin(fused_ops, ","), "]: expected ",
        fused_ops.empty() ? 0 : 1, " further inputs, got ", num_args));
  }
  if (fused_ops.empty()) return epilogue;
  epilogue.element_size_ = DTypeSize(dtype);
  const bool has_activation = fused_ops.size() == 2;
  if (fused_ops[0] == "BiasAdd") {
    epilogue.add_ = FindFloatingBinary("AddV2", dtype);
  }
  if (has_activation) {
    epilogue.activation_ = FindFloatingUnary(fused_ops[1], dtype);
  }
  if (fused_ops.size() > 2 || epilogue.add_ == nullptr ||
      (has_activation && epilogue.activation_ == nullptr)) {
    return absl::UnimplementedError(
        absl::StrCat("fused_ops [", absl::StrJoin(fused_ops, ","),
                     "]: expected BiasAdd and possibly a unary op"));
  }
  return epilogue;
}

void FusedEpilogue::ApplyToRows(const void* bias, void* data, int64_t rows,
                                int64_t columns, int64_t step) const {
  if (add_ == nullptr) return;
  char* row = static_cast<char*>(data);
  if (step == columns) {
    ApplyToDenseRows(bias, row, rows, columns);
    return;
  }
  for (int64_t i = 0; i < rows; ++i, row += step * element_size_) {
    add_(row, bias, row, columns);
    Activate(row, columns);
  }
}

void FusedEpilogue::ApplyToDenseRows(const void* bias, char* data, int64_t rows,
                                     int64_t columns) const {
  // Short rows go several at a time.
  alignas(64) char repeated[kTile * sizeof(double)];
  const int64_t at_once = std::min(kTile / columns, rows);
  if (at_once > 1) {
    for (int64_t i = 0; i < at_once; ++i) {
      std::memcpy(repeated + i * columns * element_size_, bias,
                  columns * element_size_);
    }
    bias = repeated;
  }
  const int64_t block = std::max<int64_t>(at_once, 1);
  for (int64_t i = 0; i < rows; i += block) {
    char* const at = data + i * columns * element_size_;
    const int64_t n = std::min(block, rows - i) * columns;
    add_(at, bias, at, n);
    Activate(at, n);
  }
}

void FusedEpilogue::ApplyToPlanes(const void* bias, void* data, int64_t rows,
                                  int64_t columns) const {
  if (add_ == nullptr) return;
  alignas(64) char repeated[kTile * sizeof(double)];
  const char* element = static_cast<const char*>(bias);
  char* at = static_cast<char*>(data);
  for (int64_t i = 0; i < rows; ++i, element += element_size_) {
    const int64_t tile = std::min(kTile, columns);
    for (int64_t j = 0; j < tile; ++j) {
      std::memcpy(repeated + j * element_size_, element, element_size_);
    }
    for (int64_t j = 0; j < columns; j += tile) {
      const int64_t n = std::min(tile, columns - j);
      add_(at, repeated, at, n);
      at += n * element_size_;
    }
  }
  Activate(data, rows * columns);
}

}  // namespace thalweg
