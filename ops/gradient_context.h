// GradientContext: what an op's gradient function sees.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/output.h"

namespace thalweg {

// The gradient of a gathered tensor: row values[i] belongs to row indices[i]
// of a tensor of shape dense_shape; rows named twice add up.
struct IndexedSlices {
  Output values;
  Output indices;      // A vector of int32 or int64.
  Output dense_shape;  // A vector of int32 or int64.
};

// Nothing, a tensor, or slices of one.
class GradientValue {
 public:
  GradientValue() = default;
  GradientValue(Output dense) : dense_(std::move(dense)) {}
  GradientValue(IndexedSlices sparse) : sparse_(std::move(sparse)) {}

  bool absent() const { return !dense_ && !sparse_; }
  bool is_sparse() const { return sparse_.has_value(); }
  // REQUIRES: is_sparse().
  const IndexedSlices& sparse() const { return *sparse_; }
  // The tensor; slices are summed into one (ops are added for that). Invalid
  // when absent.
  Output dense() const;

 private:
  Output dense_;
  std::optional<IndexedSlices> sparse_;
};

// One node on the way back. A gradient function reads the gradients of the
// outputs and sets those of the inputs; an input it leaves unset gets none.
//
//   absl::Status TanhGradient(GradientContext& context) {
//     context.set(0, TanhGrad(context.output(0), context.upstream(0).dense()));
//     return absl::OkStatus();
//   }
class GradientContext {
 public:
  // `needed`: by input, whether anyone asks for its gradient.
  GradientContext(Graph graph, Node* node, std::vector<GradientValue> upstream,
                  std::vector<bool> needed)
      : graph_(std::move(graph)),
        node_(node),
        upstream_(std::move(upstream)),
        needed_(std::move(needed)),
        results_(node->num_inputs()) {}

  const Graph& graph() const { return graph_; }
  Node& node() const { return *node_; }
  Output input(int i) const {
    return Output(graph_, node_->input(i).node, node_->input(i).index);
  }
  Output output(int i = 0) const { return Output(graph_, node_, i); }
  int num_inputs() const { return node_->num_inputs(); }
  int num_outputs() const { return node_->num_outputs(); }
  template <class Attrs>
  absl::StatusOr<Attrs> attrs() const {
    return node_->ReadAttrs<Attrs>();
  }

  // False when the gradient by input i would be thrown away: a function may
  // save the ops that compute it.
  bool needs(int i) const { return needed_[i]; }

  // The gradient of the ys by output i.
  const GradientValue& upstream(int i) const { return upstream_[i]; }
  // The gradient of the ys by input i.
  void set(int i, GradientValue gradient) { results_[i] = std::move(gradient); }
  const std::vector<GradientValue>& results() const { return results_; }

 private:
  Graph graph_;
  Node* node_;
  std::vector<GradientValue> upstream_;
  std::vector<bool> needed_;
  std::vector<GradientValue> results_;
};

}  // namespace thalweg
