#include "thalweg/ops/nn/dilation2d.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/shape_plan.h"

namespace thalweg {
namespace {

template <class T>
constexpr bool kIs16BitFloat =
    std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

// What values of T are compared as.
template <class T>
using Wide = std::conditional_t<kIs16BitFloat<T>, float, T>;

// a + b, rounded to T; integers wrap.
template <class T>
T Sum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  } else {
    return static_cast<T>(static_cast<Wide<T>>(a) + static_cast<Wide<T>>(b));
  }
}

template <class T>
T Lowest() {
  if constexpr (std::is_same_v<T, Half>) {
    return Half::FromBits(0xfbff);
  } else if constexpr (std::is_same_v<T, BFloat16>) {
    return BFloat16::FromBits(0xff7f);
  } else {
    return std::numeric_limits<T>::lowest();
  }
}

// Channels that are compared together.
constexpr int64_t kBlock = 32;

// The largest sums of one window for some channels.
template <class T>
struct Largest {
  Wide<T> sums[kBlock];
  // The cell of the filter, -1 where no sum is above the lowest value.
  int64_t taps[kBlock];
};

// What becomes of the largest sums.
enum class Pass { kForward, kToImages, kToFilter };

struct Operands {
  const void* x;
  const void* filter;
  const void* backprop;
  void* z;
};

// A pass over images of one type, cut into units that never write to the same
// element: each has rows of the result, an image, or channels of its own.
struct DilationWork {
  DilationWork(ConvGeometry geometry, Pass of)
      : g(std::move(geometry)),
        pass(of),
        blocks((g.in_depth + kBlock - 1) / kBlock) {}

  const WindowDim& rows() const { return g.space[1]; }
  const WindowDim& columns() const { return g.space[2]; }
  int64_t units() const {
    if (pass == Pass::kForward) return g.batch * rows().output * blocks;
    return pass == Pass::kToImages ? g.batch * blocks : blocks;
  }
  int64_t grain() const {
    constexpr double kWork = 32 * 1024;
    const double work = 1.0 * g.batch * g.windows() * g.taps() * g.in_depth /
                        static_cast<double>(units());
    return static_cast<int64_t>(kWork / work) + 1;
  }

  const ConvGeometry g;
  const Pass pass;
  const int64_t blocks;
};

// The cell of the image under a cell of the filter, which may be outside.
int64_t CellUnder(const WindowDim& dim, int64_t at, int64_t tap) {
  return at * dim.stride - dim.pad_before + tap * dim.dilation;
}
bool IsInside(const WindowDim& dim, int64_t cell) {
  return cell >= 0 && cell < dim.input;
}

template <class T>
class Dilation {
 public:
  static void RunUnits(const DilationWork& work, const Operands& operands,
                       int64_t begin, int64_t end) {
    const Dilation dilation(work, operands);
    for (int64_t unit = begin; unit < end; ++unit) dilation.RunUnit(unit);
  }

 private:
  Dilation(const DilationWork& work, const Operands& operands)
      : work_(work), g_(work.g), operands_(operands) {}

  void RunUnit(int64_t unit) const {
    const int64_t block = unit % work_.blocks, i = unit / work_.blocks;
    const int64_t rows = work_.rows().output;
    if (work_.pass == Pass::kForward) {
      RunRow(i / rows, i % rows, block);
      return;
    }
    const bool all = work_.pass == Pass::kToFilter;
    for (int64_t b = all ? 0 : i; b < (all ? g_.batch : i + 1); ++b) {
      for (int64_t row = 0; row < rows; ++row) RunRow(b, row, block);
    }
  }

  void RunRow(int64_t b, int64_t row, int64_t block) const {
    const int64_t first = block * kBlock;
    const int64_t n = std::min(kBlock, g_.in_depth - first);
    const int64_t image = b * g_.image_elements() + first;
    const int64_t columns = work_.columns().output;
    auto* z = static_cast<T*>(operands_.z);
    Largest<T> largest;
    for (int64_t column = 0; column < columns; ++column) {
      Find(static_cast<const T*>(operands_.x) + image,
           static_cast<const T*>(operands_.filter) + first, row, column, n,
           largest);
      const int64_t result =
          ((b * work_.rows().output + row) * columns + column) * g_.in_depth +
          first;
      if (work_.pass == Pass::kForward) {
        for (int64_t c = 0; c < n; ++c) {
          z[result + c] = static_cast<T>(largest.sums[c]);
        }
      } else {
        Spread(static_cast<const T*>(operands_.backprop) + result,
               z + (work_.pass == Pass::kToImages ? image : first), row, column,
               n, largest);
      }
    }
  }

  void Find(const T* image, const T* filter, int64_t row, int64_t column,
            int64_t n, Largest<T>& largest) const {
    const WindowDim &rows = work_.rows(), &columns = work_.columns();
    std::fill_n(largest.sums, n, static_cast<Wide<T>>(Lowest<T>()));
    std::fill_n(largest.taps, n, -1);
    for (int64_t u = 0; u < rows.window; ++u) {
      const int64_t i = CellUnder(rows, row, u);
      if (!IsInside(rows, i)) continue;
      for (int64_t v = 0; v < columns.window; ++v) {
        const int64_t j = CellUnder(columns, column, v);
        if (!IsInside(columns, j)) continue;
        const int64_t tap = u * columns.window + v;
        const T* cell = image + (i * columns.input + j) * g_.in_depth;
        const T* addend = filter + tap * g_.in_depth;
        for (int64_t c = 0; c < n; ++c) {
          const auto sum = static_cast<Wide<T>>(Sum(cell[c], addend[c]));
          const bool more = sum > largest.sums[c];
          largest.sums[c] = more ? sum : largest.sums[c];
          largest.taps[c] = more ? tap : largest.taps[c];
        }
      }
    }
  }

  // Adds each gradient where its sum came from. Where that is nowhere,
  // TensorFlow takes the filter's first cell, and the image's under it or next
  // to it.
  void Spread(const T* backprop, T* z, int64_t row, int64_t column, int64_t n,
              const Largest<T>& largest) const {
    const WindowDim &rows = work_.rows(), &columns = work_.columns();
    for (int64_t c = 0; c < n; ++c) {
      const int64_t tap = std::max<int64_t>(largest.taps[c], 0);
      int64_t cell = tap;
      if (work_.pass == Pass::kToImages) {
        const int64_t i =
            std::max<int64_t>(CellUnder(rows, row, tap / columns.window), 0);
        const int64_t j = std::max<int64_t>(
            CellUnder(columns, column, tap % columns.window), 0);
        if (i >= rows.input || j >= columns.input) continue;
        cell = i * columns.input + j;
      }
      T& sum = z[cell * g_.in_depth + c];
      sum = Sum(sum, backprop[c]);
    }
  }

  const DilationWork& work_;
  const ConvGeometry& g_;
  const Operands& operands_;
};

using DilationLoops = void (*)(const DilationWork& work,
                               const Operands& operands, int64_t begin,
                               int64_t end);

template <class... Ts>
DilationLoops FindLoops(DType dtype) {
  DilationLoops loops = nullptr;
  ((dtype == DTypeOf<Ts>::value ? void(loops = &Dilation<Ts>::RunUnits)
                                : void()),
   ...);
  return loops;
}

class DilationPlan final : public ShapePlan {
 public:
  DilationPlan(ConvGeometry geometry, Pass pass, Shape output,
               DilationLoops loops)
      : work_(std::move(geometry), pass),
        output_(std::move(output)),
        loops_(loops) {}
  std::string implementation() const override { return "loops"; }

  absl::Status Compute(KernelContext& context, KernelState*,
                       void*) const override {
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, output_));
    const bool forward = work_.pass == Pass::kForward;
    const Operands operands = {context.input(0).raw(), context.input(1).raw(),
                               forward ? nullptr : context.input(2).raw(),
                               z->mutable_raw()};
    if (!forward) std::memset(operands.z, 0, z->num_bytes());
    if (work_.g.output.num_elements() == 0) return absl::OkStatus();
    context.ParallelRange(work_.units(), work_.grain(),
                          [&](int64_t begin, int64_t end) {
                            loops_(work_, operands, begin, end);
                          });
    return absl::OkStatus();
  }

 private:
  const DilationWork work_;
  const Shape output_;
  const DilationLoops loops_;
};

template <Pass pass>
class DilationKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<DilationKernel>(info);
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<Dilation2DAttrs>());
    RETURN_IF_ERROR(kernel->PlanForInputs(info));
    return kernel;
  }
  explicit DilationKernel(const KernelInfo& info)
      : loops_(
            FindLoops<Half, BFloat16, float, double, int8_t, uint8_t, int16_t,
                      uint16_t, int32_t, uint32_t, int64_t, uint64_t>(
                info.input_dtype(0))) {}

 protected:
  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    ASSIGN_OR_RETURN(
        ConvGeometry geometry,
        pass == Pass::kForward
            ? Dilation2DGeometryOf(key[0], key[1], attrs_)
            : Dilation2DBackpropGeometryOf(key[0], key[1], key[2], attrs_));
    const Shape output = pass == Pass::kForward    ? geometry.output
                         : pass == Pass::kToImages ? key[0]
                                                   : key[1];
    return std::make_shared<DilationPlan>(std::move(geometry), pass, output,
                                          loops_);
  }

 private:
  const DilationLoops loops_;
  Dilation2DAttrs attrs_;
};

const KernelRegistration kDilation2D =
    CpuKernel<DilationKernel<Pass::kForward>>("Dilation2D")
        .For("T", kRealNumbers);
const KernelRegistration kDilation2DBackpropInput =
    CpuKernel<DilationKernel<Pass::kToImages>>("Dilation2DBackpropInput")
        .For("T", kRealNumbers);
const KernelRegistration kDilation2DBackpropFilter =
    CpuKernel<DilationKernel<Pass::kToFilter>>("Dilation2DBackpropFilter")
        .For("T", kRealNumbers);

}  // namespace
}  // namespace thalweg
