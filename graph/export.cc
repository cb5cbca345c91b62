#include "thalweg/graph/export.h"

#include <utility>

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
                       &edge - node.inputs().data(), " has no producer"));
    }
  }
  for (std::string& input : InputNames(node)) {
    *def.add_input() = std::move(input);
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

std::vector<std::string> InputNames(const Node& node) {
  std::vector<std::string> names;
  names.reserve(node.num_inputs() + node.control_inputs().size());
  for (const Edge& edge : node.inputs()) {
    names.push_back(edge.index == 0 ? edge.node->name() : edge.ToString());
  }
  for (const Node* control : node.control_inputs()) {
    names.push_back(absl::StrCat("^", control->name()));
  }
  return names;
}

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
