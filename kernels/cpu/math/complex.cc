// Complex, Real, Imag, Conj, ComplexAbs, Angle.
#include <complex>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/resource.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"

namespace thalweg {
namespace {

template <class R>
struct RealOf {
  R operator()(std::complex<R> x) const { return x.real(); }
};
template <class R>
struct ImagOf {
  R operator()(std::complex<R> x) const { return x.imag(); }
};
template <class R>
struct AbsOf {
  R operator()(std::complex<R> x) const { return std::abs(x); }
};
template <class R>
struct AngleOf {
  R operator()(std::complex<R> x) const { return std::arg(x); }
};
template <class R>
struct ConjOf {
  std::complex<R> operator()(std::complex<R> x) const { return std::conj(x); }
};

template <template <class> class F, class R>
void ComplexLoop(const void* x_data, void* y_data, int64_t n) {
  const auto* x = static_cast<const std::complex<R>*>(x_data);
  const F<R> function;
  auto* y = static_cast<decltype(function(x[0]))*>(y_data);
  for (int64_t i = 0; i < n; ++i) y[i] = function(x[i]);
}

template <class R>
void JoinLoop(const void* real_data, const void* imag_data, void* out_data,
              int64_t n) {
  const auto* real = static_cast<const R*>(real_data);
  const auto* imag = static_cast<const R*>(imag_data);
  auto* out = static_cast<std::complex<R>*>(out_data);
  for (int64_t i = 0; i < n; ++i) out[i] = {real[i], imag[i]};
}

template <template <class> class F>
absl::StatusOr<std::unique_ptr<Kernel>> MakeComplexUnary(
    const KernelInfo& info) {
  return MakeUnaryKernel(info, info.input_dtype(0) == kComplex64
                                   ? &ComplexLoop<F, float>
                                   : &ComplexLoop<F, double>);
}

absl::StatusOr<std::unique_ptr<Kernel>> MakeJoin(const KernelInfo& info) {
  return MakeBinaryKernel(info, info.input_dtype(0) == kFloat
                                    ? &JoinLoop<float>
                                    : &JoinLoop<double>);
}

// No variant has a conjugate yet: this says so for the value at hand.
class ConjVariantKernel : public Kernel {
 public:
  explicit ConjVariantKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    for (const Variant& variant : x.flat<Variant>()) {
      return absl::UnimplementedError(absl::StrCat(
          "no conjugate of a variant of type '",
          variant.value() == nullptr ? "" : variant.value()->type_name(), "'"));
    }
    return context.SetOutput(0, x);
  }
};

// An op that takes complex numbers to their parts, or parts to them.
void RegisterParts(const char* op, KernelFactory factory, const char* parts,
                   const char* wholes) {
  KernelRegistration(KernelCandidateBuilder(op, "CPU", factory)
                         .For(wholes, kComplex64)
                         .For(parts, kFloat));
  KernelRegistration(KernelCandidateBuilder(op, "CPU", factory)
                         .For(wholes, kComplex128)
                         .For(parts, kDouble));
}

bool RegisterComplex() {
  RegisterParts("Complex", &MakeJoin, "T", "Tout");
  RegisterParts("Real", &MakeComplexUnary<RealOf>, "Tout", "T");
  RegisterParts("Imag", &MakeComplexUnary<ImagOf>, "Tout", "T");
  RegisterParts("ComplexAbs", &MakeComplexUnary<AbsOf>, "Tout", "T");
  RegisterParts("Angle", &MakeComplexUnary<AngleOf>, "Tout", "T");
  KernelRegistration(
      KernelCandidateBuilder("Conj", "CPU", &MakeComplexUnary<ConjOf>)
          .For("T", kComplex));
  return true;
}

const bool kComplexRegistered = RegisterComplex();
const KernelRegistration kConjVariant =
    CpuKernel<ConjVariantKernel>("Conj").For("T", kVariant);

}  // namespace
}  // namespace thalweg
