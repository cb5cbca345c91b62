#include <algorithm>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/first_error.h"
#include "thalweg/kernels/cpu/nn/onednn_conv_plan.h"

namespace thalweg {
namespace {

// Pieces of the filter's gradient, each with a filter of its own.
constexpr int64_t kMaxParts = 8;

// Backward by weights: each piece sums over images of its own, then the sums
// are added in the order of the pieces.
class WeightsConvPlan final : public OneDnnConvPlan {
 public:
  static absl::StatusOr<ConvPlanRef> Make(const ConvSpec& spec,
                                          Device& device) {
    auto plan = std::make_shared<WeightsConvPlan>(spec);
    absl::Status status = plan->AddParts(kMaxParts);
    if (absl::IsUnimplemented(status)) {
      plan = std::make_shared<WeightsConvPlan>(spec);
      status = plan->AddParts(1);
    }
    RETURN_IF_ERROR(status);
    RETURN_IF_ERROR(plan->Reserve(device, plan->parts_, plan->parts_));
    return plan;
  }
  explicit WeightsConvPlan(ConvSpec spec)
      : OneDnnConvPlan(std::move(spec)),
        add_(FindFloatingBinary("AddV2", kFloat)) {}

  size_t scratch_bytes() const override {
    return OneDnnConvPlan::scratch_bytes() +
           (packs() ? 0 : (parts_ - 1) * PartBytes());
  }

  absl::Status Run(const KernelContext& context, const ConvOperands& operands,
                   KernelState* state, void* scratch) const override {
    auto& conv_state = static_cast<OneDnnConvState&>(*state);
    const auto* x = static_cast<const float*>(operands.x);
    const auto* y = static_cast<const float*>(operands.y);
    auto* const z = static_cast<float*>(operands.z);
    const ConvGeometry& g = spec_.geometry;
    FirstError error;
    context.Parallel(parts_, [&](int64_t i) {
      Slots<Calls>::Guard calls(conv_state.slots);
      const int64_t first = i * size_;
      error.Update((*calls)[first + size_ > g.batch]->Run(
          x + first * g.image_elements(), y + first * g.result_elements(),
          PartAt(i, scratch, z), SlotScratch(scratch, calls.index())));
    });
    RETURN_IF_ERROR(error.Get());
    AddUp(context, scratch, z);
    if (!packs()) return absl::OkStatus();
    return conv_state.pack->Run(PartAt(0, scratch, z), nullptr, z,
                                PackScratch(scratch));
  }

 private:
  absl::Status AddParts(int64_t max_parts) {
    const ConvGeometry& g = spec_.geometry;
    const double pieces = 1.0 * spec_.work() * g.batch / kConvPiece;
    parts_ = static_cast<int64_t>(std::clamp<double>(
        pieces, 1.0, static_cast<double>(std::min(max_parts, g.batch))));
    size_ = (g.batch + parts_ - 1) / parts_;
    parts_ = (g.batch + size_ - 1) / size_;
    RETURN_IF_ERROR(AddPrimitive(g, size_).status());
    const int64_t rest = g.batch % size_;
    return rest == 0 ? absl::OkStatus() : AddPrimitive(g, rest).status();
  }

  int64_t PartElements() const {
    return packs() ? static_cast<int64_t>(filter_bytes_ / sizeof(float))
                   : spec_.output.num_elements();
  }
  size_t PartBytes() const { return Align(PartElements() * sizeof(float)); }

  // Part 0 of plain gradients is the result itself.
  float* PartAt(int64_t i, void* scratch, float* result) const {
    if (packs()) {
      return reinterpret_cast<float*>(FilterScratch(scratch) +
                                      i * filter_bytes_);
    }
    if (i == 0) return result;
    return reinterpret_cast<float*>(static_cast<char*>(PackScratch(scratch)) +
                                    (i - 1) * PartBytes());
  }

  void AddUp(const KernelContext& context, void* scratch, float* result) const {
    if (parts_ == 1) return;
    constexpr int64_t kGrain = 8 * 1024;
    context.ParallelRange(
        PartElements(), kGrain, [&](int64_t begin, int64_t end) {
          float* const sum = PartAt(0, scratch, result) + begin;
          for (int64_t i = 1; i < parts_; ++i) {
            add_(sum, PartAt(i, scratch, result) + begin, sum, end - begin);
          }
        });
  }

  const BinaryFunction add_;
  int64_t parts_ = 1;
  // Images of a part; the last may have fewer.
  int64_t size_ = 1;
};

}  // namespace

absl::StatusOr<ConvPlanRef> MakeWeightsConvPlan(const ConvSpec& spec,
                                                Device& device) {
  return WeightsConvPlan::Make(spec, device);
}

}  // namespace thalweg
