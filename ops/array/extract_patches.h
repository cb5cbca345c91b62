// ExtractImagePatches, ExtractVolumePatches: windows as rows of channels.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/ops/nn/window.h"

namespace thalweg {

// Four numbers each, for batch (1), height, width and channels (1).
struct ExtractImagePatchesAttrs {
  std::vector<int64_t> ksizes;   // The windows' sizes.
  std::vector<int64_t> strides;  // From window to window.
  std::vector<int64_t> rates;    // From cell to cell of a window.
  std::string padding = "VALID";
  void Fields(AttrFields& fields) {
    fields.Required("ksizes", ksizes)
        .Required("strides", strides)
        .Required("rates", rates)
        .Required("padding", padding);
  }
};

// The cells under each position of a sliding window, one after another; zeros
// where it reaches over the border.
//   images  [batch, height, width, depth], numbers or bool
//     ->    [batch, rows, columns, cells * depth], as many rows and columns as
//           Conv2D has with such windows, cells row by row
// Gradient: the sum of the upstream gradient over all copies of a cell.
// Errors: another rank, lists of another length, windows that reach over batch
// or channels, sizes < 1, windows larger than unpadded images.
// Equals TensorFlow's ExtractImagePatches.
Output ExtractImagePatches(Input images, ExtractImagePatchesAttrs attrs);

// Five numbers each, for batch (1), planes, rows, columns and channels (1).
struct ExtractVolumePatchesAttrs {
  std::vector<int64_t> ksizes;   // The windows' sizes.
  std::vector<int64_t> strides;  // From window to window.
  std::string padding = "VALID";
  void Fields(AttrFields& fields) {
    fields.Required("ksizes", ksizes)
        .Required("strides", strides)
        .Required("padding", padding);
  }
};

// The same of volumes.
//   input  [batch, planes, rows, columns, depth], real numbers
//     ->   [batch, windows along each dimension, cells * depth]
// Gradient: the sum of the upstream gradient over all copies of a cell.
// Errors: as ExtractImagePatches. Equals TensorFlow's ExtractVolumePatches.
Output ExtractVolumePatches(Input input, ExtractVolumePatchesAttrs attrs);

// Windows over all dimensions of `shape` but the first and the last.
struct PatchWindows {
  std::vector<WindowDim> dims;
  // The result's shape, as far as it is known.
  Shape patches;
};

// The windows over `input`, whose rank may be unknown and dimensions too.
// INVALID_ARGUMENT, UNIMPLEMENTED and OUT_OF_RANGE as above.
absl::StatusOr<PatchWindows> SlidePatches(
    const Shape& input, const ExtractImagePatchesAttrs& attrs);
absl::StatusOr<PatchWindows> SlidePatches(
    const Shape& input, const ExtractVolumePatchesAttrs& attrs);

}  // namespace thalweg
