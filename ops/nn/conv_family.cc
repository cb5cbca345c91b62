#include "thalweg/ops/nn/conv_family.h"

#include <utility>

#include "thalweg/graph/status_macros.h"

namespace thalweg {

absl::Status InferConv(ShapeContext& context, const ConvWindows& windows) {
  ASSIGN_OR_RETURN(ConvGeometry geometry,
                   ConvGeometryOf(context.input(0), context.input(1), windows));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

absl::Status InferConvBackpropInput(ShapeContext& context,
                                    const ConvWindows& windows) {
  const Shape &filter = context.input(1), &out_backprop = context.input(2);
  ASSIGN_OR_RETURN(Shape images, context.input_as_shape(0));
  ASSIGN_OR_RETURN(images,
                   ConvInputShape(images, filter, out_backprop, windows));
  RETURN_IF_ERROR(
      ConvBackpropGeometryOf(images, filter, out_backprop, windows).status());
  context.set_output(0, std::move(images));
  return absl::OkStatus();
}

absl::Status InferConvBackpropFilter(ShapeContext& context,
                                     const ConvWindows& windows) {
  ASSIGN_OR_RETURN(Shape filter, context.input_as_shape(1));
  ASSIGN_OR_RETURN(filter, ConvFilterShape(filter, windows));
  RETURN_IF_ERROR(ConvBackpropGeometryOf(context.input(0), filter,
                                         context.input(2), windows)
                      .status());
  context.set_output(0, std::move(filter));
  return absl::OkStatus();
}

double ConvolutionFlops(const Shape& result, const Shape& filter,
                        bool depthwise) {
  if (filter.num_elements() == 0) return 0;
  const int last = filter.rank() - 1;
  const int64_t results =
      filter.dim(last) * (depthwise ? filter.dim(last - 1) : 1);
  return 2.0 * static_cast<double>(result.num_elements()) *
         static_cast<double>(filter.num_elements() / results);
}

}  // namespace thalweg
