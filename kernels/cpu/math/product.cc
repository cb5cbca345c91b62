#include "thalweg/kernels/cpu/math/product.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/first_error.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/slots.h"

namespace thalweg {
namespace {

// Multiplications that are worth another thread, and of a whole piece.
constexpr int64_t kGrain = 256 * 1024;
constexpr int64_t kPiece = 4 * 1024 * 1024;
// More pieces than a few are for work of which each still gets this much.
constexpr int64_t kBigPiece = 64 * 1024 * 1024;
constexpr int64_t kFewPieces = 4;
// What a piece should have at least: with fewer rows it reads b too often.
constexpr int64_t kMinRows = 64;
constexpr int64_t kMinColumns = 128;
// Below, a call of oneDNN would cost more than the work.
constexpr int64_t kMaxSmall = 16 * 1024;

int64_t CeilDiv(int64_t x, int64_t y) { return (x + y - 1) / y; }
size_t Align(size_t bytes) { return (bytes + 63) / 64 * 64; }

// Each product in blocks of rows or of columns: blocks of the same size but
// for the last.
struct Cuts {
  int64_t m = 0;  // Rows and columns of a block.
  int64_t n = 0;
  int64_t count = 1;
};

// Multiplications; no more than there could ever be memory for.
int64_t WorkOf(const ProductSpec& spec) {
  constexpr double kMax = int64_t{1} << 60;
  return static_cast<int64_t>(
      std::min(static_cast<double>(spec.m) * static_cast<double>(spec.n) *
                   static_cast<double>(spec.k),
               kMax));
}

// How many pieces each product is worth.
int64_t WantedPieces(const ProductSpec& spec) {
  const int64_t products =
      std::max<int64_t>(static_cast<int64_t>(spec.a_of.size()), 1);
  const int64_t work = WorkOf(spec);
  return std::min(work / kPiece,
                  std::max(kFewPieces, work / kBigPiece) / products + 1);
}

// Rows are cut before columns: oneDNN's faster kernels take blocks of b that
// are dense. Columns of a transposed b are.
Cuts CutProduct(const ProductSpec& spec) {
  Cuts cuts{spec.m, spec.n, 1};
  const int64_t wanted = WantedPieces(spec);
  if (wanted <= 1) return cuts;
  if (spec.m < kMinRows || (spec.transpose_b && spec.n >= spec.m)) {
    const int64_t count = std::min(wanted, spec.n / kMinColumns);
    if (count <= 1) return cuts;
    // Whole cache lines and tiles of the instruction sets.
    cuts.n = CeilDiv(CeilDiv(spec.n, count), 64) * 64;
    cuts.count = CeilDiv(spec.n, cuts.n);
    return cuts;
  }
  const int64_t count =
      std::min(wanted, std::max<int64_t>(spec.m / kMinRows, 2));
  cuts.m = CeilDiv(spec.m, count);
  if (cuts.m >= 2 * kMinRows) cuts.m = CeilDiv(cuts.m, 16) * 16;
  cuts.count = CeilDiv(spec.m, cuts.m);
  return cuts;
}

// Where a block lies.
struct Block {
  int64_t product, row, column, rows, columns;
  bool last;
};

class ProductPlan : public ShapePlan {
 public:
  ProductPlan(ProductSpec spec, Device& device)
      : spec_(std::move(spec)),
        cuts_(CutProduct(spec_)),
        units_(static_cast<int64_t>(spec_.a_of.size()) * cuts_.count),
        element_size_(DTypeSize(spec_.dtype)),
        grain_(kGrain / (WorkOf(spec_) / cuts_.count + 1) + 1),
        slots_(MaxConcurrency(device, units_)) {}

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * c, context.Output(0, spec_.output));
    return Run(context, state, scratch, context.input(0).raw(),
               context.input(1).raw(),
               spec_.epilogue.has_bias() ? context.input(2).raw() : nullptr,
               c->mutable_raw());
  }

  absl::Status Run(const KernelContext& context, KernelState* state,
                   void* scratch, const void* a, const void* b,
                   const void* bias, void* c) const {
    if (spec_.m == 0 || spec_.n == 0) return absl::OkStatus();
    if (units_ <= grain_) {
      return RunUnits(0, units_, state, scratch, a, b, bias, c);
    }
    FirstError error;
    context.ParallelRange(units_, grain_, [&](int64_t begin, int64_t end) {
      error.Update(RunUnits(begin, end, state, scratch, a, b, bias, c));
    });
    return error.Get();
  }

 protected:
  virtual absl::Status RunUnits(int64_t begin, int64_t end, KernelState* state,
                                void* scratch, const void* a, const void* b,
                                const void* bias, void* c) const = 0;

  Block BlockOf(int64_t unit) const {
    Block block;
    block.product = unit / cuts_.count;
    const int64_t cut = unit % cuts_.count;
    block.last = cut == cuts_.count - 1;
    block.row = cuts_.m < spec_.m ? cut * cuts_.m : 0;
    block.column = cuts_.n < spec_.n ? cut * cuts_.n : 0;
    block.rows = std::min(cuts_.m, spec_.m - block.row);
    block.columns = std::min(cuts_.n, spec_.n - block.column);
    return block;
  }
  const char* InA(const void* a, const Block& block) const {
    return static_cast<const char*>(a) +
           element_size_ * (spec_.a_of[block.product] * spec_.m * spec_.k +
                            block.row * (spec_.transpose_a ? 1 : spec_.k));
  }
  const char* InB(const void* b, const Block& block) const {
    return static_cast<const char*>(b) +
           element_size_ * (spec_.b_of[block.product] * spec_.k * spec_.n +
                            block.column * (spec_.transpose_b ? spec_.k : 1));
  }
  char* InC(void* c, const Block& block) const {
    return static_cast<char*>(c) +
           element_size_ *
               ((block.product * spec_.m + block.row) * spec_.n + block.column);
  }
  void Finish(const Block& block, const void* bias, char* c) const {
    if (!spec_.epilogue.has_bias()) return;
    spec_.epilogue.ApplyToRows(
        static_cast<const char*>(bias) + element_size_ * block.column, c,
        block.rows, block.columns, spec_.n);
  }

  const ProductSpec spec_;
  const Cuts cuts_;
  const int64_t units_;
  const size_t element_size_;
  // Units that are worth another thread.
  const int64_t grain_;
  const int slots_;
};

// With this project's own loops.
class LoopProductPlan final : public ProductPlan {
 public:
  LoopProductPlan(ProductSpec spec, Device& device)
      : ProductPlan(std::move(spec), device), gemm_(FindGemm(spec_.dtype)) {
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

// With oneDNN: one primitive for all blocks but the last of each product, one
// for those.
class OneDnnProductPlan final : public ProductPlan {
 public:
  static absl::StatusOr<std::shared_ptr<const ShapePlan>> Make(
      ProductSpec spec, Device& device, const Tensor* constant_b) {
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
      : ProductPlan(std::move(spec), device) {}

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
    return Align(std::max(primitives_[0]->scratch_bytes(),
                          primitives_[1]->scratch_bytes()));
  }

  std::array<std::shared_ptr<const onednn::Primitive>, 2> primitives_;
  std::vector<BufferRef> packed_;
};

absl::StatusOr<std::shared_ptr<const ShapePlan>> MakeDirectPlan(
    ProductSpec spec, Device& device, const Tensor* constant_b) {
  const bool small = WorkOf(spec) <= kMaxSmall;
  if (spec.dtype == kFloat && !small) {
    auto plan = OneDnnProductPlan::Make(spec, device, constant_b);
    if (!absl::IsUnimplemented(plan.status())) return plan;
  }
  return std::make_shared<LoopProductPlan>(std::move(spec), device);
}

// half and bfloat16: a product of floats between conversions.
template <class T>
class HalfProductPlan final : public ShapePlan {
 public:
  static absl::StatusOr<std::shared_ptr<const ShapePlan>> Make(ProductSpec spec,
                                                               Device& device) {
    ProductSpec inner = spec;
    inner.dtype = kFloat;
    inner.epilogue = FusedEpilogue();
    ASSIGN_OR_RETURN(auto product,
                     MakeDirectPlan(std::move(inner), device, nullptr));
    return std::make_shared<HalfProductPlan>(
        std::move(spec),
        std::static_pointer_cast<const ProductPlan>(std::move(product)));
  }
  HalfProductPlan(ProductSpec spec, std::shared_ptr<const ProductPlan> product)
      : spec_(std::move(spec)), product_(std::move(product)) {}

  std::string implementation() const override {
    return product_->implementation();
  }
  size_t scratch_bytes() const override {
    return Align(product_->scratch_bytes()) +
           sizeof(float) * (SizeA() + SizeB() + SizeC());
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return product_->Bind();
  }

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, spec_.output));
    auto* const a = reinterpret_cast<float*>(static_cast<char*>(scratch) +
                                             Align(product_->scratch_bytes()));
    float* const b = a + SizeA();
    float* const c = b + SizeB();
    Widen(context, context.input(0), a);
    Widen(context, context.input(1), b);
    RETURN_IF_ERROR(product_->Run(context, state, scratch, a, b, nullptr, c));
    T* const result = output->mutable_data<T>();
    context.ParallelRange(
        SizeC() / std::max<int64_t>(spec_.n, 1),
        kGrain / std::max<int64_t>(spec_.n, 1) + 1,
        [&](int64_t begin, int64_t end) {
          T* const rows = result + begin * spec_.n;
          ConvertFromFloat(c + begin * spec_.n, rows, (end - begin) * spec_.n);
          if (spec_.epilogue.has_bias()) {
            spec_.epilogue.ApplyToRows(context.input(2).raw(), rows,
                                       end - begin, spec_.n, spec_.n);
          }
        });
    return absl::OkStatus();
  }

 private:
  static void Widen(const KernelContext& context, const Tensor& from,
                    float* to) {
    context.ParallelRange(
        from.num_elements(), kGrain, [&](int64_t begin, int64_t end) {
          ConvertToFloat(from.data<T>() + begin, to + begin, end - begin);
        });
  }
  int64_t SizeA() const { return spec_.num_a * spec_.m * spec_.k; }
  int64_t SizeB() const { return spec_.num_b * spec_.k * spec_.n; }
  int64_t SizeC() const {
    return static_cast<int64_t>(spec_.a_of.size()) * spec_.m * spec_.n;
  }

  const ProductSpec spec_;
  const std::shared_ptr<const ProductPlan> product_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const ShapePlan>> MakeProductPlan(
    ProductSpec spec, Device& device, const Tensor* constant_b) {
  if (spec.dtype == kHalf) {
    return HalfProductPlan<Half>::Make(std::move(spec), device);
  }
  if (spec.dtype == kBfloat16) {
    return HalfProductPlan<BFloat16>::Make(std::move(spec), device);
  }
  return MakeDirectPlan(std::move(spec), device, constant_b);
}

}  // namespace thalweg
