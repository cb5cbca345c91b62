// DynamicPartition on the CPU.
#include "thalweg/ops/array/dynamic_partition.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// What a thread takes at a time, at least.
constexpr int64_t kGrainBytes = 64 << 10;

// How the slices are dealt out.
struct Dealing {
  std::vector<int64_t> sizes;   // Of each partition.
  std::vector<int64_t> places;  // Of each slice, within its partition.
};

absl::StatusOr<Dealing> Deal(const Tensor& partitions, int count) {
  Dealing dealing;
  dealing.sizes.resize(count);
  dealing.places.resize(partitions.num_elements());
  const int32_t* to = partitions.data<int32_t>();
  for (size_t i = 0; i < dealing.places.size(); ++i) {
    if (to[i] < 0 || to[i] >= count) {
      return absl::InvalidArgumentError(
          absl::StrCat("partitions", PositionText(partitions.shape(), i), " = ",
                       to[i], " is not in [0, ", count, ")"));
    }
    dealing.places[i] = dealing.sizes[to[i]]++;
  }
  return dealing;
}

class DynamicPartitionKernel final : public Kernel {
 public:
  explicit DynamicPartitionKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& data = context.input(0);
    const Tensor& partitions = context.input(1);
    ASSIGN_OR_RETURN(const Shape slice,
                     PartitionSliceShape(data.shape(), partitions.shape()));
    ASSIGN_OR_RETURN(const Dealing dealing,
                     Deal(partitions, context.num_outputs()));
    std::vector<void*> outputs(context.num_outputs());
    for (int i = 0; i < context.num_outputs(); ++i) {
      if (!context.wanted(i)) continue;
      ASSIGN_OR_RETURN(
          Tensor * output,
          context.Output(i, Shape({dealing.sizes[i]}).Concat(slice)));
      outputs[i] = output->mutable_raw();
    }
    VisitElementType(data.dtype(), [&](auto* type) {
      Copy<std::remove_pointer_t<decltype(type)>>(
          context, dealing, slice.num_elements(), outputs);
    });
    return absl::OkStatus();
  }

 private:
  template <class T>
  static void Copy(const KernelContext& context, const Dealing& dealing,
                   int64_t size, const std::vector<void*>& outputs) {
    const T* from = static_cast<const T*>(context.input(0).raw());
    const int32_t* to = context.input(1).data<int32_t>();
    const int64_t bytes = size * int64_t{sizeof(T)};
    context.ParallelRange(
        static_cast<int64_t>(dealing.places.size()),
        kGrainBytes / std::clamp<int64_t>(bytes, 1, kGrainBytes),
        [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) {
            if (outputs[to[i]] == nullptr) continue;
            std::copy_n(
                from + i * size, size,
                static_cast<T*>(outputs[to[i]]) + dealing.places[i] * size);
          }
        });
  }
};

const KernelRegistration kDynamicPartition =
    CpuKernel<DynamicPartitionKernel>("DynamicPartition");

}  // namespace
}  // namespace thalweg
