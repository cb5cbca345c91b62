// SelectV2 and Select: elements of one tensor or another.
#include <complex>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/resource.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/broadcast.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

// out[i] = condition[i] ? t[i] : e[i] for i < n, as plain bytes. `out` may be
// t or e. By masks, which vectorise.
using SelectFunction = void (*)(const void* condition, const void* t,
                                const void* e, void* out, int64_t n);

template <class Word>
void SelectLoop(const void* condition_data, const void* t_data,
                const void* e_data, void* out, int64_t n) {
  const auto* condition = static_cast<const uint8_t*>(condition_data);
  const auto* t = static_cast<const Word*>(t_data);
  const auto* e = static_cast<const Word*>(e_data);
  StoreEach(static_cast<Word*>(out), n, [=](int64_t i) {
    const Word mask = static_cast<Word>(-static_cast<Word>(condition[i]));
    return static_cast<Word>((t[i] & mask) | (e[i] & ~mask));
  });
}

// Elements of 16 bytes.
void SelectWideLoop(const void* condition_data, const void* t_data,
                    const void* e_data, void* out, int64_t n) {
  using Wide = std::complex<double>;
  const auto* condition = static_cast<const bool*>(condition_data);
  const auto* t = static_cast<const Wide*>(t_data);
  const auto* e = static_cast<const Wide*>(e_data);
  for (int64_t i = 0; i < n; ++i) {
    static_cast<Wide*>(out)[i] = condition[i] ? t[i] : e[i];
  }
}

SelectFunction SelectFunctionFor(size_t element_size) {
  switch (element_size) {
    case 1:
      return &SelectLoop<uint8_t>;
    case 2:
      return &SelectLoop<uint16_t>;
    case 4:
      return &SelectLoop<uint32_t>;
    case 8:
      return &SelectLoop<uint64_t>;
    default:
      return &SelectWideLoop;
  }
}

absl::StatusOr<Broadcast> MakeSelectBroadcast(const Shape& condition,
                                              const Shape& t, const Shape& e) {
  const Shape* const shapes[] = {&condition, &t, &e};
  absl::StatusOr<Broadcast> broadcast = Broadcast::Make(shapes);
  if (broadcast.ok()) return broadcast;
  return absl::InvalidArgumentError(
      absl::StrCat("condition ", condition.ToString(), ", then ", t.ToString(),
                   ", and else ", e.ToString(), " must be broadcastable"));
}

class SelectKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<SelectKernel>();
    kernel->size_ = DTypeSize(info.output_dtype(0));
    kernel->function_ = SelectFunctionFor(kernel->size_);
    if (info.has_static_shapes()) {
      ASSIGN_OR_RETURN(
          kernel->broadcast_,
          MakeSelectBroadcast(info.input_shape(0), info.input_shape(1),
                              info.input_shape(2)));
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    if (broadcast_.has_value()) return Walk(context, *broadcast_);
    ASSIGN_OR_RETURN(
        Broadcast broadcast,
        MakeSelectBroadcast(context.input(0).shape(), context.input(1).shape(),
                            context.input(2).shape()));
    return Walk(context, broadcast);
  }

 private:
  absl::Status Walk(KernelContext& context, const Broadcast& broadcast) const {
    ASSIGN_OR_RETURN(Tensor * output,
                     context.Output(0, broadcast.output_shape()));
    auto* const out = static_cast<char*>(output->mutable_raw());
    const Broadcast::Operand operands[] = {{context.input(0).raw(), 1},
                                           {context.input(1).raw(), size_},
                                           {context.input(2).raw(), size_}};
    if (broadcast.is_flat() && broadcast.size() <= kCheapGrain) {
      function_(operands[0].data, operands[1].data, operands[2].data, out,
                broadcast.size());
      return absl::OkStatus();
    }
    auto range = [&](int64_t begin, int64_t end) {
      broadcast.ForEachPiece(
          operands, begin, end,
          [&](const void* const* operand, int64_t first, int64_t n) {
            function_(operand[0], operand[1], operand[2],
                      out + first * static_cast<int64_t>(size_), n);
          });
    };
    context.ParallelRange(broadcast.size(), kCheapGrain, range);
    return absl::OkStatus();
  }

  SelectFunction function_ = nullptr;
  size_t size_ = 0;
  std::optional<Broadcast> broadcast_;
};

// Elements that are no plain bytes.
template <class T>
class SelectObjectsKernel : public Kernel {
 public:
  explicit SelectObjectsKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(
        Broadcast broadcast,
        MakeSelectBroadcast(context.input(0).shape(), context.input(1).shape(),
                            context.input(2).shape()));
    ASSIGN_OR_RETURN(Tensor * output,
                     context.Output(0, broadcast.output_shape()));
    const bool* condition = context.input(0).data<bool>();
    T* out = output->mutable_data<T>();
    for (int64_t i = 0; i < broadcast.size(); ++i) {
      const int taken = condition[broadcast.OperandIndex(0, i)] ? 1 : 2;
      out[i] = context.input(taken).data<T>()[broadcast.OperandIndex(taken, i)];
    }
    return absl::OkStatus();
  }
};

// The older op: what its condition's shape means is found first.
class SelectV1Kernel : public Kernel {
 public:
  explicit SelectV1Kernel(const KernelInfo& info)
      : size_(DTypeSize(info.output_dtype(0))),
        is_plain_(IsPlain(info.output_dtype(0))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& condition = context.input(0);
    const Tensor& t = context.input(1);
    RETURN_IF_ERROR(
        Check(condition.shape(), t.shape(), context.input(2).shape()));
    if (condition.rank() == 0) {
      return context.SetOutput(0,
                               context.input(condition.scalar<bool>() ? 1 : 2));
    }
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, t.shape()));
    if (condition.shape() == t.shape() && is_plain_) {
      SelectFunctionFor(size_)(condition.raw(), t.raw(), context.input(2).raw(),
                               output->mutable_raw(), t.num_elements());
    } else if (condition.num_elements() > 0) {
      CopyRows(context, t.num_elements() / condition.num_elements(), *output);
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status Check(const Shape& condition, const Shape& t,
                            const Shape& e) {
    if (t != e) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'then' and 'else' must have the same size.  but received: ",
          t.ToString(), " vs. ", e.ToString()));
    }
    if (condition.rank() == 0 || condition == t) return absl::OkStatus();
    if (condition.rank() != 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'cond' must have the shape of 'then', be a vector or a scalar, but "
          "saw shape: ",
          condition.ToString(), " with ", t.ToString()));
    }
    if (t.rank() < 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'then' must be at least a vector, but saw shape: ", t.ToString()));
    }
    if (t.dim(0) != condition.dim(0)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Number of batches of 'then' must match size of 'cond', but saw: ",
          t.dim(0), " vs. ", condition.dim(0)));
    }
    return absl::OkStatus();
  }

  // Row i of `length` elements comes from where condition[i] says.
  void CopyRows(KernelContext& context, int64_t length, Tensor& output) const {
    const auto condition = context.input(0).flat<bool>();
    const Shape row({length});
    const int64_t bytes = length * static_cast<int64_t>(size_);
    for (size_t i = 0; i < condition.size(); ++i) {
      const Tensor& taken = context.input(condition[i] ? 1 : 2);
      const int64_t offset = static_cast<int64_t>(i) * bytes;
      const auto* from = static_cast<const char*>(taken.raw()) + offset;
      auto* to = static_cast<char*>(output.mutable_raw()) + offset;
      if (from == to) continue;
      Tensor target = Tensor::View(output.dtype(), row, to);
      CopyElements(Tensor::View(output.dtype(), row, const_cast<char*>(from)),
                   target);
    }
  }

  const size_t size_;
  const bool is_plain_;
};

constexpr DTypeSet kPlainTypes = kNumbers | kBool;

const KernelRegistration kSelect =
    CpuKernel<SelectKernel>("SelectV2").For("T", kPlainTypes);
const CpuKernelOf<SelectObjectsKernel, std::string, ResourceHandle, Variant>
    kSelectObjects("SelectV2", "T");
const KernelRegistration kSelectV1 = CpuKernel<SelectV1Kernel>("Select").For(
    "T", kPlainTypes | DTypeSet{kString, kResource, kVariant});

}  // namespace
}  // namespace thalweg
