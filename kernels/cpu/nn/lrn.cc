#include "thalweg/ops/nn/lrn.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/float16.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/lrn_rows.h"

namespace thalweg {
namespace {

// How the rows of some images are divided among threads, each with memory of
// its own.
struct LrnPlan {
  LrnPlan(const LrnAttrs& attrs, const Shape& shape) {
    const int64_t channels = shape.dim(3);
    params.channels = channels;
    params.radius = std::clamp<int64_t>(attrs.depth_radius, 0,
                                        std::max<int64_t>(0, channels - 1));
    params.bias = attrs.bias;
    params.alpha = attrs.alpha;
    params.beta = attrs.beta;
    if (shape.num_elements() == 0) return;
    rows = shape.num_elements() / channels;
    constexpr int64_t kValuesPerPiece = 8 << 10;
    constexpr int64_t kMaxPieces = 64;
    rows_of_piece = std::max({(rows + kMaxPieces - 1) / kMaxPieces,
                              kValuesPerPiece / channels, int64_t{1}});
    pieces = (rows + rows_of_piece - 1) / rows_of_piece;
  }

  int64_t floats() const { return pieces * LrnWorkFloats(params); }

  LrnParams params;
  int64_t rows = 0;
  int64_t rows_of_piece = 0;
  int64_t pieces = 0;
};

absl::Status CheckShapes(const KernelContext& context) {
  const Shape& shape = context.input(0).shape();
  if (shape.rank() != 4) {
    return absl::InvalidArgumentError(
        absl::StrCat("in must be 4-dimensional, got shape ", shape.ToString()));
  }
  for (int i = 1; i < context.num_inputs(); ++i) {
    if (context.input(i).shape() == shape) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "input_grads, input_image and output_image must have the same shape, "
        "got ",
        shape.ToString(), " and ", context.input(i).shape().ToString()));
  }
  return absl::OkStatus();
}

// LRN, or LRNGrad where there are three inputs.
template <class T>
class LrnKernel final : public Kernel {
 public:
  explicit LrnKernel(const LrnAttrs& attrs) : attrs_(attrs) {}
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<LrnAttrs>());
    auto kernel = std::make_unique<LrnKernel>(attrs);
    if (info.has_static_shapes()) {
      kernel->plan_.emplace(attrs, info.input_shape(0));
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    if (plan_.has_value()) {
      return Run(context, *plan_, static_cast<float*>(context.scratch()));
    }
    RETURN_IF_ERROR(CheckShapes(context));
    const LrnPlan plan(attrs_, context.input(0).shape());
    ASSIGN_OR_RETURN(Tensor work, Tensor::Allocate(kFloat, {plan.floats()}));
    return Run(context, plan, work.mutable_data<float>());
  }

  size_t scratch_bytes() const override {
    return plan_.has_value() ? plan_->floats() * sizeof(float) : 0;
  }

 private:
  absl::Status Run(KernelContext& context, const LrnPlan& plan,
                   float* work) const {
    ASSIGN_OR_RETURN(Tensor * output,
                     context.Output(0, context.input(0).shape()));
    const bool is_gradient = context.num_inputs() == 3;
    const int64_t floats = LrnWorkFloats(plan.params);
    context.Parallel(plan.pieces, [&](int64_t piece) {
      const int64_t row = piece * plan.rows_of_piece;
      const int64_t first = row * plan.params.channels;
      const int64_t rows = std::min(plan.rows_of_piece, plan.rows - row);
      const T* const x = context.input(0).data<T>() + first;
      T* const y = output->mutable_data<T>() + first;
      if (is_gradient) {
        rows_.gradient(plan.params, x, context.input(1).data<T>() + first,
                       context.input(2).data<T>() + first, rows,
                       work + piece * floats, y);
      } else {
        rows_.forward(plan.params, x, rows, work + piece * floats, y);
      }
    });
    return absl::OkStatus();
  }

  const LrnAttrs attrs_;
  const LrnRows<T> rows_ = FindLrnRows<T>();
  std::optional<LrnPlan> plan_;
};

const CpuKernelOf<LrnKernel, Half, BFloat16, float> kLrn("LRN", "T");
const CpuKernelOf<LrnKernel, Half, BFloat16, float> kLrnGrad("LRNGrad", "T");

}  // namespace
}  // namespace thalweg
