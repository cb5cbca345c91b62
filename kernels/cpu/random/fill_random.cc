#include "thalweg/kernels/cpu/random/fill_random.h"

#include <type_traits>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/functors/random_values.h"

namespace thalweg {
namespace {

template <class Distribution, class T>
void Fill(const KernelContext& context, Philox stream, Tensor& out) {
  FillRandom<T>(context, Distribution(), stream, out);
}

template <template <class> class Distribution>
RandomFill FindFloatingFill(DType dtype) {
  switch (dtype) {
    case kHalf:
      return &Fill<Distribution<Half>, Half>;
    case kBfloat16:
      return &Fill<Distribution<BFloat16>, BFloat16>;
    case kFloat:
      return &Fill<Distribution<float>, float>;
    case kDouble:
      return &Fill<Distribution<double>, double>;
    default:
      return nullptr;
  }
}

template <class T>
absl::Status FillIntegersAs(const KernelContext& context, T low, T high,
                            Philox stream, Tensor& out) {
  if (low >= high) {
    return absl::InvalidArgumentError(
        absl::StrCat("Need minval < maxval, got ", low, " >= ", high));
  }
  using U = std::make_unsigned_t<T>;
  const U start = static_cast<U>(low);
  const IntegerDistribution<U> distribution = {
      start, static_cast<U>(static_cast<U>(high) - start)};
  FillRandom<U>(context, distribution, stream, out);
  return absl::OkStatus();
}

}  // namespace

RandomFill FindUniformFill(DType dtype) {
  return FindFloatingFill<UniformDistribution>(dtype);
}

RandomFill FindNormalFill(DType dtype) {
  return FindFloatingFill<NormalDistribution>(dtype);
}

RandomFill FindTruncatedNormalFill(DType dtype) {
  return FindFloatingFill<TruncatedNormalDistribution>(dtype);
}

RandomFill FindFullIntegerFill(DType dtype) {
  switch (dtype) {
    case kInt32:
    case kUint32:
      return &Fill<FullIntegerDistribution<uint32_t>, uint32_t>;
    case kInt64:
    case kUint64:
      return &Fill<FullIntegerDistribution<uint64_t>, uint64_t>;
    default:
      return nullptr;
  }
}

absl::Status FillIntegers(const KernelContext& context, const Tensor& minval,
                          const Tensor& maxval, Philox stream, Tensor& out) {
  // As TensorFlow: nothing to draw, nothing to refuse.
  if (out.num_elements() == 0) return absl::OkStatus();
  if (out.dtype() == kInt32) {
    return FillIntegersAs(context, minval.scalar<int32_t>(),
                          maxval.scalar<int32_t>(), stream, out);
  }
  return FillIntegersAs(context, minval.scalar<int64_t>(),
                        maxval.scalar<int64_t>(), stream, out);
}

}  // namespace thalweg
