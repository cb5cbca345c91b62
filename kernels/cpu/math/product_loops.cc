#include <utility>

#include "thalweg/kernels/cpu/math/product_blocks.h"

namespace thalweg {
namespace {

// With this project's own loops.
class LoopProductPlan final : public BlockProductPlan {
 public:
  LoopProductPlan(ProductSpec spec, Device& device)
      : BlockProductPlan(std::move(spec), device),
        gemm_(FindGemm(spec_.dtype)) {
    const bool ta = spec_.transpose_a, tb = spec_.transpose_b;
    shape_.k = spec_.k;
    shape_.a_row = ta ? 1 : spec_.k;
    shape_.a_column = ta ? spec_.m : 1;
    shape_.b_row = tb ? 1 : spec_.n;
    shape_.b_column = tb ? spec_.k : 1;
    shape_.c_row = spec_.n;
    shape_.conjugate_a = ta && spec_.adjoint;
    shape_.conjugate_b = tb && spec_.adjoint;
  }

  std::string implementation() const override { return "loops"; }

 protected:
  absl::Status RunUnits(int64_t begin, int64_t end, KernelState*, void*,
                        const void* a, const void* b, const void* bias,
                        void* c) const override {
    for (int64_t unit = begin; unit < end; ++unit) {
      const Block block = BlockOf(unit);
      GemmShape shape = shape_;
      shape.m = block.rows;
      shape.n = block.columns;
      char* const out = InC(c, block);
      gemm_(shape, InA(a, block), InB(b, block), out);
      Finish(block, bias, out);
    }
    return absl::OkStatus();
  }

 private:
  const GemmFunction gemm_;
  GemmShape shape_;
};

}  // namespace

ProductPlanRef MakeLoopProductPlan(ProductSpec spec, Device& device) {
  return std::make_shared<LoopProductPlan>(std::move(spec), device);
}

}  // namespace thalweg
