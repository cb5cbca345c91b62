#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/math/product_blocks.h"
#include "thalweg/kernels/cpu/slots.h"

namespace thalweg {
namespace {

// With oneDNN: one primitive for all blocks but the last of each product, one
// for those.
class OneDnnProductPlan final : public BlockProductPlan {
 public:
  static absl::StatusOr<ProductPlanRef> Make(ProductSpec spec, Device& device,
                                             const Tensor* constant_b) {
    auto plan = std::make_shared<OneDnnProductPlan>(std::move(spec), device);
    const bool pack =
        constant_b != nullptr && plan->spec_.num_b == 1 && plan->units_ > 0;
    for (const bool last : {false, true}) {
      ASSIGN_OR_RETURN(plan->primitives_[last],
                       plan->MakePrimitive(last, pack));
    }
    if (pack && plan->primitives_[0]->packed_bytes() > 0) {
      RETURN_IF_ERROR(plan->Pack(*constant_b));
    }
    return plan;
  }
  OneDnnProductPlan(ProductSpec spec, Device& device)
      : BlockProductPlan(std::move(spec), device) {}

  std::string implementation() const override {
    return absl::StrCat(primitives_[0]->implementation(),
                        packed_.empty() ? "" : ":packed");
  }
  size_t scratch_bytes() const override { return slots_ * SlotBytes(); }

  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    std::vector<Calls> calls(slots_);
    for (Calls& each : calls) {
      for (const bool last : {false, true}) {
        ASSIGN_OR_RETURN(each[last], primitives_[last]->NewCall());
      }
    }
    return std::make_unique<State>(std::move(calls));
  }

 protected:
  absl::Status RunUnits(int64_t begin, int64_t end, KernelState* state,
                        void* scratch, const void* a, const void* b,
                        const void* bias, void* c) const override {
    Slots<Calls>::Guard calls(static_cast<State*>(state)->slots);
    void* const own_scratch =
        static_cast<char*>(scratch) + calls.index() * SlotBytes();
    for (int64_t unit = begin; unit < end; ++unit) {
      const Block block = BlockOf(unit);
      char* const out = InC(c, block);
      RETURN_IF_ERROR((*calls)[block.last]->Run(
          InA(a, block), packed_.empty() ? InB(b, block) : PackedB(block), out,
          own_scratch));
      Finish(block, bias, out);
    }
    return absl::OkStatus();
  }

 private:
  using Calls = std::array<std::unique_ptr<onednn::Call>, 2>;
  struct State : KernelState {
    explicit State(std::vector<Calls> calls) : slots(std::move(calls)) {}
    Slots<Calls> slots;
  };

  absl::StatusOr<std::shared_ptr<const onednn::Primitive>> MakePrimitive(
      bool last, bool pack) const {
    const Block block = BlockOf(last ? cuts_.count - 1 : 0);
    onednn::MatMulSpec wanted;
    wanted.m = block.rows;
    wanted.n = block.columns;
    wanted.k = spec_.k;
    // A vector may be taken for either; oneDNN likes it untransposed.
    wanted.transpose_x = spec_.transpose_a && spec_.m > 1 && spec_.k > 1;
    wanted.transpose_y = spec_.transpose_b && spec_.n > 1 && spec_.k > 1;
    wanted.x_stride = wanted.transpose_x ? spec_.m : spec_.k;
    wanted.y_stride = wanted.transpose_y ? spec_.k : spec_.n;
    wanted.z_stride = spec_.n;
    wanted.packed_y = pack;
    return onednn::MakeMatMul(wanted);
  }

  // Blocks of columns have parts of b of their own, blocks of rows share it.
  absl::Status Pack(const Tensor& b) {
    const int64_t parts = cuts_.n < spec_.n ? cuts_.count : 1;
    for (int64_t part = 0; part < parts; ++part) {
      const Block block = BlockOf(part);
      const onednn::Primitive& primitive = *primitives_[block.last];
      ASSIGN_OR_RETURN(auto pack, primitive.PackWeights());
      ASSIGN_OR_RETURN(auto call, pack->NewCall());
      packed_.push_back(AllocateBuffer(primitive.packed_bytes()));
      const BufferRef scratch = AllocateBuffer(pack->scratch_bytes());
      if (!packed_.back() || !scratch) {
        return absl::ResourceExhaustedError("no memory to pack weights in");
      }
      RETURN_IF_ERROR(call->Run(InB(b.raw(), block), nullptr,
                                packed_.back()->data(), scratch->data()));
    }
    return absl::OkStatus();
  }
  const void* PackedB(const Block& block) const {
    return packed_[packed_.size() == 1 ? 0 : block.column / cuts_.n]->data();
  }

  size_t SlotBytes() const {
    return AlignProduct(std::max(primitives_[0]->scratch_bytes(),
                                 primitives_[1]->scratch_bytes()));
  }

  std::array<std::shared_ptr<const onednn::Primitive>, 2> primitives_;
  std::vector<BufferRef> packed_;
};

}  // namespace

absl::StatusOr<ProductPlanRef> MakeOneDnnProductPlan(ProductSpec spec,
                                                     Device& device,
                                                     const Tensor* constant_b) {
  return OneDnnProductPlan::Make(std::move(spec), device, constant_b);
}

}  // namespace thalweg
