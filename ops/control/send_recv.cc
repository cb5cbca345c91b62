#include "thalweg/ops/control/send_recv.h"

#include <utility>

#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kSend = OpSchema("_Send")
                                 .Input("tensor", "T")
                                 .Attr("T", kAnyType)
                                 .Attrs<TransferAttrs>()
                                 .Traits({Trait::kStateful})
                                 .Shape(NoOutputs)
                                 .NotDifferentiable("has no outputs");

const OpRegistration kRecv = OpSchema("_Recv")
                                 .Output("tensor", "tensor_type")
                                 .Attr("tensor_type", kAnyType)
                                 .Attrs<TransferAttrs>()
                                 .Traits({Trait::kStateful})
                                 .Shape(UnknownOutputs)
                                 .NotDifferentiable("depends on nothing");

NodeSpec Spec(const OpSchema& op, TransferAttrs attrs, std::string name) {
  NodeSpec spec;
  spec.op = &op;
  spec.name = std::move(name);
  WriteAttrFields(&VisitFields<TransferAttrs>, &attrs, spec.attrs);
  return spec;
}

}  // namespace

absl::StatusOr<Node*> AddSendNode(Graph& graph, Edge value, TransferAttrs attrs,
                                  std::string name) {
  NodeSpec spec = Spec(kSend, std::move(attrs), std::move(name));
  spec.inputs = {value};
  return graph.AddNode(std::move(spec));
}

absl::StatusOr<Node*> AddRecvNode(Graph& graph, DType dtype, const Shape& shape,
                                  TransferAttrs attrs, std::string name) {
  NodeSpec spec = Spec(kRecv, std::move(attrs), std::move(name));
  spec.attrs.Set("tensor_type", dtype);
  absl::StatusOr<Node*> node = graph.AddNode(std::move(spec));
  if (node.ok()) graph.SetShape((*node)->output(0), shape);
  return node;
}

}  // namespace thalweg
