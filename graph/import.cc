#include "thalweg/graph/import.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "thalweg/graph/attr_proto.h"
#include "thalweg/graph/function_library.h"
#include "thalweg/graph/graph_versions.h"
#include "thalweg/graph/import_plan.h"
#include "thalweg/graph/node_signature.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/tensor_name.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg {
namespace {

constexpr char kColocation[] = "_class";
constexpr char kColocateWith[] = "loc:@";
constexpr char kOutputShapes[] = "_output_shapes";
// Producers up to this one wrote a scalar for the unknown shape of a
// placeholder.
constexpr int kLastProducerOfScalars = 21;

// Adds the nodes of a plan one after another.
class Importer {
 public:
  Importer(const GraphDef& def, const ImportOptions& options,
           const ImportPlan& plan, Graph& graph)
      : def_(def),
        options_(options),
        plan_(plan),
        graph_(graph),
        nodes_(def.node_size(), nullptr) {}

  absl::StatusOr<ImportResult> Run() {
    graph_.Reserve(def_.node_size());
    for (int index : plan_.order) RETURN_IF_ERROR(AddNode(index));
    RETURN_IF_ERROR(CloseLoops());
    ImportResult result;
    result.unused_inputs = plan_.unused_inputs;
    for (const std::string& name : options_.return_outputs) {
      ASSIGN_OR_RETURN(Output output, FindOutput(name));
      result.outputs.push_back(std::move(output));
    }
    for (const std::string& name : options_.return_operations) {
      auto it = plan_.index_by_name.find(name);
      if (it == plan_.index_by_name.end()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "Requested return node '", name, "' not found in graph def"));
      }
      result.operations.emplace_back(graph_, nodes_[it->second]);
    }
    return result;
  }

 private:
  absl::Status AddNode(int index) {
    const NodeDef& def = def_.node(index);
    NodeSpec spec;
    spec.name = absl::StrCat(plan_.prefix, def.name());
    spec.op = plan_.ops[index];
    spec.device = def.device().empty() ? options_.default_device : def.device();
    RETURN_IF_ERROR(ReadInputs(index, spec));
    std::vector<Shape> shapes;
    RETURN_IF_ERROR(ReadAttrs(def, spec, shapes));
    RETURN_IF_ERROR(RequireAttrs(spec));
    ASSIGN_OR_RETURN(nodes_[index], graph_.AddNode(std::move(spec)));
    return shapes.empty() ? absl::OkStatus()
                          : MergeShapes(shapes, nodes_[index]);
  }

  Node* NodeOf(const ImportSource& source) const {
    return source.index < 0 ? source.existing : nodes_[source.index];
  }

  absl::Status CheckOutput(int index, const ImportSource& source) const {
    const Node& node = *NodeOf(source);
    if (source.output < node.num_outputs()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "Node '", def_.node(index).name(), "': Connecting to invalid output ",
        source.output, " of source node ", node.name(), " which has ",
        node.num_outputs(), " outputs."));
  }

  absl::Status ReadInputs(int index, NodeSpec& spec) const {
    bool runs_after_new_node = false;
    spec.inputs.reserve(plan_.sources_of(index).size());
    for (const ImportSource& source : plan_.sources_of(index)) {
      runs_after_new_node |= source.index >= 0 && !source.is_back_edge;
      if (source.is_back_edge) {
        spec.inputs.emplace_back();  // CloseLoops sets it.
      } else if (source.output == TensorName::kControl) {
        spec.control_inputs.push_back(NodeOf(source));
      } else {
        RETURN_IF_ERROR(CheckOutput(index, source));
        spec.inputs.push_back({NodeOf(source), source.output});
      }
    }
    if (!runs_after_new_node) {
      for (const Operation& operation : options_.control_dependencies) {
        spec.control_inputs.push_back(operation.node());
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadAttrs(const NodeDef& def, NodeSpec& spec,
                         std::vector<Shape>& shapes) {
    for (const auto& [name, value] : def.attr()) {
      absl::StatusOr<Attr> attr = AttrFromProto(value, budget_);
      if (!attr.ok()) {
        return absl::Status(attr.status().code(),
                            absl::StrCat("Node '", def.name(), "': attr '",
                                         name, "': ", attr.status().message()));
      }
      if (std::holds_alternative<AttrPlaceholder>(*attr)) {
        return absl::InvalidArgumentError(absl::StrCat(
            "Node '", def.name(), "': attr '", name,
            "': AttrValue had value with unexpected type 'placeholder'"));
      }
      if (name == kOutputShapes) {
        auto* list = std::get_if<std::vector<Shape>>(&*attr);
        if (list != nullptr && options_.validate_shapes) {
          shapes = std::move(*list);
        }
        continue;
      }
      if (name == kColocation) RETURN_IF_ERROR(ReadColocation(def, *attr));
      if (IsUnknownShapeOfOld(spec, *attr)) attr = Shape::Unknown();
      spec.attrs.Set(name, *std::move(attr));
    }
    return absl::OkStatus();
  }

  bool IsUnknownShapeOfOld(const NodeSpec& spec, const Attr& attr) const {
    const Shape* shape = std::get_if<Shape>(&attr);
    return shape != nullptr && shape->rank() == 0 &&
           spec.op->Is(Trait::kPlaceholder) &&
           VersionsOf(def_).producer <= kLastProducerOfScalars;
  }

  // Checks the names of nodes to be colocated with, and adds the prefix.
  absl::Status ReadColocation(const NodeDef& def, Attr& attr) const {
    auto* classes = std::get_if<std::vector<std::string>>(&attr);
    if (classes == nullptr) return absl::OkStatus();
    for (std::string& entry : *classes) {
      absl::string_view name = entry;
      if (!absl::ConsumePrefix(&name, kColocateWith)) continue;
      if (plan_.index_by_name.contains(name)) {
        entry = absl::StrCat(kColocateWith, plan_.prefix, name);
      } else if (!options_.may_use_existing_nodes ||
                 graph_.FindNode(name) == nullptr) {
        return absl::InvalidArgumentError(
            absl::StrCat("Node '", def.name(),
                         "' expects to be colocated with unknown "
                         "node '",
                         name, "'"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status MergeShapes(const std::vector<Shape>& shapes, Node* node) {
    if (static_cast<int>(shapes.size()) != node->num_outputs()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Node '", node->name(), "' has ", node->num_outputs(),
          " outputs but the _output_shapes attribute specifies shapes for ",
          shapes.size(), " outputs"));
    }
    for (int i = 0; i < node->num_outputs(); ++i) {
      absl::StatusOr<Shape> merged = node->output_shape(i).MergeWith(shapes[i]);
      if (!merged.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat("Node '", node->name(),
                         "' has an _output_shapes attribute "
                         "inconsistent with the GraphDef for output #",
                         i, ": ", merged.status().message()));
      }
      graph_.SetShape({node, i}, *std::move(merged));
    }
    return absl::OkStatus();
  }

  absl::Status CloseLoops() {
    for (int index : plan_.order) {
      int input = 0;
      for (const ImportSource& source : plan_.sources_of(index)) {
        if (source.output == TensorName::kControl) break;
        if (source.is_back_edge) {
          RETURN_IF_ERROR(CheckOutput(index, source));
          RETURN_IF_ERROR(
              CloseLoop(nodes_[index], input, {NodeOf(source), source.output}));
        }
        ++input;
      }
    }
    return absl::OkStatus();
  }

  // What kMerge gives is what each of its inputs gives.
  absl::Status CloseLoop(Node* merge, int input, Edge edge) {
    RETURN_IF_ERROR(
        CheckInput(merge->name(), input, edge,
                   {merge->output_dtype(0), merge->input_is_ref(input)}));
    graph_.SetInput(merge, input, edge);
    return absl::OkStatus();
  }

  absl::StatusOr<Output> FindOutput(const std::string& tensor) {
    const TensorName name = ParseTensorName(tensor);
    for (const auto& [from, to] : options_.input_map) {
      const TensorName mapped = ParseTensorName(from);
      if (mapped.node == name.node && mapped.output == name.output) return to;
    }
    auto it = plan_.index_by_name.find(name.node);
    if (it == plan_.index_by_name.end() ||
        name.output == TensorName::kControl) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Requested return tensor '", tensor, "' not found in graph def"));
    }
    Node* node = nodes_[it->second];
    if (name.output >= node->num_outputs()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Invalid return output ", name.output, " of node '", name.node,
          "', which has ", node->num_outputs(), " output(s)"));
    }
    return Output(graph_, node, name.output);
  }

  const GraphDef& def_;
  const ImportOptions& options_;
  const ImportPlan& plan_;
  Graph& graph_;
  std::vector<Node*> nodes_;
  TensorBudget budget_;
};

absl::Status CheckControlDependencies(const ImportOptions& options,
                                      const Graph& graph) {
  for (const Operation& operation : options.control_dependencies) {
    if (operation.node() == nullptr || !(operation.graph() == graph)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "control_dependencies: expected operations of the graph that is "
          "imported into, got '",
          operation.name(), "'"));
    }
  }
  return absl::OkStatus();
}

// The nodes from `first_id` on.
void RemoveNewNodes(int first_id, Graph& graph) {
  std::vector<bool> kept(graph.num_node_ids(), false);
  std::fill(kept.begin(), kept.begin() + first_id, true);
  graph.KeepOnly(kept);
}

}  // namespace

absl::StatusOr<ImportResult> ImportGraphDef(const GraphDef& def,
                                            const ImportOptions& options,
                                            Graph& graph) {
  const GraphVersions versions = VersionsOf(def);
  RETURN_IF_ERROR(CheckVersions(versions));
  RETURN_IF_ERROR(CheckControlDependencies(options, graph));
  ASSIGN_OR_RETURN(std::shared_ptr<const FunctionDefLibrary> library,
                   MergeLibraries(graph.library(), def.library()));
  ASSIGN_OR_RETURN(const ImportPlan plan, PlanImport(def, options, graph));
  const bool was_empty = graph.num_nodes() == 0;
  const int first_id = graph.num_node_ids();
  absl::StatusOr<ImportResult> result =
      Importer(def, options, plan, graph).Run();
  if (!result.ok()) {
    RemoveNewNodes(first_id, graph);
    return result;
  }
  graph.set_library(std::move(library));
  if (was_empty) {
    graph.versions() = versions;
  } else {
    MergeVersions(versions, graph.versions());
  }
  return result;
}

}  // namespace thalweg
