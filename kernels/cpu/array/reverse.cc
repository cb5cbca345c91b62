// ReverseV2 and ReverseSequence on the CPU.
#include "thalweg/ops/array/reverse.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/move_kernel.h"

namespace thalweg {
namespace {

struct ReverseMover {
  static absl::StatusOr<ReverseMover> Create(const KernelInfo&) {
    return ReverseMover();
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            const MoveArguments& arguments) const {
    ASSIGN_OR_RETURN(const std::vector<bool> reversed,
                     ReversedDims(input.rank(), arguments[0]));
    const Shape::Dims strides = ContiguousStrides(input);
    absl::InlinedVector<CopyAxis, 4> axes;
    int64_t last = 0;
    for (int i = 0; i < input.rank(); ++i) {
      const bool back = reversed[i];
      axes.push_back(
          {input.dim(i), back ? -strides[i] : strides[i], strides[i]});
      if (back) last += (input.dim(i) - 1) * strides[i];
    }
    Move move;
    move.output = input;
    move.copy = StridedCopy(dtype, axes, last);
    return move;
  }
};

const KernelRegistration kReverse =
    CpuKernel<MoveKernel<ReverseMover>>("ReverseV2");

class ReverseSequenceKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ReverseSequenceKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<ReverseSequenceAttrs>());
    return std::make_unique<ReverseSequenceKernel>(attrs);
  }
  explicit ReverseSequenceKernel(ReverseSequenceAttrs attrs) : attrs_(attrs) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    const Tensor& lengths = context.input(1);
    RETURN_IF_ERROR(
        CheckReverseSequence(input.shape(), lengths.shape(), attrs_));
    RETURN_IF_ERROR(CheckLengths(input, lengths));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, input.shape()));
    if (input.num_elements() == 0) return absl::OkStatus();
    const int64_t batch = lengths.num_elements();
    const int64_t bytes = static_cast<int64_t>(input.num_bytes()) / batch;
    const int64_t grain = kGrainBytes / std::max<int64_t>(bytes, 1);
    context.ParallelRange(batch, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        Reverse(input, i, LengthAt(lengths, i), *output);
      }
    });
    return absl::OkStatus();
  }

 private:
  // What a thread takes at a time, at least.
  static constexpr int64_t kGrainBytes = 64 << 10;

  static int64_t LengthAt(const Tensor& lengths, int64_t i) {
    int64_t length = 0;
    ReadIndexRange(lengths, i, absl::MakeSpan(&length, 1));
    return length;
  }

  absl::Status CheckLengths(const Tensor& input, const Tensor& lengths) const {
    const int64_t most = input.dim(static_cast<int>(attrs_.seq_dim));
    for (int64_t i = 0; i < lengths.num_elements(); ++i) {
      const int64_t length = LengthAt(lengths, i);
      if (length < 0) {
        return absl::InvalidArgumentError(
            absl::StrCat("seq_lens(", i, ") < 0"));
      }
      if (length > most) {
        return absl::InvalidArgumentError(absl::StrCat(
            "seq_lens(", i, ") > input.dims(", attrs_.seq_dim, ")"));
      }
    }
    return absl::OkStatus();
  }

  // The part of the tensor at `index` along batch_dim.
  void Reverse(const Tensor& input, int64_t index, int64_t length,
               Tensor& output) const {
    const Shape::Dims strides = ContiguousStrides(input.shape());
    const int seq = static_cast<int>(attrs_.seq_dim);
    const int64_t begin = index * strides[attrs_.batch_dim];
    absl::InlinedVector<CopyAxis, 4> axes;
    for (int i = 0; i < input.rank(); ++i) {
      const int64_t size = i == attrs_.batch_dim ? 1 : input.dim(i);
      axes.push_back({size, strides[i], strides[i]});
    }
    const int64_t rest = begin + length * strides[seq];
    axes[seq].size = input.dim(seq) - length;
    StridedCopy(input.dtype(), axes, rest, rest)
        .RunHere(input.raw(), output.mutable_raw());
    axes[seq] = {length, -strides[seq], strides[seq]};
    StridedCopy(input.dtype(), axes, rest - strides[seq], begin)
        .RunHere(input.raw(), output.mutable_raw());
  }

  const ReverseSequenceAttrs attrs_;
};

const KernelRegistration kReverseSequence =
    CpuKernel<ReverseSequenceKernel>("ReverseSequence");

}  // namespace
}  // namespace thalweg
