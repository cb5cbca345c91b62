// What plans of convolutions by oneDNN share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "thalweg/kernels/cpu/nn/conv_plan.h"
#include "thalweg/kernels/cpu/slots.h"

namespace thalweg {

using PrimitiveRef = std::shared_ptr<const onednn::Primitive>;

// Multiplications of a piece: enough to be worth a call, few enough to share.
constexpr int64_t kConvPiece = 6 * 1024 * 1024;

// What each thread has for itself: calls of all primitives, made when first
// used is too late, so all at once.
using Calls = std::vector<std::unique_ptr<onednn::Call>>;

struct OneDnnConvState : KernelState {
  OneDnnConvState(std::vector<Calls> calls, std::unique_ptr<onednn::Call> pack)
      : slots(std::move(calls)), pack(std::move(pack)) {}
  Slots<Calls> slots;
  // Turns the filter into the primitives' layout, or its gradient back.
  std::unique_ptr<onednn::Call> pack;
};

// What the passes share: primitives for pieces of different shapes, which all
// want the filter in one layout.
class OneDnnConvPlan : public ConvPlan {
 public:
  std::string implementation() const override;
  size_t scratch_bytes() const override {
    return slots_ * slot_bytes_ + filters_ * filter_bytes_ + pack_bytes_;
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override;

 protected:
  using ConvPlan::ConvPlan;

  // Sizes of scratch memory, 64-byte aligned.
  static size_t Align(size_t bytes) { return (bytes + 63) / 64 * 64; }

  // The number of a primitive for `batch` images of the geometry.
  absl::StatusOr<int> AddPrimitive(const ConvGeometry& geometry, int64_t batch);
  // After all primitives: memory for `pieces` of work at once and for
  // `filters` packed filters.
  absl::Status Reserve(Device& device, int64_t pieces, int64_t filters);
  // Keeps a packed copy of a filter that never changes. REQUIRES: packs().
  absl::Status PackConstant(const Tensor& filter);

  void* SlotScratch(void* scratch, int slot) const {
    return static_cast<char*>(scratch) + slot * slot_bytes_;
  }
  char* FilterScratch(void* scratch) const {
    return static_cast<char*>(scratch) + slots_ * slot_bytes_;
  }
  void* PackScratch(void* scratch) const {
    return FilterScratch(scratch) + filters_ * filter_bytes_;
  }
  bool packs() const { return filter_bytes_ > 0; }

  std::vector<PrimitiveRef> primitives_;
  int slots_ = 1;
  size_t slot_bytes_ = 0;
  int64_t filters_ = 0;
  size_t filter_bytes_ = 0;
  size_t pack_bytes_ = 0;
  PrimitiveRef pack_;
  // Packed when the plan was made.
  BufferRef constant_filter_;
};

}  // namespace thalweg
