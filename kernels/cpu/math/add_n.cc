// AddN, AccumulateN: the sum of many tensors.
#include "thalweg/ops/math/add_n.h"

#include <algorithm>
#include <complex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/resource.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"
// After the vocabulary it is written in.
#include "thalweg/kernels/functors/binary-inl.h"

namespace thalweg {
namespace {

BinaryFunction AddFunction(DType dtype) {
  if (kFloating.contains(dtype)) return FindFloatingBinary("AddV2", dtype);
  using Types = TypeList<uint8_t, uint16_t, uint32_t, uint64_t,
                         std::complex<float>, std::complex<double>>;
  return Types::For(AsUnsigned(dtype), [](auto x) -> BinaryFunction {
    return &PlainBinaryLoop<HWY_NAMESPACE::AddFunctor, decltype(x)>;
  });
}

absl::Status RequireOneShape(const KernelContext& context) {
  const Shape& shape = context.input(0).shape();
  for (int i = 1; i < context.num_inputs(); ++i) {
    if (context.input(i).shape() == shape) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("Inputs to a sum must have the same shape: input 0 is ",
                     shape.ToString(), ", input ", i, " is ",
                     context.input(i).shape().ToString()));
  }
  return absl::OkStatus();
}

class AddNKernel : public Kernel {
 public:
  explicit AddNKernel(const KernelInfo& info, Shape shape = Shape::Unknown())
      : add_(AddFunction(info.output_dtype(0))),
        shape_(std::move(shape)),
        is_static_(info.has_static_shapes()),
        size_(static_cast<int64_t>(DTypeSize(info.output_dtype(0)))) {}

  absl::Status Compute(KernelContext& context) const override {
    // Static shapes were found equal when they were inferred.
    if (!is_static_) {
      RETURN_IF_ERROR(RequireOneShape(context));
      RETURN_IF_ERROR(context.input(0).shape().MergeWith(shape_).status());
    }
    if (context.num_inputs() == 1) {
      return context.SetOutput(0, context.input(0));
    }
    ASSIGN_OR_RETURN(Tensor * sum, context.Output(0, context.input(0).shape()));
    auto* out = static_cast<char*>(sum->mutable_raw());
    if (sum->num_elements() <= kTile) {
      SumTile(context, out, 0, sum->num_elements());
      return absl::OkStatus();
    }
    context.ParallelRange(
        sum->num_elements(), kCheapGrain, [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; i += kTile) {
            SumTile(context, out, i, std::min(kTile, end - i));
          }
        });
    return absl::OkStatus();
  }

 private:
  static constexpr int64_t kTile = 512;

  // Writes the output only when all inputs are read: it may lie where one of
  // them does.
  void SumTile(const KernelContext& context, char* out, int64_t begin,
               int64_t n) const {
    alignas(64) char tile[kTile * sizeof(std::complex<double>)];
    const auto input = [&](int i) {
      return static_cast<const char*>(context.input(i).raw()) + begin * size_;
    };
    const int last = context.num_inputs() - 1;
    const void* sum = input(0);
    for (int i = 1; i < last; ++i) {
      add_(sum, input(i), tile, n);
      sum = tile;
    }
    add_(sum, input(last), out + begin * size_, n);
  }

  const BinaryFunction add_;
  const Shape shape_;
  const bool is_static_;
  const int64_t size_;
};

struct AccumulateNKernel {
  static absl::StatusOr<std::unique_ptr<AddNKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(AccumulateNAttrs attrs, info.attrs<AccumulateNAttrs>());
    return std::make_unique<AddNKernel>(info, std::move(attrs.shape));
  }
};

// Variants have no sum yet: this says so for the value at hand.
class AddNVariantKernel : public Kernel {
 public:
  explicit AddNVariantKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    RETURN_IF_ERROR(RequireOneShape(context));
    const Tensor& first = context.input(0);
    if (context.num_inputs() == 1 || first.num_elements() == 0) {
      return context.SetOutput(0, first);
    }
    const Variant& variant = first.scalar<Variant>();
    return absl::UnimplementedError(absl::StrCat(
        "no sum of variants of type '",
        variant.value() == nullptr ? "" : variant.value()->type_name(), "'"));
  }
};

const KernelRegistration kAddN =
    CpuKernel<AddNKernel>("AddN").For("T", kNumbers);
const KernelRegistration kAccumulateN =
    CpuKernel<AccumulateNKernel>("AccumulateNV2").For("T", kNumbers);
const KernelRegistration kAddNVariant =
    CpuKernel<AddNVariantKernel>("AddN").For("T", kVariant);

}  // namespace
}  // namespace thalweg
