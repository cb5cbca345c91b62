#include "thalweg/ops/nn/fused_conv2d.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/nn/bias_add.h"
#include "thalweg/ops/nn/conv2d.h"
#include "thalweg/ops/nn/conv_family.h"

namespace thalweg {
namespace {

absl::Status FusedConv2DShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Conv2DAttrs attrs, context.attrs<Conv2DAttrs>());
  ASSIGN_OR_RETURN(FusedConv2DAttrs fused, context.attrs<FusedConv2DAttrs>());
  if (fused.filter_format != "HWIO") {
    return absl::UnimplementedError(
        absl::StrCat("filter_format ", fused.filter_format));
  }
  ASSIGN_OR_RETURN(
      ConvGeometry geometry,
      ConvGeometryOf(context.input(0), context.input(1), attrs.windows()));
  if (!fused.fused_ops.empty() && context.num_inputs() > 2) {
    RETURN_IF_ERROR(CheckBias(geometry.output, context.input(2),
                              geometry.channels_last ? ImageFormat::kNhwc
                                                     : ImageFormat::kNchw)
                        .status());
  }
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

const OpRegistration kFusedConv2D =
    OpSchema("_FusedConv2D")
        .Input("input", "T")
        .Input("filter", "T")
        .InputTypes("args", "TArgs")
        .InputList("host_args", "num_host_args", kFloat)
        .Output("output", "T")
        .Attr("T", {kHalf, kFloat, kDouble, kInt8, kQint8})
        .TypeList("TArgs", kAnyType, 1)
        .Number("num_args", 0)
        .Number("num_host_args", 0)
        .Attrs<FusedConv2DAttrs>()
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW", "NCHW_VECT_C"})
        .Allowed("filter_format", {"HWIO", "OIHW", "OIHW_VECT_I"})
        .Shape(FusedConv2DShape)
        .NotDifferentiable("is made of a graph that is differentiated already");
const FlopsRegistration kFusedConv2DFlops(kFusedConv2D, ConvFlops<>);

}  // namespace

Output FusedConv2D(Input input, Input filter, InputList args,
                   std::vector<int64_t> strides, Text padding,
                   FusedConv2DAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  AttrMap map;
  WriteAttrFields(&VisitFields<FusedConv2DAttrs>, &attrs, map);
  // With two lists of inputs their number alone does not tell which is which.
  std::vector<DType> types;
  for (const Input& arg : args.inputs()) types.push_back(arg.output().dtype());
  map.Set("num_args", static_cast<int64_t>(types.size()));
  map.Set("TArgs", std::move(types));
  return Build(kFusedConv2D,
               {input, filter, args, InputList(std::vector<Input>{})},
               std::move(map));
}

}  // namespace thalweg
