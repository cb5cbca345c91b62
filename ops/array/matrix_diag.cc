#include "thalweg/ops/array/matrix_diag.h"

#include <optional>
#include <utility>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/diagonal_band.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// ---- Shapes ----

// What input i, k, says; nothing when it is not known.
absl::StatusOr<std::optional<DiagonalBand>> KnownBand(
    const ShapeContext& context, int i) {
  RETURN_IF_ERROR(context.input(i).rank() > 1
                      ? DiagonalBandOf(context.input(i), {}).status()
                      : absl::OkStatus());
  const PartialValue* k = context.input_value(i);
  if (k == nullptr || !k->IsKnown()) return std::optional<DiagonalBand>();
  ASSIGN_OR_RETURN(const DiagonalBand band,
                   DiagonalBandOf(context.input(i), k->elements));
  return std::optional(band);
}

// True when it is known that input i, k, names a single diagonal.
bool IsSingle(const ShapeContext& context, int i) {
  return context.input(i).num_elements() == 1;
}

absl::Status SetShape(ShapeContext& context, absl::StatusOr<Shape> shape) {
  if (!shape.ok()) return shape.status();
  context.set_output(0, *std::move(shape));
  return absl::OkStatus();
}

absl::Status MatrixDiagV1Shape(ShapeContext& context) {
  return SetShape(context, MatrixDiagShape(context.input(0), {}, -1, -1));
}

absl::Status MatrixDiagBandShape(ShapeContext& context) {
  const Shape& diagonal = context.input(0);
  RETURN_IF_ERROR(RequireRankAtLeast(diagonal, 1));
  for (int i : {2, 3, 4}) {
    RETURN_IF_ERROR(RequireRank(context.input(i), 0));
  }
  ASSIGN_OR_RETURN(const auto band, KnownBand(context, 1));
  if (!band.has_value()) {
    if (diagonal.has_rank() && IsSingle(context, 1)) {
      context.set_output(
          0, diagonal.Slice(0, diagonal.rank() - 1).Concat(Shape::OfRank(2)));
    }
    return absl::OkStatus();
  }
  constexpr int64_t kNone = PartialValue::kUnknown;
  return SetShape(
      context,
      MatrixDiagShape(diagonal, *band, context.input_scalar(2).value_or(kNone),
                      context.input_scalar(3).value_or(kNone)));
}

absl::Status DiagPartV1Shape(ShapeContext& context) {
  return SetShape(context, MatrixDiagPartShape(context.input(0), {}));
}

absl::Status DiagPartBandShape(ShapeContext& context) {
  const Shape& input = context.input(0);
  RETURN_IF_ERROR(RequireRankAtLeast(input, 2));
  RETURN_IF_ERROR(RequireRank(context.input(2), 0));
  ASSIGN_OR_RETURN(const auto band, KnownBand(context, 1));
  if (band.has_value()) {
    return SetShape(context, MatrixDiagPartShape(input, *band));
  }
  if (input.has_rank() && IsSingle(context, 1)) {
    context.set_output(
        0, input.Slice(0, input.rank() - 2).Concat(Shape::OfRank(1)));
  }
  return absl::OkStatus();
}

absl::Status SetDiagV1Shape(ShapeContext& context) {
  return SetShape(context,
                  MatrixSetDiagShape(context.input(0), context.input(1), {}));
}

absl::Status SetDiagBandShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRankAtLeast(context.input(0), 2));
  RETURN_IF_ERROR(RequireRankAtLeast(context.input(1), 1));
  ASSIGN_OR_RETURN(const auto band, KnownBand(context, 2));
  if (!band.has_value()) return SameAsInput(context);
  return SetShape(
      context, MatrixSetDiagShape(context.input(0), context.input(1), *band));
}

// ---- The three forms ----

// The ops of one form, for gradients; k is only read where the form has it.
struct FormV1 {
  static Output Part(Input input, Input, const MatrixDiagAttrs&) {
    return MatrixDiagPartV1(input);
  }
  static Output Set(Input input, Input diagonal, Input,
                    const MatrixDiagAttrs&) {
    return MatrixSetDiagV1(input, diagonal);
  }
};
struct FormV2 {
  static Output Part(Input input, Input k, const MatrixDiagAttrs&) {
    return MatrixDiagPartV2(input, k, 0);
  }
  static Output Set(Input input, Input diagonal, Input k,
                    const MatrixDiagAttrs&) {
    return MatrixSetDiagV2(input, diagonal, k);
  }
};
struct FormV3 {
  static Output Part(Input input, Input k, const MatrixDiagAttrs& attrs) {
    return MatrixDiagPart(input, k, 0, attrs);
  }
  static Output Set(Input input, Input diagonal, Input k,
                    const MatrixDiagAttrs& attrs) {
    return MatrixSetDiag(input, diagonal, k, attrs);
  }
};

// Sets the gradient of the padding: what of `whole` is not in `used`.
void SetPaddingGradient(GradientContext& context, int i, const Output& whole,
                        const Output& used) {
  if (context.num_inputs() > i) context.set(i, Sum(whole) - Sum(used));
}

// k of the node, or anything for the first form.
Output BandInput(const GradientContext& context, int i) {
  return context.input(context.num_inputs() > i ? i : 0);
}

template <class Form>
absl::Status MatrixDiagGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MatrixDiagAttrs>());
  const Output g = context.upstream(0).dense();
  const Output part = Form::Part(g, BandInput(context, 1), attrs);
  context.set(0, part);
  SetPaddingGradient(context, 4, g, part);
  return absl::OkStatus();
}

template <class Form>
absl::Status DiagPartGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MatrixDiagAttrs>());
  const Output g = context.upstream(0).dense();
  const Output whole =
      Form::Set(ZerosLike(context.input(0)), g, BandInput(context, 1), attrs);
  context.set(0, whole);
  SetPaddingGradient(context, 2, g, whole);
  return absl::OkStatus();
}

template <class Form>
absl::Status SetDiagGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MatrixDiagAttrs>());
  const Output g = context.upstream(0).dense();
  const Output k = BandInput(context, 2);
  context.set(0, Form::Set(g, ZerosLike(context.input(1)), k, attrs));
  context.set(1, Form::Part(g, k, attrs));
  return absl::OkStatus();
}

// ---- Schemas ----

const std::vector<std::string>& Alignments() {
  static const auto* alignments = new std::vector<std::string>{
      "LEFT_RIGHT", "RIGHT_LEFT", "LEFT_LEFT", "RIGHT_RIGHT"};
  return *alignments;
}

OpSchema DiagSchema(const char* name) {
  return OpSchema(name)
      .Input("diagonal", "T")
      .Input("k", kInt32)
      .Input("num_rows", kInt32)
      .Input("num_cols", kInt32)
      .Input("padding_value", "T")
      .Output("output", "T")
      .Attr("T", kAnyType)
      .Shape(MatrixDiagBandShape);
}

OpSchema DiagPartSchema(const char* name) {
  return OpSchema(name)
      .Input("input", "T")
      .Input("k", kInt32)
      .Input("padding_value", "T")
      .Output("diagonal", "T")
      .Attr("T", kAnyType)
      .Shape(DiagPartBandShape);
}

OpSchema SetDiagSchema(const char* name) {
  return OpSchema(name)
      .Input("input", "T")
      .Input("diagonal", "T")
      .Input("k", kInt32)
      .Output("output", "T")
      .Attr("T", kAnyType)
      .MayOverwrite({0})
      .Shape(SetDiagBandShape);
}

const OpRegistration kMatrixDiagV1 = OpSchema("MatrixDiag")
                                         .Input("diagonal", "T")
                                         .Output("output", "T")
                                         .Attr("T", kAnyType)
                                         .Shape(MatrixDiagV1Shape)
                                         .Gradient(MatrixDiagGradient<FormV1>);
const OpRegistration kMatrixDiagV2 =
    DiagSchema("MatrixDiagV2").Gradient(MatrixDiagGradient<FormV2>);
const OpRegistration kMatrixDiagV3 = DiagSchema("MatrixDiagV3")
                                         .Attrs<MatrixDiagAttrs>()
                                         .Allowed("align", Alignments())
                                         .Gradient(MatrixDiagGradient<FormV3>);

const OpRegistration kMatrixDiagPartV1 =
    OpSchema("MatrixDiagPart")
        .Input("input", "T")
        .Output("diagonal", "T")
        .Attr("T", kAnyType)
        .Shape(DiagPartV1Shape)
        .Gradient(DiagPartGradient<FormV1>);
const OpRegistration kMatrixDiagPartV2 =
    DiagPartSchema("MatrixDiagPartV2").Gradient(DiagPartGradient<FormV2>);
const OpRegistration kMatrixDiagPartV3 =
    DiagPartSchema("MatrixDiagPartV3")
        .Attrs<MatrixDiagAttrs>()
        .Allowed("align", Alignments())
        .Gradient(DiagPartGradient<FormV3>);

const OpRegistration kMatrixSetDiagV1 = OpSchema("MatrixSetDiag")
                                            .Input("input", "T")
                                            .Input("diagonal", "T")
                                            .Output("output", "T")
                                            .Attr("T", kAnyType)
                                            .MayOverwrite({0})
                                            .Shape(SetDiagV1Shape)
                                            .Gradient(SetDiagGradient<FormV1>);
const OpRegistration kMatrixSetDiagV2 =
    SetDiagSchema("MatrixSetDiagV2").Gradient(SetDiagGradient<FormV2>);
const OpRegistration kMatrixSetDiagV3 = SetDiagSchema("MatrixSetDiagV3")
                                            .Attrs<MatrixDiagAttrs>()
                                            .Allowed("align", Alignments())
                                            .Gradient(SetDiagGradient<FormV3>);

}  // namespace

Output MatrixDiag(Input diagonal, Input k, Input num_rows, Input num_cols,
                  Input padding_value, MatrixDiagAttrs attrs) {
  return Build(kMatrixDiagV3, {diagonal, k, num_rows, num_cols, padding_value},
               attrs);
}

Output MatrixDiagV2(Input diagonal, Input k, Input num_rows, Input num_cols,
                    Input padding_value) {
  return Build(kMatrixDiagV2, {diagonal, k, num_rows, num_cols, padding_value});
}

Output MatrixDiagV1(Input diagonal) { return Build(kMatrixDiagV1, {diagonal}); }

Output MatrixDiagPart(Input input, Input k, Input padding_value,
                      MatrixDiagAttrs attrs) {
  return Build(kMatrixDiagPartV3, {input, k, padding_value}, attrs);
}

Output MatrixDiagPartV2(Input input, Input k, Input padding_value) {
  return Build(kMatrixDiagPartV2, {input, k, padding_value});
}

Output MatrixDiagPartV1(Input input) {
  return Build(kMatrixDiagPartV1, {input});
}

Output MatrixSetDiag(Input input, Input diagonal, Input k,
                     MatrixDiagAttrs attrs) {
  return Build(kMatrixSetDiagV3, {input, diagonal, k}, attrs);
}

Output MatrixSetDiagV2(Input input, Input diagonal, Input k) {
  return Build(kMatrixSetDiagV2, {input, diagonal, k});
}

Output MatrixSetDiagV1(Input input, Input diagonal) {
  return Build(kMatrixSetDiagV1, {input, diagonal});
}

}  // namespace thalweg
