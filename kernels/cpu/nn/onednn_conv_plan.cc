#include "thalweg/kernels/cpu/nn/onednn_conv_plan.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/buffer.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

std::string OneDnnConvPlan::implementation() const {
  return absl::StrCat(primitives_[0]->implementation(),
                      constant_filter_ ? ":packed" : "");
}

absl::StatusOr<std::unique_ptr<KernelState>> OneDnnConvPlan::Bind() const {
  std::vector<Calls> slots(slots_);
  for (Calls& calls : slots) {
    for (const PrimitiveRef& primitive : primitives_) {
      ASSIGN_OR_RETURN(calls.emplace_back(), primitive->NewCall());
    }
  }
  std::unique_ptr<onednn::Call> pack;
  if (pack_ != nullptr) {
    ASSIGN_OR_RETURN(pack, pack_->NewCall());
  }
  return std::make_unique<OneDnnConvState>(std::move(slots), std::move(pack));
}

absl::StatusOr<int> OneDnnConvPlan::AddPrimitive(const ConvGeometry& geometry,
                                                 int64_t batch) {
  ASSIGN_OR_RETURN(PrimitiveRef primitive,
                   onednn::MakeConvolution(spec_.pass, geometry, batch));
  slot_bytes_ = std::max(slot_bytes_, Align(primitive->scratch_bytes()));
  if (!primitives_.empty() && !primitive->HasWeightsOf(*primitives_[0])) {
    return absl::UnimplementedError(
        "pieces of the convolution want filters in different layouts");
  }
  primitives_.push_back(std::move(primitive));
  return static_cast<int>(primitives_.size()) - 1;
}

absl::Status OneDnnConvPlan::Reserve(Device& device, int64_t pieces,
                                     int64_t filters) {
  slots_ = MaxConcurrency(device, pieces);
  filter_bytes_ = Align(primitives_[0]->packed_bytes());
  filters_ = filters;
  if (filter_bytes_ == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(pack_, primitives_[0]->PackWeights());
  pack_bytes_ = Align(pack_->scratch_bytes());
  return absl::OkStatus();
}

absl::Status OneDnnConvPlan::PackConstant(const Tensor& filter) {
  ASSIGN_OR_RETURN(auto call, pack_->NewCall());
  const BufferRef scratch = AllocateBuffer(pack_bytes_);
  BufferRef packed = AllocateBuffer(filter_bytes_);
  if (!packed || !scratch) {
    return absl::ResourceExhaustedError("no memory to pack a filter in");
  }
  RETURN_IF_ERROR(
      call->Run(filter.raw(), nullptr, packed->data(), scratch->data()));
  constant_filter_ = std::move(packed);
  return absl::OkStatus();
}

}  // namespace thalweg
