// ClipByValue on the CPU.
#include "thalweg/ops/math/clip_by_value.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/broadcast.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

// out[i] = x[i] between low[i] and high[i] for i < n. `out` may be any of them.
using ClipFunction = void (*)(const void* x, const void* low, const void* high,
                              void* out, int64_t n);

template <class T>
void ClipLoop(const void* x_data, const void* low_data, const void* high_data,
              void* out, int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  const auto* low = static_cast<const T*>(low_data);
  const auto* high = static_cast<const T*>(high_data);
  // A comparison with NaN holds for nobody: x stays.
  StoreEach(static_cast<T*>(out), n, [=](int64_t i) {
    const T capped = high[i] < x[i] ? high[i] : x[i];
    return capped < low[i] ? low[i] : capped;
  });
}

// Both parts of complex numbers.
template <class R>
void ClipParts(const void* x, const void* low, const void* high, void* out,
               int64_t n) {
  ClipLoop<R>(x, low, high, out, 2 * n);
}

// Half and bfloat16.
template <class H>
void ClipHalves(const void* x, const void* low, const void* high, void* out,
                int64_t n) {
  constexpr int64_t kTile = 256;
  float tiles[3][kTile];
  for (int64_t i = 0; i < n; i += kTile) {
    const int64_t count = std::min(kTile, n - i);
    ConvertToFloat(static_cast<const H*>(x) + i, tiles[0], count);
    ConvertToFloat(static_cast<const H*>(low) + i, tiles[1], count);
    ConvertToFloat(static_cast<const H*>(high) + i, tiles[2], count);
    ClipLoop<float>(tiles[0], tiles[1], tiles[2], tiles[0], count);
    ConvertFromFloat(tiles[0], static_cast<H*>(out) + i, count);
  }
}

ClipFunction FindClip(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &ClipLoop<float>;
    case kDouble:
      return &ClipLoop<double>;
    case kHalf:
      return &ClipHalves<Half>;
    case kBfloat16:
      return &ClipHalves<BFloat16>;
    case kComplex64:
      return &ClipParts<float>;
    case kComplex128:
      return &ClipParts<double>;
    default:
      return IntegerTypes::For(dtype, [](auto zero) -> ClipFunction {
        return &ClipLoop<decltype(zero)>;
      });
  }
}

class ClipByValueKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<ClipByValueKernel>();
    kernel->size_ = DTypeSize(info.output_dtype(0));
    kernel->clip_ = FindClip(info.output_dtype(0));
    if (info.has_static_shapes()) {
      ASSIGN_OR_RETURN(kernel->loop_,
                       MakeLoop(info.input_shape(0), info.input_shape(1),
                                info.input_shape(2)));
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    if (loop_.has_value()) return Run(context, *loop_);
    ASSIGN_OR_RETURN(const Broadcast loop, MakeLoop(context.input(0).shape(),
                                                    context.input(1).shape(),
                                                    context.input(2).shape()));
    return Run(context, loop);
  }

 private:
  static absl::StatusOr<Broadcast> MakeLoop(const Shape& x, const Shape& low,
                                            const Shape& high) {
    RETURN_IF_ERROR(CheckClipBounds(x, low, high));
    const Shape* const shapes[] = {&x, &low, &high};
    return Broadcast::Make(shapes);
  }

  absl::Status Run(KernelContext& context, const Broadcast& loop) const {
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, loop.output_shape()));
    auto* const out = static_cast<char*>(output->mutable_raw());
    const Broadcast::Operand operands[] = {{context.input(0).raw(), size_},
                                           {context.input(1).raw(), size_},
                                           {context.input(2).raw(), size_}};
    context.ParallelRange(
        loop.size(), kCheapGrain, [&](int64_t begin, int64_t end) {
          loop.ForEachPiece(
              operands, begin, end,
              [&](const void* const* operand, int64_t first, int64_t n) {
                clip_(operand[0], operand[1], operand[2], out + first * size_,
                      n);
              });
        });
    return absl::OkStatus();
  }

  ClipFunction clip_ = nullptr;
  size_t size_ = 0;
  std::optional<Broadcast> loop_;
};

const KernelRegistration kClipByValue =
    CpuKernel<ClipByValueKernel>("ClipByValue").For("T", kNumbers);

}  // namespace
}  // namespace thalweg
