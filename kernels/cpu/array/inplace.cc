// InplaceUpdate, InplaceAdd and InplaceSub on the CPU.
#include "thalweg/ops/array/inplace.h"

#include <complex>
#include <type_traits>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

// Changes `row` by `value`; both have as many elements.
using ChangeRow = void (*)(const Tensor& value, Tensor& row);

template <class T, int sign>
void AddRow(const Tensor& value, Tensor& row) {
  using Wide =
      std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>,
                         float, T>;
  const T* x = value.data<T>();
  T* y = row.mutable_data<T>();
  for (int64_t i = 0; i < row.num_elements(); ++i) {
    y[i] = sign > 0 ? T(Wide(y[i]) + Wide(x[i])) : T(Wide(y[i]) - Wide(x[i]));
  }
}

class InplaceKernel : public Kernel {
 public:
  explicit InplaceKernel(ChangeRow change_row) : change_row_(change_row) {}

  absl::Status Compute(KernelContext& context) const final {
    const Tensor& x = context.input(0);
    const Tensor& i = context.input(1);
    const Tensor& v = context.input(2);
    RETURN_IF_ERROR(CheckInplace(x.shape(), i.shape(), v.shape()));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, x.shape()));
    if (y->raw() != x.raw()) CopyElements(x, *y);
    if (x.num_elements() == 0) return absl::OkStatus();
    const int64_t rows = x.dim(0);
    for (int64_t n = 0; n < i.num_elements(); ++n) {
      const int64_t row = (i.data<int32_t>()[n] % rows + rows) % rows;
      Tensor changed = y->Slice(row, row + 1);
      change_row_(v.Slice(n, n + 1), changed);
    }
    return absl::OkStatus();
  }

 private:
  const ChangeRow change_row_;
};

class UpdateKernel final : public InplaceKernel {
 public:
  explicit UpdateKernel(const KernelInfo&) : InplaceKernel(&CopyElements) {}
};

template <int sign>
class AddKernel final : public InplaceKernel {
 public:
  explicit AddKernel(const KernelInfo& info)
      : InplaceKernel(AddFunction(info.input_dtype(0))) {}

 private:
  static ChangeRow AddFunction(DType dtype) {
    using Types =
        TypeList<Half, BFloat16, float, double, uint8_t, uint16_t, uint32_t,
                 uint64_t, std::complex<float>, std::complex<double>>;
    return Types::For(AsUnsigned(dtype), [](auto x) -> ChangeRow {
      return &AddRow<decltype(x), sign>;
    });
  }
};

const KernelRegistration kInplaceUpdate =
    CpuKernel<UpdateKernel>("InplaceUpdate")
        .For("T", kNumbers | kBool | kString);
const KernelRegistration kInplaceAdd =
    CpuKernel<AddKernel<1>>("InplaceAdd").For("T", kNumbers);
const KernelRegistration kInplaceSub =
    CpuKernel<AddKernel<-1>>("InplaceSub").For("T", kNumbers);

}  // namespace
}  // namespace thalweg
