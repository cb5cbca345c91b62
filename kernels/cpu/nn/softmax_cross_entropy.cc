#include "thalweg/ops/nn/softmax_cross_entropy.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/broadcast.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/softmax_rows.h"

namespace thalweg {
namespace {

// Labels named in an error.
constexpr int64_t kMaxLabels = 1000;

template <class T>
absl::Status CheckLabelsOf(const Tensor& labels, int64_t classes) {
  const absl::Span<const T> values = labels.flat<T>();
  const auto wrong = std::find_if(
      values.begin(), values.end(),
      [classes](T label) { return label < 0 || label >= classes; });
  if (wrong == values.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Received a label value of ", *wrong,
      " which is outside the valid range of [0, ", classes,
      ").  Label values: ", absl::StrJoin(values.subspan(0, kMaxLabels), " "),
      labels.num_elements() > kMaxLabels ? " ..." : ""));
}

absl::Status CheckLabels(const Tensor& labels, int64_t classes) {
  return labels.dtype() == kInt32 ? CheckLabelsOf<int32_t>(labels, classes)
                                  : CheckLabelsOf<int64_t>(labels, classes);
}

// `tensor` with what it repeats written out.
absl::StatusOr<Tensor> Expanded(const Tensor& tensor, const Shape& shape) {
  if (tensor.shape() == shape) return tensor;
  const Shape* const shapes[] = {&tensor.shape(), &shape};
  ASSIGN_OR_RETURN(const Broadcast loop, Broadcast::Make(shapes));
  ASSIGN_OR_RETURN(Tensor result, Tensor::Allocate(tensor.dtype(), shape));
  const size_t size = DTypeSize(tensor.dtype());
  const auto* from = static_cast<const char*>(tensor.raw());
  auto* to = static_cast<char*>(result.mutable_raw());
  for (int64_t i = 0; i < loop.size(); ++i) {
    std::memcpy(to + i * size, from + loop.OperandIndex(0, i) * size, size);
  }
  return result;
}

template <bool sparse, bool scaled>
class CrossEntropyKernel final : public Kernel {
 public:
  explicit CrossEntropyKernel(const KernelInfo& info)
      : function_(FindSoftmaxFunctions(info.input_dtype(0)).cross_entropy),
        is_static_(info.has_static_shapes()),
        backprop_shape_(info.output_shape(1)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (is_static_) return Run(context, backprop_shape_);
    ASSIGN_OR_RETURN(const Shape shape, CheckShapes(context));
    return Run(context, shape);
  }

 private:
  static absl::StatusOr<Shape> CheckShapes(const KernelContext& context) {
    const Shape& x = context.input(0).shape();
    const Shape& labels = context.input(1).shape();
    if constexpr (scaled) {
      return ScaledCrossEntropyShape(x, labels, context.input(2).shape(),
                                     sparse);
    } else if constexpr (sparse) {
      return SparseCrossEntropyShape(x, labels);
    } else {
      return CrossEntropyShape(x, labels);
    }
  }

  absl::Status Run(KernelContext& context, const Shape& shape) const {
    const Tensor& x = context.input(0);
    const Tensor& labels = context.input(1);
    if constexpr (sparse) {
      RETURN_IF_ERROR(CheckLabels(labels, shape.dim(1)));
    } else if (x.shape() != shape || labels.shape() != shape) {
      ASSIGN_OR_RETURN(const Tensor all_x, Expanded(x, shape));
      ASSIGN_OR_RETURN(const Tensor all_labels, Expanded(labels, shape));
      return RunRows(context, shape, all_x, all_labels);
    }
    return RunRows(context, shape, x, labels);
  }

  absl::Status RunRows(KernelContext& context, const Shape& shape,
                       const Tensor& x, const Tensor& labels) const {
    CrossEntropyArgs args;
    args.x = x.raw();
    if constexpr (!sparse) {
      args.dense_labels = labels.raw();
    } else if (labels.dtype() == kInt32) {
      args.int32_labels = labels.data<int32_t>();
    } else {
      args.int64_labels = labels.data<int64_t>();
    }
    if constexpr (scaled) args.scale = context.input(2).raw();
    if (context.wanted(0)) {
      ASSIGN_OR_RETURN(Tensor * loss, context.Output(0, {shape.dim(0)}));
      args.loss = loss->mutable_raw();
    }
    if (context.wanted(1)) {
      ASSIGN_OR_RETURN(Tensor * backprop, context.Output(1, shape));
      args.backprop = backprop->mutable_raw();
    }
    const int64_t n = shape.dim(1);
    context.ParallelRange(
        shape.dim(0), SoftmaxGrain(n),
        [&](int64_t begin, int64_t end) { function_(args, begin, end, n); });
    return absl::OkStatus();
  }

  const CrossEntropyRows function_;
  const bool is_static_;
  const Shape backprop_shape_;
};

const KernelRegistration kDenseLoss =
    CpuKernel<CrossEntropyKernel<false, false>>("SoftmaxCrossEntropyWithLogits")
        .For("T", kFloating);
const KernelRegistration kSparseLoss =
    CpuKernel<CrossEntropyKernel<true, false>>(
        "SparseSoftmaxCrossEntropyWithLogits")
        .For("T", kFloating)
        .For("Tlabels", kIndices);
const KernelRegistration kScaledLoss =
    CpuKernel<CrossEntropyKernel<false, true>>(
        "_SoftmaxCrossEntropyWithScaledGradient")
        .For("T", kFloating);
const KernelRegistration kScaledSparseLoss =
    CpuKernel<CrossEntropyKernel<true, true>>(
        "_SparseSoftmaxCrossEntropyWithScaledGradient")
        .For("T", kFloating)
        .For("Tlabels", kIndices);

}  // namespace
}  // namespace thalweg
