#include "thalweg/runtime/passes/fuse_loss.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/passes/fusion.h"

namespace thalweg {
namespace {

// Nodes looked at to see that one does not depend on another; past that it is
// taken to depend.
constexpr size_t kMaxVisited = 10000;

bool MayDependOn(Node* node, const Node* on) {
  absl::flat_hash_set<Node*> seen = {node};
  std::vector<Node*> stack = {node};
  auto visit = [&](Node* next) {
    if (next != nullptr && seen.insert(next).second) stack.push_back(next);
  };
  while (!stack.empty()) {
    Node* next = stack.back();
    stack.pop_back();
    if (next == on || seen.size() > kMaxVisited) return true;
    for (const Edge& edge : next->inputs()) visit(edge.node);
    for (Node* control : next->control_inputs()) visit(control);
  }
  return false;
}

class LossFuser {
 public:
  LossFuser(const CompileEnvironment& environment, StepGraph& step)
      : environment_(environment), step_(step) {}

  absl::StatusOr<int> Run() {
    int fused = 0;
    const int num_ids = step_.graph.num_node_ids();
    for (int id = 0; id < num_ids; ++id) {
      Node* node = step_.graph.nodes()[id].get();
      if (node == nullptr || !node->Is(Trait::kLossWithGradient)) continue;
      ASSIGN_OR_RETURN(const bool done, Fuse(node));
      fused += done;
    }
    return fused;
  }

 private:
  absl::StatusOr<bool> Fuse(Node* loss) {
    const OpSchema* op = OpRegistry::Find(loss->op().fused_form());
    const Edge gradient = loss->output(1);
    Node* product = OnlyReader(gradient);
    if (op == nullptr || product == nullptr || !product->Is(Trait::kMultiply) ||
        product->num_inputs() != 2 || !MayJoin(step_, {loss, product})) {
      return false;
    }
    const Edge column = product->input(product->input(0) == gradient ? 1 : 0);
    if (MayDependOn(column.node, loss)) return false;
    ASSIGN_OR_RETURN(const Edge scale, ColumnAsVector(column, *loss));
    if (!scale) return false;
    Node* fused = TryAddFused(environment_, step_, SpecOf(*op, *loss, scale),
                              step_.device_of[loss->id()],
                              {loss->output(0), product->output(0)});
    if (fused == nullptr) return false;
    step_.graph.ReplaceUses(loss->output(0), fused->output(0));
    step_.graph.ReplaceUses(product->output(0), fused->output(1));
    // The loss is what the user built and knows.
    RETURN_IF_ERROR(RemoveJoined(step_, {loss, product}, *loss, fused));
    return true;
  }

  // The vector of which `column` is the view; nothing when it is none of the
  // right length.
  absl::StatusOr<Edge> ColumnAsVector(Edge column, const Node& loss) {
    const Shape& rows = loss.output_shape(0);
    const Shape& classes = loss.output_shape(1);
    if (!classes.IsFullyDefined() || !rows.IsFullyDefined() ||
        rows.rank() != 1 || column.shape() != Shape({rows.dim(0), 1})) {
      return Edge();
    }
    if (column.node->Is(Trait::kView)) {
      const Edge vector = column.node->input(0);
      return vector.shape() == rows ? vector : Edge();
    }
    const Tensor* value = column.node->Is(Trait::kConstant)
                              ? column.node->attrs().Get<Tensor>("value")
                              : nullptr;
    if (value == nullptr) return Edge();
    const Output vector =
        Constant(step_.graph, value->Reshaped(rows),
                 absl::StrCat(column.node->name(), "_vector"));
    RETURN_IF_ERROR(step_.graph.status());
    step_.device_of.resize(step_.graph.num_node_ids(), nullptr);
    step_.device_of[vector.node()->id()] = step_.device_of[column.node->id()];
    return vector.edge();
  }

  NodeSpec SpecOf(const OpSchema& op, const Node& loss, Edge scale) {
    NodeSpec spec;
    spec.op = &op;
    spec.name = step_.graph.UniqueName(absl::StrCat(loss.name(), "_fused"));
    spec.location = loss.location();
    spec.device = loss.device();
    spec.inputs.assign(loss.inputs().begin(), loss.inputs().end());
    spec.inputs.push_back(scale);
    spec.control_inputs.assign(loss.control_inputs().begin(),
                               loss.control_inputs().end());
    return spec;
  }

  const CompileEnvironment& environment_;
  StepGraph& step_;
};

}  // namespace

absl::StatusOr<int> FuseLosses(const CompileEnvironment& environment,
                               StepGraph& step) {
  return LossFuser(environment, step).Run();
}

}  // namespace thalweg
