// Transpose, ConjugateTranspose and InvertPermutation on the CPU.
#include "thalweg/ops/array/transpose.h"

#include <algorithm>
#include <complex>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

struct TransposeMover {
  static absl::StatusOr<TransposeMover> Create(const KernelInfo&) {
    return TransposeMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            const MoveArguments& arguments) const {
    const IndexVector& perm = arguments[0];
    Move move;
    ASSIGN_OR_RETURN(move.output, TransposedShape(input, perm));
    const Shape::Dims from = ContiguousStrides(input);
    const Shape::Dims to = ContiguousStrides(move.output);
    absl::InlinedVector<CopyAxis, 4> axes;
    for (int i = 0; i < input.rank(); ++i) {
      axes.push_back({move.output.dim(i), from[perm[i]], to[i]});
    }
    move.copy = StridedCopy(dtype, axes);
    return move;
  }
};

const KernelRegistration kTranspose =
    CpuKernel<MoveKernel<TransposeMover>>("Transpose");

// Of complex numbers.
template <class T>
struct ConjugateTransposeMover : TransposeMover {
  static absl::StatusOr<ConjugateTransposeMover> Create(const KernelInfo&) {
    return ConjugateTransposeMover();
  }
  static void Finish(const KernelContext& context, Tensor& output) {
    constexpr int64_t kGrain = 16384;
    T* elements = output.mutable_data<T>();
    context.ParallelRange(output.num_elements(), kGrain,
                          [elements](int64_t begin, int64_t end) {
                            for (int64_t i = begin; i < end; ++i) {
                              elements[i] = std::conj(elements[i]);
                            }
                          });
  }
};

template <class T>
using ConjugateTransposeKernel = MoveKernel<ConjugateTransposeMover<T>>;

const KernelRegistration kConjugateTranspose =
    CpuKernel<MoveKernel<TransposeMover>>("ConjugateTranspose")
        .For("T", kAnyType.Without(kComplex));
const CpuKernelOf<ConjugateTransposeKernel, std::complex<float>,
                  std::complex<double>>
    kComplexConjugateTranspose("ConjugateTranspose", "T");

template <class T>
class InvertPermutationKernel final : public Kernel {
 public:
  explicit InvertPermutationKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& perm = context.input(0);
    if (perm.rank() != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("invert_permutation expects a 1D vector, got shape ",
                       perm.shape().ToString()));
    }
    if (!context.wanted(0)) return absl::OkStatus();
    const int64_t size = perm.num_elements();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, perm.shape()));
    T* inverse = output->mutable_data<T>();
    std::fill_n(inverse, size, T{-1});
    for (int64_t i = 0; i < size; ++i) {
      const T at = perm.data<T>()[i];
      if (at < 0 || at >= size) {
        return absl::InvalidArgumentError(
            absl::StrCat(at, " is not between 0 and ", size));
      }
      if (inverse[at] != -1) {
        return absl::InvalidArgumentError(
            absl::StrCat(at, " is duplicated in the input."));
      }
      inverse[at] = static_cast<T>(i);
    }
    return absl::OkStatus();
  }
};

const CpuKernelOf<InvertPermutationKernel, int32_t, int64_t> kInvertPermutation(
    "InvertPermutation", "T");

}  // namespace
}  // namespace thalweg
