#include "thalweg/kernels/cpu/math/elementwise.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/broadcast.h"

namespace thalweg {
namespace {

template <class T>
T* Offset(T* data, int64_t index, size_t element_size) {
  using Byte = std::conditional_t<std::is_const_v<T>, const char, char>;
  return static_cast<Byte*>(data) + index * static_cast<int64_t>(element_size);
}

class UnaryKernel : public Kernel {
 public:
  UnaryKernel(const KernelInfo& info, UnaryFunction function, int64_t grain)
      : function_(function),
        grain_(grain),
        x_size_(DTypeSize(info.input_dtype(0))),
        y_size_(DTypeSize(info.output_dtype(0))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    Tensor* y;
    if (context.planned(0)) {
      y = &context.output(0);
    } else {
      ASSIGN_OR_RETURN(y, context.Output(0, x.shape()));
    }
    const int64_t n = x.num_elements();
    if (n <= grain_) {
      function_(x.raw(), y->mutable_raw(), n);
      return absl::OkStatus();
    }
    context.ParallelRange(n, grain_, [&](int64_t begin, int64_t end) {
      function_(Offset(x.raw(), begin, x_size_),
                Offset(y->mutable_raw(), begin, y_size_), end - begin);
    });
    return absl::OkStatus();
  }

 private:
  const UnaryFunction function_;
  const int64_t grain_;
  const size_t x_size_;
  const size_t y_size_;
};

// What kernels of two inputs of one shape do.
class FlatLoop {
 public:
  FlatLoop(const KernelInfo& info, BinaryFunction function, int64_t grain)
      : function_(function),
        grain_(grain),
        x_size_(DTypeSize(info.input_dtype(0))),
        z_size_(DTypeSize(info.output_dtype(0))) {}

  void Run(KernelContext& context, const void* x, const void* y, void* z,
           int64_t n) const {
    if (n <= grain_) return function_(x, y, z, n);
    context.ParallelRange(n, grain_, [&](int64_t begin, int64_t end) {
      function_(Offset(x, begin, x_size_), Offset(y, begin, x_size_),
                Offset(z, begin, z_size_), end - begin);
    });
  }

  BinaryFunction function() const { return function_; }
  int64_t grain() const { return grain_; }
  size_t operand_size() const { return x_size_; }
  size_t result_size() const { return z_size_; }

 private:
  BinaryFunction function_;
  int64_t grain_;
  size_t x_size_;
  size_t z_size_;
};

class SameShapeKernel : public Kernel {
 public:
  SameShapeKernel(const KernelInfo& info, BinaryFunction function,
                  int64_t grain)
      : loop_(info, function, grain) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    const Tensor& y = context.input(1);
    if (x.shape() != y.shape()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "inputs must have the same shape: input 0 is ", x.shape().ToString(),
          ", input 1 is ", y.shape().ToString()));
    }
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, x.shape()));
    loop_.Run(context, x.raw(), y.raw(), z->mutable_raw(), x.num_elements());
    return absl::OkStatus();
  }

 private:
  const FlatLoop loop_;
};

absl::StatusOr<Broadcast> MakeBroadcast(const Shape& x, const Shape& y) {
  const Shape* const shapes[] = {&x, &y};
  return Broadcast::Make(shapes);
}

class BinaryKernel : public Kernel {
 public:
  // With static shapes, `broadcast` says how to walk them.
  BinaryKernel(const KernelInfo& info, BinaryFunction function,
               const BinaryOptions& options, std::optional<Broadcast> broadcast)
      : loop_(info, function, options.grain),
        options_(options),
        broadcast_(std::move(broadcast)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    const Tensor& y = context.input(1);
    // An empty x makes an empty output, for which y does not matter.
    if (options_.check != nullptr && x.num_elements() > 0) {
      RETURN_IF_ERROR(options_.check(y));
    }
    if (broadcast_.has_value()) return Walk(context, *broadcast_, x, y);
    if (x.shape() == y.shape()) {
      ASSIGN_OR_RETURN(Tensor * z, context.Output(0, x.shape()));
      loop_.Run(context, x.raw(), y.raw(), z->mutable_raw(), x.num_elements());
      return absl::OkStatus();
    }
    absl::StatusOr<Broadcast> broadcast = MakeBroadcast(x.shape(), y.shape());
    if (broadcast.ok()) return Walk(context, *broadcast, x, y);
    if (!options_.on_incompatible_shapes.has_value()) {
      return broadcast.status();
    }
    ASSIGN_OR_RETURN(Tensor * z, context.Output(0, Shape()));
    *z->mutable_data<bool>() = *options_.on_incompatible_shapes;
    return absl::OkStatus();
  }

 private:
  absl::Status Walk(KernelContext& context, const Broadcast& broadcast,
                    const Tensor& x, const Tensor& y) const {
    Tensor* z;
    if (context.planned(0)) {
      z = &context.output(0);
    } else {
      ASSIGN_OR_RETURN(z, context.Output(0, broadcast.output_shape()));
    }
    void* const out = z->mutable_raw();
    if (broadcast.is_flat()) {
      loop_.Run(context, x.raw(), y.raw(), out, broadcast.size());
      return absl::OkStatus();
    }
    const Broadcast::Operand operands[] = {{x.raw(), loop_.operand_size()},
                                           {y.raw(), loop_.operand_size()}};
    const auto range = [&](int64_t begin, int64_t end) {
      broadcast.ForEachPiece(
          operands, begin, end,
          [&](const void* const* operand, int64_t first, int64_t n) {
            loop_.function()(operand[0], operand[1],
                             Offset(out, first, loop_.result_size()), n);
          });
    };
    if (broadcast.size() <= loop_.grain()) {
      range(0, broadcast.size());
    } else {
      context.ParallelRange(broadcast.size(), loop_.grain(), range);
    }
    return absl::OkStatus();
  }

  const FlatLoop loop_;
  const BinaryOptions options_;
  const std::optional<Broadcast> broadcast_;
};

// The commonest case and the one that must cost least: one layout, known
// beforehand and not large.
class SmallBinaryKernel final : public BinaryKernel {
 public:
  SmallBinaryKernel(const KernelInfo& info, BinaryFunction function,
                    const BinaryOptions& options, const Broadcast& broadcast)
      : BinaryKernel(info, function, options, broadcast),
        function_(function),
        n_(broadcast.size()) {}

  absl::Status Compute(KernelContext& context) const override {
    if (!context.planned(0)) return BinaryKernel::Compute(context);
    function_(context.input(0).raw(), context.input(1).raw(),
              context.output(0).mutable_raw(), n_);
    return absl::OkStatus();
  }

 private:
  const BinaryFunction function_;
  const int64_t n_;
};

}  // namespace

std::unique_ptr<Kernel> MakeUnaryKernel(const KernelInfo& info,
                                        UnaryFunction function, int64_t grain) {
  return std::make_unique<UnaryKernel>(info, function, grain);
}

absl::StatusOr<std::unique_ptr<Kernel>> MakeBinaryKernel(
    const KernelInfo& info, BinaryFunction function,
    const BinaryOptions& options) {
  const Shape& x = info.input_shape(0);
  const Shape& y = info.input_shape(1);
  std::optional<Broadcast> known;
  if (x.IsFullyDefined() && y.IsFullyDefined()) {
    absl::StatusOr<Broadcast> broadcast = MakeBroadcast(x, y);
    if (broadcast.ok()) {
      known = *std::move(broadcast);
    } else if (!options.on_incompatible_shapes.has_value()) {
      return broadcast.status();
    }
  }
  if (known.has_value() && known->is_flat() && known->size() <= options.grain &&
      options.check == nullptr) {
    return std::make_unique<SmallBinaryKernel>(info, function, options, *known);
  }
  return std::make_unique<BinaryKernel>(info, function, options,
                                        std::move(known));
}

std::unique_ptr<Kernel> MakeSameShapeKernel(const KernelInfo& info,
                                            BinaryFunction function,
                                            int64_t grain) {
  return std::make_unique<SameShapeKernel>(info, function, grain);
}

}  // namespace thalweg
