// Product: products of matrices, one or a batch, cut into pieces.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/kernels/cpu/fused_epilogue.h"
#include "thalweg/kernels/cpu/math/gemm.h"
#include "thalweg/kernels/cpu/onednn.h"
#include "thalweg/kernels/cpu/shape_plan.h"

namespace thalweg {

// c[i] = epilogue(op(a[a_of[i]]) op(b[b_of[i]])) with c[i] [m, n].
struct ProductSpec {
  DType dtype = kFloat;
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  // Matrices of a are [k, m], of b [n, k].
  bool transpose_a = false;
  bool transpose_b = false;
  // Where they are transposed, they are conjugated too.
  bool adjoint = false;
  // How many matrices a and b have.
  int64_t num_a = 1;
  int64_t num_b = 1;
  // Which matrix of a and of b each product takes.
  std::vector<int64_t> a_of = {0};
  std::vector<int64_t> b_of = {0};
  FusedEpilogue epilogue;
  Shape output;
};

// The plan for inputs a, b and, with an epilogue, the bias.
class ProductPlan : public ShapePlan {
 public:
  explicit ProductPlan(ProductSpec spec) : spec_(std::move(spec)) {}

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const final;
  // The same for arguments and a result that lie anywhere.
  [[nodiscard]] virtual absl::Status Run(const KernelContext& context,
                                         KernelState* state, void* scratch,
                                         const void* a, const void* b,
                                         const void* bias, void* c) const = 0;

 protected:
  const ProductSpec spec_;
};

using ProductPlanRef = std::shared_ptr<const ProductPlan>;

// `constant_b` is b where it is the same in every run, else null.
absl::StatusOr<ProductPlanRef> MakeProductPlan(ProductSpec spec, Device& device,
                                               const Tensor* constant_b);

}  // namespace thalweg
