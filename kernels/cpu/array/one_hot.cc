// OneHot on the CPU.
#include "thalweg/ops/array/one_hot.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// The result is [prefix, depth, suffix], the indices [prefix, suffix].
struct OneHotExtent {
  int64_t depth;
  int64_t suffix;
};

// Where the index is in [0, depth), `on` at its place.
template <class T>
void SetOnes(const Tensor& indices, const OneHotExtent& extent, const T& on,
             T* output) {
  std::array<int64_t, 256> block;
  const int64_t count = indices.num_elements();
  for (int64_t begin = 0; begin < count; begin += block.size()) {
    const int64_t size = std::min<int64_t>(block.size(), count - begin);
    ReadIndexRange(indices, begin, absl::MakeSpan(block).first(size));
    for (int64_t i = 0; i < size; ++i) {
      const int64_t index = block[i];
      if (index < 0 || index >= extent.depth) continue;
      if (extent.suffix == 1) {
        output[(begin + i) * extent.depth + index] = on;
        continue;
      }
      const int64_t prefix = (begin + i) / extent.suffix;
      const int64_t suffix = (begin + i) % extent.suffix;
      output[(prefix * extent.depth + index) * extent.suffix + suffix] = on;
    }
  }
}

class OneHotKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<OneHotKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<OneHotAttrs>());
    return std::make_unique<OneHotKernel>(attrs);
  }
  explicit OneHotKernel(OneHotAttrs attrs) : attrs_(attrs) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const int64_t depth, CheckedDepth(context));
    const Tensor& indices = context.input(0);
    ASSIGN_OR_RETURN(const Shape shape,
                     OneHotShape(indices.shape(), depth, attrs_.axis));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    const Tensor& on = context.input(2);
    const Tensor& off = context.input(3);
    FillElements(context, off.dtype(), off.raw(), output->num_elements(),
                 output->mutable_raw());
    if (output->num_elements() == 0) return absl::OkStatus();
    const OneHotExtent extent = {depth, SuffixSize(indices.shape())};
    VisitElementType(on.dtype(), [&](auto* type) {
      using T = std::remove_pointer_t<decltype(type)>;
      SetOnes<T>(indices, extent, *static_cast<const T*>(on.raw()),
                 static_cast<T*>(output->mutable_raw()));
    });
    return absl::OkStatus();
  }

 private:
  static absl::StatusOr<int64_t> CheckedDepth(const KernelContext& context) {
    static constexpr const char* kNames[] = {"depth", "on_value", "off_value"};
    for (int i = 0; i < 3; ++i) {
      const Shape& shape = context.input(i + 1).shape();
      if (shape.rank() != 0) {
        return absl::InvalidArgumentError(absl::StrCat(
            kNames[i], " must be a scalar, but got: ", shape.ToString()));
      }
    }
    const int64_t depth = context.input(1).scalar<int32_t>();
    if (depth < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("depth must be non-negative, got: ", depth));
    }
    return depth;
  }

  // The product of the indices' dimensions after the new one.
  int64_t SuffixSize(const Shape& indices) const {
    if (attrs_.axis < 0) return 1;
    return indices.Slice(static_cast<int>(attrs_.axis), indices.rank())
        .num_elements();
  }

  const OneHotAttrs attrs_;
};

const KernelRegistration kOneHot = CpuKernel<OneHotKernel>("OneHot");

}  // namespace
}  // namespace thalweg
