// DynamicStitch and ParallelDynamicStitch on the CPU.
#include "thalweg/ops/array/dynamic_stitch.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Elements moved that are worth handing to another thread.
constexpr int64_t kGrain = 32768;
// Columns that fill a cache line, so that two threads do not share one.
constexpr int64_t kMinColumns = 64;

// Inputs [0, count) are the indices, [count, 2 * count) the data.
int NumParts(const KernelContext& context) { return context.num_inputs() / 2; }

// The largest index + 1. INVALID_ARGUMENT for a negative index.
absl::StatusOr<int64_t> CountRows(const KernelContext& context) {
  int64_t rows = 0;
  for (int part = 0; part < NumParts(context); ++part) {
    const Tensor& indices = context.input(part);
    for (int64_t i = 0; i < indices.num_elements(); ++i) {
      const int64_t index = indices.data<int32_t>()[i];
      if (index < 0) {
        return absl::InvalidArgumentError(absl::StrCat(
            "indices[", part, "]", PositionText(indices.shape(), i), " = ",
            index, " is out of range"));
      }
      rows = std::max(rows, index + 1);
    }
  }
  return rows;
}

bool EveryRowIsNamed(const KernelContext& context, int64_t rows) {
  std::vector<bool> named(rows);
  int64_t count = 0;
  for (int part = 0; part < NumParts(context); ++part) {
    for (int32_t index : context.input(part).flat<int32_t>()) {
      count += !named[index];
      named[index] = true;
    }
  }
  return count == rows;
}

// Columns [begin, end) of all slices, in the order of the inputs.
template <class T>
void Stitch(const KernelContext& context, int64_t columns, int64_t begin,
            int64_t end, T* merged) {
  for (int part = 0; part < NumParts(context); ++part) {
    const T* from =
        static_cast<const T*>(context.input(NumParts(context) + part).raw());
    for (int32_t index : context.input(part).flat<int32_t>()) {
      std::copy(from + begin, from + end, merged + index * columns + begin);
      from += columns;
    }
  }
}

class DynamicStitchKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<DynamicStitchKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(Tensor zero, Tensor::Zeros(info.output_dtype(0), {}));
    return std::make_unique<DynamicStitchKernel>(std::move(zero));
  }
  explicit DynamicStitchKernel(Tensor zero) : zero_(std::move(zero)) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const Shape slice, SliceShape(context));
    ASSIGN_OR_RETURN(const int64_t rows, CountRows(context));
    ASSIGN_OR_RETURN(const Shape shape,
                     Shape::Make(Shape({rows}).Concat(slice).dims()));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * merged, context.Output(0, shape));
    if (merged->num_elements() == 0) return absl::OkStatus();
    if (!EveryRowIsNamed(context, rows)) {
      FillElements(context, zero_.dtype(), zero_.raw(), merged->num_elements(),
                   merged->mutable_raw());
    }
    Run(context, slice.num_elements(), rows, *merged);
    return absl::OkStatus();
  }

 private:
  static absl::StatusOr<Shape> SliceShape(const KernelContext& context) {
    std::vector<const Shape*> shapes;
    for (int i = 0; i < context.num_inputs(); ++i) {
      shapes.push_back(&context.input(i).shape());
    }
    const auto all = absl::MakeConstSpan(shapes);
    return StitchSliceShape(all.first(NumParts(context)),
                            all.last(NumParts(context)));
  }

  static void Run(const KernelContext& context, int64_t columns, int64_t rows,
                  Tensor& merged) {
    VisitElementType(merged.dtype(), [&](auto* type) {
      using T = std::remove_pointer_t<decltype(type)>;
      context.ParallelRange(columns, std::max(kGrain / rows, kMinColumns),
                            [&](int64_t begin, int64_t end) {
                              Stitch(context, columns, begin, end,
                                     static_cast<T*>(merged.mutable_raw()));
                            });
    });
  }

  const Tensor zero_;
};

const KernelRegistration kDynamicStitch =
    CpuKernel<DynamicStitchKernel>("DynamicStitch");
const KernelRegistration kParallelDynamicStitch =
    CpuKernel<DynamicStitchKernel>("ParallelDynamicStitch");

}  // namespace
}  // namespace thalweg
