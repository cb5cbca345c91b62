// The only door to oneDNN: matrix products and convolutions of floats.
//
// oneDNN runs each call on one OpenMP thread (the caller's setting is put back
// afterwards); kernels split big work into calls of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg::onednn {

class Call;
struct PrimitiveState;

// z = f(x, y) for fixed shapes. Immutable: any number of threads may share it,
// each with Calls of its own.
class Primitive {
 public:
  explicit Primitive(std::unique_ptr<PrimitiveState> state);
  ~Primitive();
  Primitive(const Primitive&) = delete;
  Primitive& operator=(const Primitive&) = delete;

  // Bytes of memory, 64-byte aligned, that a call needs while it runs.
  size_t scratch_bytes() const;
  // oneDNN's name of what it chose: "brgconv:avx512_core".
  const std::string& implementation() const;
  // Bytes of the weights (y, or z of kBackwardWeights) in the layout that the
  // primitive wants; 0 when that is the plain one.
  size_t packed_bytes() const;
  // True when both want weights in the same layout.
  bool HasWeightsOf(const Primitive& other) const;
  // Turns x, plain weights, into z, packed ones (kBackwardWeights: the other
  // way). REQUIRES: packed_bytes() > 0.
  absl::StatusOr<std::shared_ptr<const Primitive>> PackWeights() const;
  absl::StatusOr<std::unique_ptr<Call>> NewCall() const;

 private:
  std::unique_ptr<const PrimitiveState> state_;
};

// The argument block of a primitive; one thread at a time may use it. Must not
// outlive the primitive.
class Call {
 public:
  virtual ~Call() = default;
  // y is null for primitives of one argument.
  virtual absl::Status Run(const void* x, const void* y, void* z,
                           void* scratch) = 0;
};

// z[m, n] = op(x) op(y), rows of z `z_stride` apart.
struct MatMulSpec {
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  // x is [k, m], y is [n, k].
  bool transpose_x = false;
  bool transpose_y = false;
  // Elements from row to row of x, y and z as they lie in memory.
  int64_t x_stride = 0;
  int64_t y_stride = 0;
  int64_t z_stride = 0;
  // Let the primitive choose y's layout.
  bool packed_y = false;
};
// UNIMPLEMENTED where oneDNN has nothing for it.
absl::StatusOr<std::shared_ptr<const Primitive>> MakeMatMul(
    const MatMulSpec& spec);

enum class ConvolutionPass {
  kForward,          // x: images, y: filter, z: result
  kBackwardData,     // x: gradient by the result, y: filter, z: by the images
  kBackwardWeights,  // x: images, y: gradient by the result, z: by the filter
};
// For `batch` images of the geometry; plain filters are [..., depth / groups,
// out_depth]. UNIMPLEMENTED where oneDNN has nothing for it.
absl::StatusOr<std::shared_ptr<const Primitive>> MakeConvolution(
    ConvolutionPass pass, const ConvGeometry& geometry, int64_t batch);

}  // namespace thalweg::onednn
