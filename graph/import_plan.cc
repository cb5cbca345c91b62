#include "thalweg/graph/import_plan.h"

#include <unistd.h>

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "thalweg/graph/function_library.h"
#include "thalweg/graph/graph_versions.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/tensor_name.h"
#include "thalweg/graph/topology.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg {
namespace {

std::string HostName() {
  char name[256] = "";
  if (gethostname(name, sizeof(name) - 1) != 0 || name[0] == '\0') {
    return "localhost";
  }
  return name;
}

absl::Status NodeError(const NodeDef& node, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("Node '", node.name(), "': ", what));
}

class Planner {
 public:
  Planner(const GraphDef& def, const ImportOptions& options, const Graph& graph)
      : def_(def), options_(options), graph_(graph) {}

  absl::StatusOr<ImportPlan> Plan() {
    RETURN_IF_ERROR(CheckPrefix());
    RETURN_IF_ERROR(ReadInputMap());
    RETURN_IF_ERROR(IndexNodes());
    RETURN_IF_ERROR(FindSources());
    RETURN_IF_ERROR(OrderNodes());
    for (const auto& [name, to] : options_.input_map) {
      const TensorName key = ParseTensorName(name);
      if (!input_map_.at({key.node, key.output}).used) {
        plan_.unused_inputs.push_back(name);
      }
    }
    return std::move(plan_);
  }

 private:
  using Key = std::pair<absl::string_view, int>;
  struct MappedInput {
    Output to;
    bool used = false;
  };

  absl::Status CheckPrefix() {
    const absl::string_view prefix = absl::StripSuffix(options_.prefix, "/");
    if (prefix.empty()) return absl::OkStatus();
    if (!IsValidNodeName(prefix)) {
      return absl::InvalidArgumentError(
          absl::StrCat("Imported node name prefix '", options_.prefix,
                       "' would lead to invalid node names"));
    }
    plan_.prefix = absl::StrCat(prefix, "/");
    return absl::OkStatus();
  }

  absl::Status ReadInputMap() {
    for (const auto& [name, to] : options_.input_map) {
      if (to.node() == nullptr || !(to.graph() == graph_)) {
        return absl::InvalidArgumentError(absl::StrCat(
            "input_map: '", name, "' is mapped to '", to.name(),
            "'; expected an output of the graph that is imported into"));
      }
      const TensorName key = ParseTensorName(name);
      input_map_[{key.node, key.output}] = {to};
    }
    return absl::OkStatus();
  }

  absl::Status UnknownOp(const NodeDef& node) const {
    const std::shared_ptr<const FunctionDefLibrary> library = graph_.library();
    if (HasFunction(def_.library(), node.op()) ||
        (library != nullptr && HasFunction(*library, node.op()))) {
      return absl::UnimplementedError(absl::StrCat(
          "Node '", node.name(), "': '", node.op(),
          "' is a function of the "
          "library; nodes that call a function by its name are not supported"));
    }
    return absl::NotFoundError(absl::StrCat(
        "Node '", node.name(), "': Op type not registered '", node.op(),
        "' in binary running on ", HostName(),
        ". Make sure the Op and Kernel are registered in the binary running "
        "in this process."));
  }

  absl::StatusOr<const OpSchema*> FindOp(const NodeDef& node) {
    auto [it, is_new] = ops_.try_emplace(node.op(), nullptr);
    if (!is_new) return it->second;
    const OpSchema* op = OpRegistry::Find(node.op());
    if (op == nullptr) return UnknownOp(node);
    const int removed = op->deprecated_version();
    const int producer = VersionsOf(def_).producer;
    if (removed > 0 && producer >= removed) {
      return absl::UnimplementedError(
          absl::StrCat("Node '", node.name(), "': Op ", op->name(),
                       " is not available in GraphDef version ", producer,
                       ". It has been removed in version ", removed, ". ",
                       op->deprecation(), "."));
    }
    it->second = op;
    return op;
  }

  absl::Status IndexNodes() {
    plan_.ops.reserve(def_.node_size());
    plan_.index_by_name.reserve(def_.node_size());
    const bool graph_has_nodes = graph_.num_nodes() > 0;
    for (const NodeDef& node : def_.node()) {
      if (!IsValidNodeName(node.name())) {
        return NodeError(node, "Node name contains invalid characters");
      }
      const int index = static_cast<int>(plan_.ops.size());
      if (!plan_.index_by_name.emplace(node.name(), index).second) {
        return absl::InvalidArgumentError(
            absl::StrCat("Node '", node.name(), "' is not unique"));
      }
      if (graph_has_nodes &&
          graph_.FindNode(absl::StrCat(plan_.prefix, node.name())) != nullptr) {
        return absl::InvalidArgumentError(
            absl::StrCat("Node name '", plan_.prefix, node.name(),
                         "' already exists in the Graph"));
      }
      ASSIGN_OR_RETURN(const OpSchema* op, FindOp(node));
      plan_.ops.push_back(op);
    }
    return absl::OkStatus();
  }

  // The graph's tensor that takes the place of `name`, if one does.
  std::optional<ImportSource> FindMapped(const TensorName& name) {
    if (input_map_.empty()) return std::nullopt;
    auto it = input_map_.find(Key(name.node, name.output));
    if (it == input_map_.end()) return std::nullopt;
    it->second.used = true;
    ImportSource source;
    source.existing = it->second.to.node();
    source.output = name.output == TensorName::kControl ? TensorName::kControl
                                                        : it->second.to.index();
    return source;
  }

  absl::StatusOr<ImportSource> FindSource(const NodeDef& node,
                                          absl::string_view input) {
    const TensorName name = ParseTensorName(input);
    if (const auto mapped = FindMapped(name)) return *mapped;
    ImportSource source;
    source.output = name.output;
    auto it = plan_.index_by_name.find(name.node);
    if (it != plan_.index_by_name.end()) {
      source.index = it->second;
      return source;
    }
    if (options_.may_use_existing_nodes) {
      source.existing = graph_.FindNode(name.node);
      if (source.existing != nullptr) return source;
    }
    return NodeError(node, absl::StrCat("Unknown input node '", input, "'"));
  }

  absl::Status FindSources() {
    plan_.first_source.reserve(def_.node_size() + 1);
    plan_.sources.reserve(2 * plan_.ops.size());
    for (int i = 0; i < def_.node_size(); ++i) {
      plan_.first_source.push_back(static_cast<int>(plan_.sources.size()));
      const bool is_merge = plan_.ops[i]->Is(Trait::kMerge);
      bool after_control = false;
      for (const std::string& input : def_.node(i).input()) {
        ASSIGN_OR_RETURN(ImportSource source, FindSource(def_.node(i), input));
        const bool is_control = source.output == TensorName::kControl;
        if (after_control && !is_control) {
          return NodeError(def_.node(i),
                           "Control dependencies must come after regular "
                           "dependencies");
        }
        after_control = is_control;
        source.is_back_edge =
            is_merge && !is_control && source.index >= 0 &&
            plan_.ops[source.index]->Is(Trait::kNextIteration);
        plan_.sources.push_back(source);
      }
    }
    plan_.first_source.push_back(static_cast<int>(plan_.sources.size()));
    return absl::OkStatus();
  }

  absl::Status OrderNodes() {
    Dependencies dependencies;
    dependencies.Reserve(def_.node_size(), plan_.sources.size());
    for (int i = 0; i < def_.node_size(); ++i) {
      dependencies.Next();
      for (const ImportSource& source : plan_.sources_of(i)) {
        if (source.index >= 0 && !source.is_back_edge) {
          dependencies.Add(source.index);
        }
      }
    }
    Ordering ordering = OrderTopologically(dependencies);
    if (!ordering.cycle.empty()) {
      return CycleError(ordering.cycle, [&](int i) {
        return absl::string_view(def_.node(i).name());
      });
    }
    plan_.order = std::move(ordering.order);
    return absl::OkStatus();
  }

  const GraphDef& def_;
  const ImportOptions& options_;
  const Graph& graph_;
  ImportPlan plan_;
  absl::flat_hash_map<Key, MappedInput> input_map_;
  absl::flat_hash_map<absl::string_view, const OpSchema*> ops_;
};

}  // namespace

absl::StatusOr<ImportPlan> PlanImport(const GraphDef& def,
                                      const ImportOptions& options,
                                      const Graph& graph) {
  return Planner(def, options, graph).Plan();
}

}  // namespace thalweg
