#include <algorithm>
#include <utility>
#include <vector>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/first_error.h"
#include "thalweg/kernels/cpu/nn/onednn_conv_plan.h"

namespace thalweg {
namespace {

// Bytes of a piece's result, so that the epilogue finds it in the cache.
constexpr int64_t kPieceBytes = 512 * 1024;
constexpr int64_t kManyImages = int64_t{1} << 40;

// Forward and backward by data: pieces are whole images, or rows of one.
class ImagesConvPlan final : public OneDnnConvPlan {
 public:
  static absl::StatusOr<ConvPlanRef> Make(const ConvSpec& spec, Device& device,
                                          const Tensor* constant_filter) {
    auto plan = std::make_shared<ImagesConvPlan>(spec);
    absl::Status status = plan->CutRows() ? plan->AddRowPieces()
                                          : plan->AddImagePieces(kManyImages);
    if (absl::IsUnimplemented(status)) {
      // One primitive for all pieces.
      plan = std::make_shared<ImagesConvPlan>(spec);
      status = plan->AddImagePieces(1);
    }
    RETURN_IF_ERROR(status);
    RETURN_IF_ERROR(
        plan->Reserve(device, static_cast<int64_t>(plan->pieces_.size()), 1));
    if (constant_filter != nullptr && plan->packs()) {
      RETURN_IF_ERROR(plan->PackConstant(*constant_filter));
    }
    return plan;
  }
  using OneDnnConvPlan::OneDnnConvPlan;

  absl::Status Run(const KernelContext& context, const ConvOperands& operands,
                   KernelState* state, void* scratch) const override {
    auto& calls = static_cast<OneDnnConvState&>(*state);
    const void* filter = operands.y;
    if (constant_filter_) {
      filter = constant_filter_->data();
    } else if (packs()) {
      RETURN_IF_ERROR(calls.pack->Run(filter, nullptr, FilterScratch(scratch),
                                      PackScratch(scratch)));
      filter = FilterScratch(scratch);
    }
    FirstError error;
    context.Parallel(static_cast<int64_t>(pieces_.size()), [&](int64_t i) {
      Slots<Calls>::Guard slot(calls.slots);
      error.Update(RunPiece(pieces_[i], operands, filter, *slot,
                            SlotScratch(scratch, slot.index())));
    });
    return error.Get();
  }

 private:
  struct Piece {
    int primitive;
    // First element in x and z.
    int64_t x, z;
    // Of the result: how many images, of how many windows.
    int64_t images, windows;
  };

  absl::Status RunPiece(const Piece& piece, const ConvOperands& operands,
                        const void* filter, const Calls& calls,
                        void* scratch) const {
    float* const z = static_cast<float*>(operands.z) + piece.z;
    RETURN_IF_ERROR(calls[piece.primitive]->Run(
        static_cast<const float*>(operands.x) + piece.x, filter, z, scratch));
    if (operands.bias != nullptr) {
      spec_.Finish(operands.bias, z, piece.images, piece.windows);
    }
    return absl::OkStatus();
  }

  // The outermost direction: rows, or planes in space.
  int cut() const { return 5 - spec_.geometry.output.rank(); }

  // Few big images: their rows are shared out.
  bool CutRows() const {
    const ConvGeometry& g = spec_.geometry;
    return spec_.forward() && g.channels_last && g.batch < 8 &&
           spec_.work() >= 2 * kConvPiece && g.space[cut()].output >= 8;
  }

  absl::Status AddImagePieces(int64_t max_images) {
    const ConvGeometry& g = spec_.geometry;
    const bool forward = spec_.forward();
    const int64_t x_image = forward ? g.image_elements() : g.result_elements();
    const int64_t z_image = forward ? g.result_elements() : g.image_elements();
    const int64_t most =
        std::clamp<int64_t>(std::min({kConvPiece / spec_.work(),
                                      kPieceBytes / (z_image * 4), max_images}),
                            1, g.batch);
    const int64_t count = (g.batch + most - 1) / most;
    const int64_t size = (g.batch + count - 1) / count;
    ASSIGN_OR_RETURN(const int whole, AddPrimitive(g, size));
    for (int64_t first = 0; first < g.batch; first += size) {
      const int64_t images = std::min(size, g.batch - first);
      int primitive = whole;
      if (images < size) {
        ASSIGN_OR_RETURN(primitive, AddPrimitive(g, images));
      }
      pieces_.push_back(
          {primitive, first * x_image, first * z_image, images, g.windows()});
    }
    return absl::OkStatus();
  }

  // Rows [begin, end) of the result, and the rows of the image they see.
  static WindowDim Rows(const WindowDim& all, int64_t begin, int64_t end,
                        int64_t& first_input) {
    const int64_t top = begin * all.stride - all.pad_before;
    const int64_t bottom = (end - 1) * all.stride - all.pad_before + all.span();
    first_input = std::clamp<int64_t>(top, 0, all.input);
    WindowDim rows = all;
    rows.input = std::clamp<int64_t>(bottom, 0, all.input) - first_input;
    rows.pad_before = first_input - top;
    rows.pad_after = bottom - first_input - rows.input;
    rows.output = end - begin;
    return rows;
  }

  // Primitives for rows, each with what it is for.
  using KnownRows = std::vector<std::pair<WindowDim, int>>;
  absl::StatusOr<int> FindOrAdd(const WindowDim& rows, KnownRows& known) {
    for (const auto& [other, primitive] : known) {
      if (other.input == rows.input && other.output == rows.output &&
          other.pad_before == rows.pad_before &&
          other.pad_after == rows.pad_after) {
        return primitive;
      }
    }
    ConvGeometry part = spec_.geometry;
    part.space[cut()] = rows;
    ASSIGN_OR_RETURN(const int primitive, AddPrimitive(part, 1));
    known.emplace_back(rows, primitive);
    return primitive;
  }

  absl::Status AddRowPieces() {
    const ConvGeometry& g = spec_.geometry;
    const WindowDim& all = g.space[cut()];
    const int64_t count = std::clamp<int64_t>(spec_.work() / kConvPiece, 1, 8);
    const int64_t size = (all.output + count - 1) / count;
    const int64_t x_row = g.image_elements() / all.input;
    const int64_t z_row = g.result_elements() / all.output;
    KnownRows known;
    for (int64_t begin = 0; begin < all.output; begin += size) {
      int64_t first_input;
      const int64_t end = std::min(begin + size, all.output);
      const WindowDim rows = Rows(all, begin, end, first_input);
      if (rows.input == 0) {
        return absl::UnimplementedError("rows that see padding alone");
      }
      ASSIGN_OR_RETURN(const int primitive, FindOrAdd(rows, known));
      for (int64_t b = 0; b < g.batch; ++b) {
        pieces_.push_back({primitive,
                           b * g.image_elements() + first_input * x_row,
                           b * g.result_elements() + begin * z_row, 1,
                           (end - begin) * (g.windows() / all.output)});
      }
    }
    return absl::OkStatus();
  }

  std::vector<Piece> pieces_;
};

}  // namespace

absl::StatusOr<ConvPlanRef> MakeImagesConvPlan(const ConvSpec& spec,
                                               Device& device,
                                               const Tensor* constant_filter) {
  return ImagesConvPlan::Make(spec, device, constant_filter);
}

}  // namespace thalweg
