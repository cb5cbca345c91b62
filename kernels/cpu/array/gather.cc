// Gather (V2) and GatherV1 on the CPU.
#include "thalweg/kernels/cpu/array/gather.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/array/first_bad.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// What a thread takes at a time, at least.
constexpr int64_t kGatherGrainBytes = 64 << 10;

// "indices[0,1] = 5 is not in [0, 2)" for element `at` of the indices.
absl::Status IndexOutOfRange(const Tensor& indices, int64_t at, int64_t limit) {
  int64_t index = 0;
  ReadIndexRange(indices, at, {&index, 1});
  return absl::InvalidArgumentError(
      absl::StrCat("indices", PositionText(indices.shape(), at), " = ", index,
                   " is not in [0, ", limit, ")"));
}

// One gather of one run: rows are [batch, outer, indices].
template <class T>
class Gatherer {
 public:
  Gatherer(const GatherSizes& sizes, const Tensor& params,
           const Tensor& indices, Tensor& output)
      : sizes_(sizes),
        params_(static_cast<const T*>(params.raw())),
        indices_(indices),
        output_(static_cast<T*>(output.mutable_raw())) {}

  // Rows [begin, end), in blocks of one batch and outer position.
  void GatherRows(int64_t begin, int64_t end) {
    std::array<int64_t, 256> block;
    while (begin < end) {
      const int64_t slab = begin / sizes_.indices;
      const int64_t first = begin % sizes_.indices;
      const int64_t count = std::min({static_cast<int64_t>(block.size()),
                                      end - begin, sizes_.indices - first});
      const int64_t at = slab / sizes_.outer * sizes_.indices + first;
      const auto indices = absl::MakeSpan(block).first(count);
      ReadIndexRange(indices_, at, indices);
      if (AllInRange(indices, at)) {
        CopySlices(params_ + slab * sizes_.axis * sizes_.inner, indices,
                   output_ + begin * sizes_.inner);
      }
      begin += count;
    }
  }

  // The first of the indices out of range.
  const FirstBad& first_bad() const { return first_bad_; }

 private:
  bool AllInRange(absl::Span<const int64_t> indices, int64_t at) {
    const uint64_t limit = sizes_.axis;
    const auto bad =
        std::find_if(indices.begin(), indices.end(), [limit](int64_t index) {
          return static_cast<uint64_t>(index) >= limit;
        });
    if (bad == indices.end()) return true;
    first_bad_.Report(at + (bad - indices.begin()));
    return false;
  }

  void CopySlices(const T* from, absl::Span<const int64_t> indices, T* to) {
    const int64_t inner = sizes_.inner;
    if (inner == 1) {
      for (int64_t index : indices) *to++ = from[index];
      return;
    }
    for (int64_t index : indices) {
      to = std::copy_n(from + index * inner, inner, to);
    }
  }

  const GatherSizes sizes_;
  const T* const params_;
  const Tensor& indices_;
  T* const output_;
  FirstBad first_bad_;
};

template <class T>
absl::Status RunGather(const KernelContext& context, const GatherSizes& sizes,
                       const Tensor& params, const Tensor& indices,
                       Tensor& output) {
  Gatherer<T> gatherer(sizes, params, indices, output);
  const int64_t rows = sizes.batch * sizes.outer * sizes.indices;
  const int64_t row_bytes = sizes.inner * static_cast<int64_t>(sizeof(T));
  const int64_t grain = kGatherGrainBytes / std::max<int64_t>(row_bytes, 1);
  context.ParallelRange(rows, grain, [&](int64_t begin, int64_t end) {
    gatherer.GatherRows(begin, end);
  });
  if (gatherer.first_bad().none()) return absl::OkStatus();
  return IndexOutOfRange(indices, gatherer.first_bad().position(), sizes.axis);
}

class GatherKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<GatherKernel>> Create(
      const KernelInfo& info) {
    // Gather has neither an axis nor batch dimensions.
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<GatherAttrs>());
    auto kernel = std::make_unique<GatherKernel>(attrs);
    const bool has_axis = info.num_inputs() > 2;
    if (info.has_static_shapes() &&
        (!has_axis || info.constant(2) != nullptr)) {
      const Shape& params = info.input_shape(0);
      const Shape& indices = info.input_shape(1);
      ASSIGN_OR_RETURN(kernel->extent_,
                       kernel->Resolve(params, indices,
                                       has_axis ? info.constant(2) : nullptr));
      kernel->sizes_ = SizesOf(params, indices, *kernel->extent_);
    }
    return kernel;
  }
  explicit GatherKernel(GatherAttrs attrs) : attrs_(attrs) {}

  absl::Status Compute(KernelContext& context) const override {
    if (extent_.has_value()) return Run(context, *extent_, sizes_);
    const Shape& params = context.input(0).shape();
    const Shape& indices = context.input(1).shape();
    ASSIGN_OR_RETURN(
        const GatherExtent extent,
        Resolve(params, indices,
                context.num_inputs() > 2 ? &context.input(2) : nullptr));
    return Run(context, extent, SizesOf(params, indices, extent));
  }

 private:
  absl::StatusOr<GatherExtent> Resolve(const Shape& params,
                                       const Shape& indices,
                                       const Tensor* axis) const {
    if (params.rank() == 0) {
      return absl::InvalidArgumentError(
          "params must be at least 1 dimensional");
    }
    int64_t at = 0;
    if (axis != nullptr) {
      ASSIGN_OR_RETURN(at, ReadIndex(*axis, "axis"));
    }
    return ResolveGather(params, indices, at, attrs_.batch_dims);
  }

  static absl::Status Run(KernelContext& context, const GatherExtent& extent,
                          const GatherSizes& sizes) {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, extent.output));
    return GatherSlices(context, sizes, context.input(0), context.input(1),
                        *output);
  }

  const GatherAttrs attrs_;
  // Set where the shapes and the axis are the same in every run.
  std::optional<GatherExtent> extent_;
  GatherSizes sizes_;
};

const KernelRegistration kGather = CpuKernel<GatherKernel>("Gather");
const KernelRegistration kGatherV2 = CpuKernel<GatherKernel>("GatherV2");

}  // namespace

GatherSizes SizesOf(const Shape& params, const Shape& indices,
                    const GatherExtent& extent) {
  GatherSizes sizes;
  sizes.batch = params.Slice(0, extent.batch_dims).num_elements();
  sizes.outer = params.Slice(extent.batch_dims, extent.axis).num_elements();
  sizes.axis = params.dim(extent.axis);
  sizes.inner = params.Slice(extent.axis + 1, params.rank()).num_elements();
  sizes.indices =
      indices.Slice(extent.batch_dims, indices.rank()).num_elements();
  return sizes;
}

absl::Status GatherSlices(const KernelContext& context,
                          const GatherSizes& sizes, const Tensor& params,
                          const Tensor& indices, Tensor& output) {
  return VisitElementType(output.dtype(), [&](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    return RunGather<T>(context, sizes, params, indices, output);
  });
}

}  // namespace thalweg
