// BlockProductPlan: products cut into blocks, and the plans that do so.
#pragma once

#include <cstdint>
#include <memory>

#include "thalweg/kernels/cpu/math/product.h"

namespace thalweg {

// Multiplications that are worth another thread.
inline constexpr int64_t kProductGrain = 256 * 1024;

// A multiple of a cache line.
inline size_t AlignProduct(size_t bytes) { return (bytes + 63) / 64 * 64; }

// Each product in blocks of rows or of columns: blocks of the same size but
// for the last.
struct Cuts {
  int64_t m = 0;  // Rows and columns of a block.
  int64_t n = 0;
  int64_t count = 1;
};

// Multiplications; no more than there could ever be memory for.
int64_t WorkOf(const ProductSpec& spec);

// Where a block lies.
struct Block {
  int64_t product, row, column, rows, columns;
  bool last;
};

class BlockProductPlan : public ProductPlan {
 public:
  BlockProductPlan(ProductSpec spec, Device& device);

  absl::Status Run(const KernelContext& context, KernelState* state,
                   void* scratch, const void* a, const void* b,
                   const void* bias, void* c) const final;

 protected:
  // Blocks [begin, end).
  virtual absl::Status RunUnits(int64_t begin, int64_t end, KernelState* state,
                                void* scratch, const void* a, const void* b,
                                const void* bias, void* c) const = 0;

  Block BlockOf(int64_t unit) const;
  const char* InA(const void* a, const Block& block) const;
  const char* InB(const void* b, const Block& block) const;
  char* InC(void* c, const Block& block) const;
  // Adds the bias and applies the activation.
  void Finish(const Block& block, const void* bias, char* c) const;

  const Cuts cuts_;
  const int64_t units_;
  const size_t element_size_;
  // Units that are worth another thread.
  const int64_t grain_;
  const int slots_;
};

// With this project's own loops, for the dtypes of FindGemm.
ProductPlanRef MakeLoopProductPlan(ProductSpec spec, Device& device);
// With oneDNN, for floats; UNIMPLEMENTED where it has nothing for them.
absl::StatusOr<ProductPlanRef> MakeOneDnnProductPlan(ProductSpec spec,
                                                     Device& device,
                                                     const Tensor* constant_b);
// The better of the two.
absl::StatusOr<ProductPlanRef> MakeDirectProductPlan(ProductSpec spec,
                                                     Device& device,
                                                     const Tensor* constant_b);
// half and bfloat16: a product of floats between conversions.
absl::StatusOr<ProductPlanRef> MakeHalfProductPlan(ProductSpec spec,
                                                   Device& device);

}  // namespace thalweg
