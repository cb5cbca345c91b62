#include "thalweg/graph/export.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/attr_proto.h"
#include "thalweg/graph/graph_versions.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg {
namespace {

absl::Status NodeToDef(const Node& node, NodeDef& def) {
  def.set_name(node.name());
  def.set_op(node.op().name());
  def.set_device(node.device());
  for (const Edge& edge : node.inputs()) {
    if (!edge) {
      return absl::FailedPreconditionError(
          absl::StrCat(node.Describe(), ": its loop is not closed: input ",
                       def.input_size(), " has no producer"));
    }
    *def.add_input() = edge.index == 0 ? edge.node->name() : edge.ToString();
  }
  for (const Node* control : node.control_inputs()) {
    *def.add_input() = absl::StrCat("^", control->name());
  }
  for (const auto& [name, attr] : node.attrs()) {
    absl::Status status = AttrToProto(attr, (*def.mutable_attr())[name]);
    if (!status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat(node.Describe(), ": attr '", name,
                                       "': ", status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ToGraphDef(const Graph& graph, GraphDef& def) {
  def.Clear();
  RETURN_IF_ERROR(graph.status());
  def.mutable_node()->Reserve(graph.num_nodes());
  for (const auto& node : graph.nodes()) {
    if (node) RETURN_IF_ERROR(NodeToDef(*node, *def.add_node()));
  }
  if (graph.library() != nullptr) *def.mutable_library() = *graph.library();
  VersionsToProto(graph.versions(), *def.mutable_versions());
  return absl::OkStatus();
}

}  // namespace thalweg
