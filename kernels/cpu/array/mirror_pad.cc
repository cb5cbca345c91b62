// MirrorPad and MirrorPadGrad on the CPU.
#include "thalweg/ops/array/mirror_pad.h"

#include <algorithm>
#include <complex>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/array/move_kernel.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

absl::StatusOr<IndexVector> ReadPaddings(const Tensor& paddings) {
  const Shape& shape = paddings.shape();
  if (shape.rank() != 2 || shape.dim(1) != 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "paddings must be a matrix with 2 columns: ", shape.ToString()));
  }
  return ReadIndices(paddings);
}

struct MirrorPadMover {
  static absl::StatusOr<MirrorPadMover> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<MirrorPadAttrs>());
    return MirrorPadMover{std::move(attrs)};
  }
  absl::StatusOr<Move> Plan(DType dtype, const Shape& input,
                            MoveTensors arguments) const {
    ASSIGN_OR_RETURN(const IndexVector paddings, ReadPaddings(*arguments[0]));
    ASSIGN_OR_RETURN(Shape output, MirrorPaddedShape(input, paddings, attrs));
    const Shape::Dims from = ContiguousStrides(input);
    const Shape::Dims to = ContiguousStrides(output);
    const int64_t offset = MirrorOffset(attrs);
    absl::InlinedVector<CopyPieces, 4> axes;
    for (int i = 0; i < input.rank(); ++i) {
      const int64_t size = input.dim(i);
      const int64_t before = paddings[2 * i];
      const int64_t after = paddings[2 * i + 1];
      CopyPieces pieces;
      pieces.push_back({{{size, from[i], to[i]}}, 0, before * to[i]});
      if (before > 0) {
        pieces.push_back(
            {{{before, -from[i], to[i]}}, (before - 1 + offset) * from[i], 0});
      }
      if (after > 0) {
        pieces.push_back({{{after, -from[i], to[i]}},
                          (size - 1 - offset) * from[i],
                          (before + size) * to[i]});
      }
      axes.push_back(std::move(pieces));
    }
    return MoveInPieces(dtype, std::move(output), axes);
  }
  MirrorPadAttrs attrs;
};

const KernelRegistration kMirrorPad =
    CpuKernel<MoveKernel<MirrorPadMover>>("MirrorPad");

// ---- The gradient ----

// An axis of the result (of several axes without margin, made one).
struct FoldAxis {
  int64_t size;
  int64_t before;
  int64_t after;
  int64_t padded_stride;
};

struct Fold {
  Shape output;
  int64_t offset;  // MirrorOffset.
  absl::InlinedVector<FoldAxis, 4> axes;
};

// Where the elements lie, in elements of the padded tensor.
using Places = absl::InlinedVector<int64_t, 9>;

// Adds to `places` those along the axis that fold to position `at`, seen from
// `origin`.
void AddPlaces(const FoldAxis& axis, int64_t offset, int64_t at, int64_t origin,
               Places& places) {
  const auto add = [&](int64_t position) {
    places.push_back(origin + position * axis.padded_stride);
  };
  add(axis.before + at);
  const int64_t left = axis.before - 1 + offset - at;
  if (left >= 0 && left < axis.before) add(left);
  const int64_t right = axis.size - 1 - offset - at;
  if (right >= 0 && right < axis.after) add(axis.before + axis.size + right);
}

// The places that fold to the first element of a row of the last axis (without
// those along that axis).
Places RowPlaces(const Fold& fold, int64_t row) {
  Places places = {0};
  for (int i = static_cast<int>(fold.axes.size()) - 2; i >= 0; --i) {
    const int64_t at = row % fold.axes[i].size;
    row /= fold.axes[i].size;
    Places longer;
    for (int64_t place : places) {
      AddPlaces(fold.axes[i], fold.offset, at, place, longer);
    }
    places = std::move(longer);
  }
  return places;
}

// 16-bit numbers are added up as floats and rounded once.
template <class T>
using SumOf =
    std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>,
                       float, T>;

template <class T>
void FoldRow(const Fold& fold, const T* padded, int64_t row, T* to) {
  const FoldAxis& axis = fold.axes.back();
  const Places places = RowPlaces(fold, row);
  const auto sum_at = [&](const Places& along, int64_t j) {
    SumOf<T> sum = {};
    for (int64_t at : along) {
      for (int64_t place : places) sum += SumOf<T>(padded[place + at + j]);
    }
    to[j] = T(sum);
  };
  const auto sum_folded = [&](int64_t j) {
    Places along;
    AddPlaces(axis, fold.offset, j, -j, along);
    sum_at(along, j);
  };
  const int64_t left = std::min(axis.size, axis.before + fold.offset);
  const int64_t right = std::max(left, axis.size - axis.after - fold.offset);
  for (int64_t j = 0; j < left; ++j) sum_folded(j);
  const Places inner = {axis.before};
  for (int64_t j = left; j < right; ++j) sum_at(inner, j);
  for (int64_t j = right; j < axis.size; ++j) sum_folded(j);
}

using FoldFunction = void (*)(const Fold& fold, const void* padded,
                              int64_t begin, int64_t end, void* to);

template <class T>
void FoldRows(const Fold& fold, const void* padded, int64_t begin, int64_t end,
              void* to) {
  const int64_t columns = fold.axes.back().size;
  for (int64_t row = begin; row < end; ++row) {
    FoldRow(fold, static_cast<const T*>(padded), row,
            static_cast<T*>(to) + row * columns);
  }
}

FoldFunction FoldFunctionFor(DType dtype) {
  using Types =
      TypeList<Half, BFloat16, float, double, uint8_t, uint16_t, uint32_t,
               uint64_t, std::complex<float>, std::complex<double>>;
  return Types::For(AsUnsigned(dtype), [](auto x) -> FoldFunction {
    return &FoldRows<decltype(x)>;
  });
}

Fold PlanFold(const Shape& padded, Shape output, const IndexVector& paddings,
              const MirrorPadAttrs& attrs) {
  Fold fold = {std::move(output), MirrorOffset(attrs), {}};
  const Shape::Dims strides = ContiguousStrides(padded);
  fold.axes.push_back({1, 0, 0, padded.num_elements()});
  for (int i = 0; i < padded.rank(); ++i) {
    const FoldAxis axis = {fold.output.dim(i), paddings[2 * i],
                           paddings[2 * i + 1], strides[i]};
    FoldAxis& last = fold.axes.back();
    const bool plain = axis.before == 0 && axis.after == 0;
    if (plain && last.before == 0 && last.after == 0) {
      last = {last.size * axis.size, 0, 0, axis.padded_stride};
    } else {
      fold.axes.push_back(axis);
    }
  }
  return fold;
}

class MirrorPadGradKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<MirrorPadGradKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<MirrorPadAttrs>());
    auto kernel = std::make_unique<MirrorPadGradKernel>(
        std::move(attrs), FoldFunctionFor(info.input_dtype(0)));
    if (info.input_shape(0).IsFullyDefined() && info.constant(1) != nullptr) {
      ASSIGN_OR_RETURN(kernel->fold_,
                       kernel->Plan(info.input_shape(0), *info.constant(1)));
    }
    return kernel;
  }
  MirrorPadGradKernel(MirrorPadAttrs attrs, FoldFunction fold_rows)
      : attrs_(std::move(attrs)), fold_rows_(fold_rows) {}

  absl::Status Compute(KernelContext& context) const override {
    if (fold_.has_value()) return Run(*fold_, context);
    ASSIGN_OR_RETURN(const Fold fold,
                     Plan(context.input(0).shape(), context.input(1)));
    return Run(fold, context);
  }

 private:
  // Elements that a thread takes at a time, at least.
  static constexpr int64_t kGrain = 4096;

  absl::StatusOr<Fold> Plan(const Shape& padded,
                            const Tensor& paddings_tensor) const {
    ASSIGN_OR_RETURN(const IndexVector paddings, ReadPaddings(paddings_tensor));
    ASSIGN_OR_RETURN(Shape output, MirrorFoldedShape(padded, paddings, attrs_));
    return PlanFold(padded, std::move(output), paddings, attrs_);
  }

  absl::Status Run(const Fold& fold, KernelContext& context) const {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, fold.output));
    if (output->num_elements() == 0) return absl::OkStatus();
    const void* padded = context.input(0).raw();
    const int64_t columns = fold.axes.back().size;
    context.ParallelRange(output->num_elements() / columns, kGrain / columns,
                          [&](int64_t begin, int64_t end) {
                            fold_rows_(fold, padded, begin, end,
                                       output->mutable_raw());
                          });
    return absl::OkStatus();
  }

  const MirrorPadAttrs attrs_;
  const FoldFunction fold_rows_;
  // Set where shape and paddings are the same in every run.
  std::optional<Fold> fold_;
};

const KernelRegistration kMirrorPadGrad =
    CpuKernel<MirrorPadGradKernel>("MirrorPadGrad").For("T", kNumbers);

}  // namespace
}  // namespace thalweg
