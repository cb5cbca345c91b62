#include "thalweg/kernels/cpu/nn/conv_plan.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/first_error.h"
#include "thalweg/kernels/cpu/nn/conv_loops.h"
#include "thalweg/kernels/cpu/slots.h"

namespace thalweg {
namespace {

using onednn::ConvolutionPass;
using PrimitiveRef = std::shared_ptr<const onednn::Primitive>;

// Multiplications of a piece: enough to be worth a call, few enough to share.
constexpr int64_t kPiece = 6 * 1024 * 1024;
// Bytes of a piece's result, so that the epilogue finds it in the cache.
constexpr int64_t kPieceBytes = 512 * 1024;
// Pieces of the filter's gradient, each with a filter of its own.
constexpr int64_t kMaxParts = 8;

size_t Align(size_t bytes) { return (bytes + 63) / 64 * 64; }

// Multiplications for one image; no more than there could ever be memory for.
int64_t WorkOf(const Conv2DGeometry& g) {
  constexpr double kMax = int64_t{1} << 60;
  const double work = 1.0 * g.window.height.output * g.window.width.output *
                      g.window.height.window * g.window.width.window *
                      (g.in_depth / g.groups) * g.out_depth;
  return static_cast<int64_t>(std::clamp(work, 1.0, kMax));
}

int64_t ImageElements(const Conv2DGeometry& g) {
  return g.window.height.input * g.window.width.input * g.in_depth;
}
int64_t ResultElements(const Conv2DGeometry& g) {
  return g.window.height.output * g.window.width.output * g.out_depth;
}

// Units of plain loops that are worth another thread.
int64_t GrainOf(const ConvSpec& spec, int64_t units) {
  constexpr double kWork = 64 * 1024;
  const double work = static_cast<double>(WorkOf(spec.geometry)) *
                      static_cast<double>(spec.geometry.batch) /
                      static_cast<double>(units);
  return static_cast<int64_t>(kWork / work) + 1;
}

// Fills z where there are no windows, or no images, to sum over.
class EmptyConvPlan final : public ShapePlan {
 public:
  explicit EmptyConvPlan(Shape output) : output_(std::move(output)) {}
  std::string implementation() const override { return "empty"; }
  absl::Status Compute(KernelContext& context, KernelState*,
                       void*) const override {
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, output_));
    std::memset(z->mutable_raw(), 0, z->num_bytes());
    return absl::OkStatus();
  }

 private:
  const Shape output_;
};

class LoopConvPlan final : public ShapePlan {
 public:
  explicit LoopConvPlan(ConvSpec spec)
      : spec_(std::move(spec)),
        loops_(FindConvLoops(spec_.pass, spec_.dtype)),
        units_(NumConvUnits(spec_.pass, spec_.geometry)),
        grain_(GrainOf(spec_, units_)) {}
  std::string implementation() const override { return "loops"; }

  absl::Status Compute(KernelContext& context, KernelState*,
                       void*) const override {
    const void* const x = context.input(spec_.x).raw();
    const void* const y = context.input(spec_.y).raw();
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, spec_.output));
    void* const result = z->mutable_raw();
    context.ParallelRange(units_, grain_, [&](int64_t begin, int64_t end) {
      loops_(spec_.geometry, x, y, result, begin, end);
    });
    if (spec_.epilogue.has_bias()) Finish(context, result);
    return absl::OkStatus();
  }

 private:
  void Finish(const KernelContext& context, void* result) const {
    const Conv2DGeometry& g = spec_.geometry;
    const void* const bias = context.input(spec_.bias).raw();
    const int64_t pixels = g.window.height.output * g.window.width.output;
    const int64_t bytes = ResultElements(g) * DTypeSize(spec_.dtype);
    for (int64_t b = 0; b < g.batch; ++b) {
      char* const image = static_cast<char*>(result) + b * bytes;
      if (g.window.format == ImageFormat::kNhwc) {
        spec_.epilogue.ApplyToRows(bias, image, pixels, g.out_depth,
                                   g.out_depth);
      } else {
        spec_.epilogue.ApplyToPlanes(bias, image, g.out_depth, pixels);
      }
    }
  }

  const ConvSpec spec_;
  const ConvLoops loops_;
  const int64_t units_;
  const int64_t grain_;
};

// What each thread has for itself: calls of all primitives, made when first
// used is too late, so all at once.
using Calls = std::vector<std::unique_ptr<onednn::Call>>;

struct ConvState : KernelState {
  ConvState(std::vector<Calls> calls, std::unique_ptr<onednn::Call> pack)
      : slots(std::move(calls)), pack(std::move(pack)) {}
  Slots<Calls> slots;
  // Turns the filter into the primitives' layout, or its gradient back.
  std::unique_ptr<onednn::Call> pack;
};

// What the passes share: primitives for pieces of different shapes, which all
// want the filter in one layout.
class OneDnnConvPlan : public ShapePlan {
 public:
  std::string implementation() const override {
    return absl::StrCat(primitives_[0]->implementation(),
                        constant_filter_ ? ":packed" : "");
  }
  size_t scratch_bytes() const override {
    return slots_ * slot_bytes_ + filters_ * filter_bytes_ + pack_bytes_;
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
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
    return std::make_unique<ConvState>(std::move(slots), std::move(pack));
  }

 protected:
  explicit OneDnnConvPlan(ConvSpec spec) : spec_(std::move(spec)) {}

  // The number of a primitive for `batch` images of the geometry.
  absl::StatusOr<int> AddPrimitive(const Conv2DGeometry& geometry,
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

  // After all primitives: memory for `pieces` of work at once and for
  // `filters` packed filters.
  absl::Status Reserve(Device& device, int64_t pieces, int64_t filters) {
    slots_ = MaxConcurrency(device, pieces);
    filter_bytes_ = Align(primitives_[0]->packed_bytes());
    filters_ = filters;
    if (filter_bytes_ == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(pack_, primitives_[0]->PackWeights());
    pack_bytes_ = Align(pack_->scratch_bytes());
    return absl::OkStatus();
  }

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

  const ConvSpec spec_;
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

// Forward and backward by data: pieces are whole images, or rows of one.
class ImagesConvPlan final : public OneDnnConvPlan {
 public:
  static absl::StatusOr<std::shared_ptr<const ShapePlan>> Make(
      const ConvSpec& spec, Device& device, const Tensor* constant_filter) {
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
  explicit ImagesConvPlan(ConvSpec spec) : OneDnnConvPlan(std::move(spec)) {}

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, spec_.output));
    auto& conv_state = static_cast<ConvState&>(*state);
    const auto* x = context.input(spec_.x).data<float>();
    const void* filter = context.input(spec_.y).raw();
    if (constant_filter_) {
      filter = constant_filter_->data();
    } else if (packs()) {
      RETURN_IF_ERROR(conv_state.pack->Run(
          filter, nullptr, FilterScratch(scratch), PackScratch(scratch)));
      filter = FilterScratch(scratch);
    }
    const void* const bias =
        spec_.epilogue.has_bias() ? context.input(spec_.bias).raw() : nullptr;
    float* const result = z->mutable_data<float>();
    FirstError error;
    context.Parallel(static_cast<int64_t>(pieces_.size()), [&](int64_t i) {
      const Piece& piece = pieces_[i];
      Slots<Calls>::Guard calls(conv_state.slots);
      error.Update(
          (*calls)[piece.primitive]->Run(x + piece.x, filter, result + piece.z,
                                         SlotScratch(scratch, calls.index())));
      if (bias != nullptr) Finish(piece, bias, result + piece.z);
    });
    return error.Get();
  }

 private:
  struct Piece {
    int primitive;
    // First element in x and z.
    int64_t x, z;
    // Of z: how many images, of how many rows.
    int64_t images, rows;
  };

  bool forward() const { return spec_.pass == ConvolutionPass::kForward; }

  // Few big images: their rows are shared out.
  bool CutRows() const {
    const Conv2DGeometry& g = spec_.geometry;
    return forward() && g.window.format == ImageFormat::kNhwc && g.batch < 8 &&
           WorkOf(g) >= 2 * kPiece && g.window.height.output >= 8;
  }

  static constexpr int64_t kManyImages = int64_t{1} << 40;

  absl::Status AddImagePieces(int64_t max_images) {
    const Conv2DGeometry& g = spec_.geometry;
    const int64_t x_image = forward() ? ImageElements(g) : ResultElements(g);
    const int64_t z_image = forward() ? ResultElements(g) : ImageElements(g);
    const int64_t most = std::clamp<int64_t>(
        std::min({kPiece / WorkOf(g), kPieceBytes / (z_image * 4), max_images}),
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
      pieces_.push_back({primitive, first * x_image, first * z_image, images,
                         g.window.height.output});
    }
    return absl::OkStatus();
  }

  // Rows [begin, end) of the result, and the rows of the image they see.
  static Conv2DGeometry Rows(const Conv2DGeometry& whole, int64_t begin,
                             int64_t end, int64_t& first_input) {
    const WindowDim& all = whole.window.height;
    const int64_t top = begin * all.stride - all.pad_before;
    const int64_t bottom = (end - 1) * all.stride - all.pad_before + all.span();
    first_input = std::clamp<int64_t>(top, 0, all.input);
    Conv2DGeometry part = whole;
    WindowDim& rows = part.window.height;
    rows.input = std::clamp<int64_t>(bottom, 0, all.input) - first_input;
    rows.pad_before = first_input - top;
    rows.pad_after = bottom - first_input - rows.input;
    rows.output = end - begin;
    return part;
  }

  absl::Status AddRowPieces() {
    const Conv2DGeometry& g = spec_.geometry;
    const int64_t height = g.window.height.output;
    const int64_t count = std::clamp<int64_t>(WorkOf(g) / kPiece, 1, 8);
    const int64_t size = (height + count - 1) / count;
    const int64_t x_row = g.window.width.input * g.in_depth;
    const int64_t z_row = g.window.width.output * g.out_depth;
    std::vector<std::pair<WindowDim, int>> known;
    for (int64_t begin = 0; begin < height; begin += size) {
      int64_t first_input;
      const int64_t end = std::min(begin + size, height);
      const Conv2DGeometry part = Rows(g, begin, end, first_input);
      const WindowDim& rows = part.window.height;
      if (rows.input == 0) {
        return absl::UnimplementedError("rows that see padding alone");
      }
      const auto same =
          std::find_if(known.begin(), known.end(), [&rows](const auto& entry) {
            return entry.first.input == rows.input &&
                   entry.first.output == rows.output &&
                   entry.first.pad_before == rows.pad_before &&
                   entry.first.pad_after == rows.pad_after;
          });
      int primitive;
      if (same != known.end()) {
        primitive = same->second;
      } else {
        ASSIGN_OR_RETURN(primitive, AddPrimitive(part, 1));
        known.emplace_back(rows, primitive);
      }
      for (int64_t b = 0; b < g.batch; ++b) {
        pieces_.push_back(
            {primitive, b * ImageElements(g) + first_input * x_row,
             b * ResultElements(g) + begin * z_row, 1, end - begin});
      }
    }
    return absl::OkStatus();
  }

  absl::Status PackConstant(const Tensor& filter) {
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

  void Finish(const Piece& piece, const void* bias, float* z) const {
    const Conv2DGeometry& g = spec_.geometry;
    const int64_t pixels = piece.rows * g.window.width.output;
    if (g.window.format == ImageFormat::kNhwc) {
      spec_.epilogue.ApplyToRows(bias, z, piece.images * pixels, g.out_depth,
                                 g.out_depth);
      return;
    }
    for (int64_t b = 0; b < piece.images; ++b) {
      spec_.epilogue.ApplyToPlanes(bias, z + b * ResultElements(g), g.out_depth,
                                   pixels);
    }
  }

  std::vector<Piece> pieces_;
};

// Backward by weights: each piece sums over images of its own, then the sums
// are added in the order of the pieces.
class WeightsConvPlan final : public OneDnnConvPlan {
 public:
  static absl::StatusOr<std::shared_ptr<const ShapePlan>> Make(
      const ConvSpec& spec, Device& device) {
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

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, spec_.output));
    auto& conv_state = static_cast<ConvState&>(*state);
    const auto* x = context.input(spec_.x).data<float>();
    const auto* y = context.input(spec_.y).data<float>();
    float* const result = z->mutable_data<float>();
    FirstError error;
    context.Parallel(parts_, [&](int64_t i) {
      Slots<Calls>::Guard calls(conv_state.slots);
      const int64_t first = i * size_;
      error.Update((*calls)[first + size_ > spec_.geometry.batch]->Run(
          x + first * ImageElements(spec_.geometry),
          y + first * ResultElements(spec_.geometry),
          PartAt(i, scratch, result), SlotScratch(scratch, calls.index())));
    });
    RETURN_IF_ERROR(error.Get());
    AddUp(context, scratch, result);
    if (!packs()) return absl::OkStatus();
    return conv_state.pack->Run(PartAt(0, scratch, result), nullptr, result,
                                PackScratch(scratch));
  }

 private:
  absl::Status AddParts(int64_t max_parts) {
    const Conv2DGeometry& g = spec_.geometry;
    const double pieces = 1.0 * WorkOf(g) * g.batch / kPiece;
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

absl::StatusOr<std::shared_ptr<const ShapePlan>> MakeOneDnnPlan(
    const ConvSpec& spec, Device& device, const Tensor* constant_filter) {
  if (spec.pass == ConvolutionPass::kBackwardWeights) {
    return WeightsConvPlan::Make(spec, device);
  }
  return ImagesConvPlan::Make(spec, device, constant_filter);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ShapePlan>> MakeConvPlan(
    ConvSpec spec, Device& device, const Tensor* constant_filter) {
  if (spec.geometry.output.num_elements() == 0 ||
      spec.output.num_elements() == 0) {
    return std::make_shared<EmptyConvPlan>(std::move(spec.output));
  }
  if (spec.dtype == kFloat) {
    auto plan = MakeOneDnnPlan(spec, device, constant_filter);
    if (!absl::IsUnimplemented(plan.status())) return plan;
  }
  return std::make_shared<LoopConvPlan>(std::move(spec));
}

}  // namespace thalweg
