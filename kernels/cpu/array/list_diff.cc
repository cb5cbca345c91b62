// ListDiff on the CPU.
#include "thalweg/ops/array/list_diff.h"

#include <algorithm>
#include <limits>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/key_table.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

absl::Status CheckVector(const Tensor& tensor, const char* name) {
  if (tensor.rank() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, " should be a 1D vector, got shape ", tensor.shape().ToString()));
  }
  if (tensor.num_elements() > std::numeric_limits<int32_t>::max()) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " too large for int32 indexing"));
  }
  return absl::OkStatus();
}

// Where in x the elements are that are not in y.
template <class T>
std::vector<int32_t> Difference(const Tensor& x, const Tensor& y) {
  const T* xs = static_cast<const T*>(x.raw());
  const T* ys = static_cast<const T*>(y.raw());
  KeyTable table(y.num_elements());
  std::vector<int32_t> firsts;
  for (int64_t i = 0; i < y.num_elements(); ++i) {
    const int64_t number =
        table.FindOrAdd(ElementKey<T>::Hash(ys[i]), [&](int32_t other) {
          return ElementKey<T>::Same(ys[firsts[other]], ys[i]);
        });
    if (number == static_cast<int64_t>(firsts.size())) {
      firsts.push_back(static_cast<int32_t>(i));
    }
  }
  std::vector<int32_t> left;
  for (int64_t i = 0; i < x.num_elements(); ++i) {
    if (table.Find(ElementKey<T>::Hash(xs[i]), [&](int32_t other) {
          return ElementKey<T>::Same(ys[firsts[other]], xs[i]);
        }) < 0) {
      left.push_back(static_cast<int32_t>(i));
    }
  }
  return left;
}

template <class T>
void Pick(const Tensor& x, const std::vector<int32_t>& at, Tensor& out) {
  const T* xs = static_cast<const T*>(x.raw());
  std::transform(at.begin(), at.end(), static_cast<T*>(out.mutable_raw()),
                 [xs](int32_t i) { return xs[i]; });
}

class ListDiffKernel final : public Kernel {
 public:
  explicit ListDiffKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    RETURN_IF_ERROR(CheckVector(context.input(0), "x"));
    RETURN_IF_ERROR(CheckVector(context.input(1), "y"));
    return VisitKeyType(context.input(0).dtype(), [&](auto* type) {
      return Run<std::remove_pointer_t<decltype(type)>>(context);
    });
  }

 private:
  template <class T>
  static absl::Status Run(KernelContext& context) {
    const Tensor& x = context.input(0);
    const std::vector<int32_t> left = Difference<T>(x, context.input(1));
    const Shape shape = {static_cast<int64_t>(left.size())};
    if (context.wanted(0)) {
      ASSIGN_OR_RETURN(Tensor * out, context.Output(0, shape));
      Pick<T>(x, left, *out);
    }
    if (!context.wanted(1)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * idx, context.Output(1, shape));
    if (idx->dtype() == kInt64) {
      std::copy(left.begin(), left.end(), idx->mutable_data<int64_t>());
    } else {
      std::copy(left.begin(), left.end(), idx->mutable_data<int32_t>());
    }
    return absl::OkStatus();
  }
};

const KernelRegistration kListDiff =
    CpuKernel<ListDiffKernel>("ListDiff").For("T", kRealNumbers | kString);

}  // namespace
}  // namespace thalweg
