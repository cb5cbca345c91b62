// GatherNd on the CPU.
#include "thalweg/kernels/cpu/array/gather_nd.h"

#include <algorithm>
#include <array>
#include <optional>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/array/nd_indices.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/ops/array/gather_nd.h"

namespace thalweg {
namespace {

// What a thread takes at a time, at least.
constexpr int64_t kGrainBytes = 64 << 10;

// Slices [begin, end) of the output; zeros for tuples out of range.
template <class T>
void CopySlices(const NdIndices& indices, const void* params, int64_t begin,
                int64_t end, void* output) {
  const T* from = static_cast<const T*>(params);
  const int64_t size = indices.slice_size();
  T* to = static_cast<T*>(output) + begin * size;
  std::array<int64_t, NdIndices::kBlock> block;
  while (begin < end) {
    const auto slices = absl::MakeSpan(block).first(
        std::min<int64_t>(NdIndices::kBlock, end - begin));
    indices.Read(begin, slices);
    for (int64_t slice : slices) {
      to = slice < 0 ? std::fill_n(to, size, T())
                     : std::copy_n(from + slice * size, size, to);
    }
    begin += static_cast<int64_t>(slices.size());
  }
}

void CopyAllSlices(const KernelContext& context, const NdIndices& indices,
                   const void* params, Tensor& output) {
  void* to = output.mutable_raw();
  VisitElementType(output.dtype(), [&](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    const int64_t bytes = indices.slice_size() * int64_t{sizeof(T)};
    context.ParallelRange(
        indices.count(),
        kGrainBytes / std::clamp<int64_t>(bytes, 1, kGrainBytes),
        [&](int64_t begin, int64_t end) {
          CopySlices<T>(indices, params, begin, end, to);
        });
  });
}

class GatherNdKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<GatherNdKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<BadIndicesAttrs>());
    ASSIGN_OR_RETURN(const bool ignores, IgnoresBadIndices(attrs));
    return std::make_unique<GatherNdKernel>(ignores);
  }
  explicit GatherNdKernel(bool ignores_bad) : ignores_bad_(ignores_bad) {}

  absl::Status Compute(KernelContext& context) const override {
    return GatherNdSlices(context, context.input(0), context.input(1),
                          ignores_bad_);
  }

 private:
  const bool ignores_bad_;
};

const KernelRegistration kGatherNd = CpuKernel<GatherNdKernel>("GatherNd");

}  // namespace

absl::Status GatherNdSlices(KernelContext& context, const Tensor& params,
                            const Tensor& tuples, bool ignores_bad) {
  ASSIGN_OR_RETURN(const Shape shape,
                   GatherNdShape(params.shape(), tuples.shape()));
  const NdIndices indices(tuples, params.shape());
  if (indices.count() > 0 && params.num_elements() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Requested more than 0 entries, but params is empty.  Params shape: ",
        params.shape().ToString()));
  }
  if (!ignores_bad) {
    RETURN_IF_ERROR(indices.CheckRange(context, "param shape"));
  }
  if (!context.wanted(0)) return absl::OkStatus();
  ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
  CopyAllSlices(context, indices, params.raw(), *output);
  return absl::OkStatus();
}

}  // namespace thalweg
