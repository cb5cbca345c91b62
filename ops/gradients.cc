#include "thalweg/ops/gradients.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/literal.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_paths.h"
#include "thalweg/ops/math/add_n.h"
#include "thalweg/ops/math/cast.h"

namespace thalweg {
namespace {

constexpr DTypeSet kDifferentiable = kFloating | kComplex;

std::vector<Edge> Edges(const std::vector<Output>& outputs) {
  std::vector<Edge> edges;
  for (const Output& output : outputs) edges.push_back(output.edge());
  return edges;
}

absl::Status CheckGiven(const char* list, const std::vector<Output>& outputs,
                        const Graph& graph) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i] || !(outputs[i].graph() == graph)) {
      return absl::InvalidArgumentError(
          absl::StrCat("Gradients: ", list, "[", i, "] is ",
                       outputs[i] ? outputs[i].name() + ", of another graph"
                                  : std::string("an invalid Output")));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckGradY(const Output& y, const Output& grad_y) {
  if (!grad_y) {
    if (!kComplex.contains(y.dtype())) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "Gradients of complex tensors must set grad_ys (y.dtype = ",
        DTypeName(y.dtype()), ")"));
  }
  if (grad_y.dtype() == y.dtype() &&
      grad_y.shape().IsCompatibleWith(y.shape())) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Gradients: the gradient given for ", y.name(), " is ",
      DTypeName(grad_y.dtype()), " ", grad_y.shape().ToString(), ", expected ",
      DTypeName(y.dtype()), " ", y.shape().ToString()));
}

absl::Status CheckArguments(const std::vector<Output>& ys,
                            const std::vector<Output>& xs,
                            const std::vector<Output>& grad_ys) {
  if (ys.empty()) {
    return absl::InvalidArgumentError("Gradients: there are no ys");
  }
  // What failed while building says more than the invalid Output it left.
  for (const auto* outputs : {&ys, &xs, &grad_ys}) {
    for (const Output& output : *outputs) {
      if (output.graph().state()) RETURN_IF_ERROR(output.graph().status());
    }
  }
  const Graph& graph = ys[0].graph();
  RETURN_IF_ERROR(CheckGiven("ys", ys, graph));
  RETURN_IF_ERROR(CheckGiven("xs", xs, graph));
  if (!grad_ys.empty() && grad_ys.size() != ys.size()) {
    return absl::InvalidArgumentError(absl::StrCat("Gradients: there are ",
                                                   ys.size(), " ys but ",
                                                   grad_ys.size(), " grad_ys"));
  }
  for (size_t i = 0; i < ys.size(); ++i) {
    if (!kDifferentiable.contains(ys[i].dtype())) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Gradients: ys[", i, "], ", ys[i].name(), ", is ",
          DTypeName(ys[i].dtype()), ", expected a floating or complex dtype"));
    }
    const Output grad_y = grad_ys.empty() ? Output() : grad_ys[i];
    if (grad_y) RETURN_IF_ERROR(CheckGiven("grad_ys", {grad_y}, graph));
    RETURN_IF_ERROR(CheckGradY(ys[i], grad_y));
  }
  return absl::OkStatus();
}

absl::StatusOr<Output> Ones(const Output& y) {
  if (y.shape() != Shape()) return OnesLike(y);
  ASSIGN_OR_RETURN(Tensor one,
                   ConvertLiteral(Tensor::Scalar(int64_t{1}), y.dtype()));
  return Constant(y.graph(), std::move(one), "grad_ys");
}

// Slices of one tensor as one list of slices: rows named twice add up.
IndexedSlices Concatenate(const std::vector<GradientValue>& values) {
  std::vector<Output> rows, indices;
  DType index_dtype = kInt32;
  for (const GradientValue& value : values) {
    if (value.sparse().indices.dtype() != kInt32) index_dtype = kInt64;
  }
  for (const GradientValue& value : values) {
    const Output& index = value.sparse().indices;
    rows.push_back(value.sparse().values);
    indices.push_back(index.dtype() == index_dtype ? index
                                                   : Cast(index, index_dtype));
  }
  return {Concat(rows, 0), Concat(indices, 0), values[0].sparse().dense_shape};
}

GradientValue Sum(const std::vector<GradientValue>& values) {
  if (values.empty()) return GradientValue();
  if (values.size() == 1) return values[0];
  if (std::all_of(values.begin(), values.end(),
                  [](const GradientValue& v) { return v.is_sparse(); })) {
    return Concatenate(values);
  }
  std::vector<Output> terms;
  for (const GradientValue& value : values) terms.push_back(value.dense());
  return AddN(terms);
}

// Walks from the ys to the xs, each node after all its consumers.
class Backpropagation {
 public:
  Backpropagation(const Graph& graph, const std::vector<Output>& ys,
                  const std::vector<Output>& xs)
      : graph_(graph),
        first_new_id_(graph.num_node_ids()),
        paths_(graph, Edges(ys), Edges(xs)) {}

  absl::Status Start(const Output& y, Output grad_y) {
    if (!paths_.Needs(y.edge())) return absl::OkStatus();
    if (!grad_y) {
      ASSIGN_OR_RETURN(grad_y, Ones(y));
    }
    partials_[y.edge()].push_back(grad_y);
    return absl::OkStatus();
  }

  absl::Status Run() {
    for (Node* node : paths_.nodes()) RETURN_IF_ERROR(Visit(node));
    return graph_.status();
  }

  GradientValue Result(const Output& x) const {
    auto found = results_.find(x.edge());
    return found == results_.end() ? GradientValue() : found->second;
  }

 private:
  absl::Status Visit(Node* node) {
    std::vector<GradientValue> upstream(node->num_outputs());
    bool any = false;
    for (int i = 0; i < node->num_outputs(); ++i) {
      const Edge edge = node->output(i);
      auto found = partials_.find(edge);
      if (found == partials_.end()) continue;
      upstream[i] = Sum(found->second);
      partials_.erase(found);
      any = true;
      if (paths_.IsX(edge)) results_[edge] = upstream[i];
    }
    if (!any || !paths_.ReachesX(node)) return absl::OkStatus();
    return Differentiate(node, std::move(upstream));
  }

  absl::Status Differentiate(Node* node, std::vector<GradientValue> upstream) {
    const GradientFunction function = node->op().gradient_function();
    if (function == nullptr) {
      return absl::NotFoundError(absl::StrCat(
          "No gradient defined for op: ", node->op().name(), " (",
          node->Describe(), "), on the path ", paths_.PathThrough(node)));
    }
    const ScopeGuard scope =
        graph_.WithName(absl::StrCat(node->name(), "_grad"));
    std::vector<bool> needed;
    for (const Edge& input : node->inputs()) {
      needed.push_back(input && paths_.Needs(input));
    }
    GradientContext context(graph_, node, std::move(upstream),
                            std::move(needed));
    RETURN_IF_ERROR(InGradientOf(node, function(context)));
    RETURN_IF_ERROR(InGradientOf(node, graph_.status()));
    for (int i = 0; i < node->num_inputs(); ++i) {
      const GradientValue& gradient = context.results()[i];
      if (gradient.absent() || !context.needs(i)) continue;
      RETURN_IF_ERROR(InGradientOf(node, Check(node, i, gradient)));
      partials_[node->input(i)].push_back(gradient);
    }
    return absl::OkStatus();
  }

  static absl::Status InGradientOf(const Node* node, absl::Status status) {
    if (status.ok()) return status;
    return absl::Status(status.code(),
                        absl::StrCat("In the gradient of ", node->Describe(),
                                     ": ", status.message()));
  }

  // The gradient by input i must look like the input, and may be known to.
  absl::Status Check(const Node* node, int i, const GradientValue& gradient) {
    const Edge& input = node->input(i);
    // By a handle: the variable's value is not described there.
    if (!kDifferentiable.contains(input.dtype())) return absl::OkStatus();
    const Output value =
        gradient.is_sparse() ? gradient.sparse().values : gradient.dense();
    const bool same_shape =
        gradient.is_sparse() || value.shape().IsCompatibleWith(input.shape());
    if (value.dtype() != input.dtype() || !same_shape) {
      return absl::InternalError(absl::StrCat(
          "the gradient by input ", i, " is ", DTypeName(value.dtype()), " ",
          value.shape().ToString(), ", the input ", DTypeName(input.dtype()),
          " ", input.shape().ToString()));
    }
    if (gradient.is_sparse()) return absl::OkStatus();
    ASSIGN_OR_RETURN(Shape merged, value.shape().MergeWith(input.shape()));
    if (merged != value.shape() && value.node()->id() >= first_new_id_) {
      graph_.SetShape(value.edge(), merged);
    }
    return absl::OkStatus();
  }

  Graph graph_;
  const int first_new_id_;  // Nodes from here on are the gradient's own.
  const GradientPaths paths_;
  // What has arrived so far at outputs that are needed.
  absl::flat_hash_map<Edge, std::vector<GradientValue>> partials_;
  absl::flat_hash_map<Edge, GradientValue> results_;
};

}  // namespace

absl::StatusOr<std::vector<GradientValue>> SymbolicGradients(
    const std::vector<Output>& ys, const std::vector<Output>& xs,
    const std::vector<Output>& grad_ys) {
  RETURN_IF_ERROR(CheckArguments(ys, xs, grad_ys));
  Graph graph = ys[0].graph();
  const ScopeGuard scope = graph.WithName("gradients");
  Backpropagation backpropagation(graph, ys, xs);
  for (size_t i = 0; i < ys.size(); ++i) {
    RETURN_IF_ERROR(
        backpropagation.Start(ys[i], grad_ys.empty() ? Output() : grad_ys[i]));
  }
  RETURN_IF_ERROR(backpropagation.Run());
  std::vector<GradientValue> results;
  for (const Output& x : xs) results.push_back(backpropagation.Result(x));
  return results;
}

absl::StatusOr<std::vector<Output>> Gradients(
    const std::vector<Output>& ys, const std::vector<Output>& xs,
    const std::vector<Output>& grad_ys) {
  ASSIGN_OR_RETURN(const std::vector<GradientValue> values,
                   SymbolicGradients(ys, xs, grad_ys));
  std::vector<Output> gradients;
  for (size_t i = 0; i < xs.size(); ++i) {
    if (values[i].absent()) {
      return absl::InvalidArgumentError(
          absl::StrCat("Cannot compute the partial derivative for node '",
                       xs[i].node()->name(),
                       "' as it's unreachable from the output node(s)."));
    }
    gradients.push_back(values[i].dense());
  }
  return gradients;
}

}  // namespace thalweg
