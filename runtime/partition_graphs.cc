#include "thalweg/runtime/partition_graphs.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/ops/control/send_recv.h"

namespace thalweg {
namespace {

class Partitioner {
 public:
  Partitioner(const StepGraph& step, absl::Span<Device* const> devices)
      : step_(step),
        devices_(devices),
        graphs_(devices.size()),
        copy_of_(step.graph.num_node_ids(), nullptr) {}

  absl::StatusOr<std::vector<Graph>> Run() {
    for (Node* node : step_.order) {
      ASSIGN_OR_RETURN(copy_of_[node->id()], Add(*node));
    }
    std::vector<Graph> graphs = std::move(graphs_);
    std::erase_if(graphs, [](const Graph& g) { return g.num_nodes() == 0; });
    return graphs;
  }

 private:
  // A value, or (index -1) only the order, that another device waits for.
  struct Crossing {
    Node* from = nullptr;
    int index = 0;
    Device* to = nullptr;
    friend bool operator==(const Crossing&, const Crossing&) = default;
    template <class H>
    friend H AbslHashValue(H h, const Crossing& c) {
      return H::combine(std::move(h), c.from, c.index, c.to);
    }
  };
  static constexpr int kOrderOnly = -1;

  Device* DeviceOf(const Node& node) const {
    return step_.device_of[node.id()];
  }
  Graph& GraphOf(const Device* device) {
    return graphs_[absl::c_find(devices_, device) - devices_.begin()];
  }

  // The node that stands for `node` in its device's graph.
  absl::StatusOr<Node*> Add(const Node& node) {
    Device* device = DeviceOf(node);
    if (node.Is(Trait::kCopy)) {
      return Receive({node.input(0).node, node.input(0).index, device},
                     node.name());
    }
    EdgeList inputs;
    for (const Edge& edge : node.inputs()) {
      ASSIGN_OR_RETURN(inputs.emplace_back(),
                       Find({edge.node, edge.index, device}));
    }
    std::vector<Node*> controls;
    for (Node* control : node.control_inputs()) {
      ASSIGN_OR_RETURN(const Edge edge, Find({control, kOrderOnly, device}));
      controls.push_back(edge.node);
    }
    Graph& graph = GraphOf(device);
    Node* copy = graph.CopyNode(node, std::move(inputs), controls);
    graph.SetDevice(copy, device->name());
    return copy;
  }

  // Where the consumer's device finds it.
  absl::StatusOr<Edge> Find(const Crossing& crossing) {
    if (DeviceOf(*crossing.from) == crossing.to) {
      return Edge{copy_of_[crossing.from->id()], crossing.index};
    }
    Node*& receiver = receivers_[crossing];
    if (receiver == nullptr) {
      ASSIGN_OR_RETURN(receiver, Receive(crossing, ""));
    }
    return Edge{receiver, 0};
  }

  // A _Recv of this name ("": one of its own), and its _Send.
  absl::StatusOr<Node*> Receive(const Crossing& crossing, std::string name) {
    Device* source = DeviceOf(*crossing.from);
    const std::string what =
        crossing.index == kOrderOnly
            ? crossing.from->name()
            : absl::StrCat(crossing.from->name(), "_", crossing.index);
    TransferAttrs attrs;
    attrs.tensor_name = absl::StrCat("edge_", num_transfers_++, "_", what);
    attrs.send_device = source->name();
    attrs.recv_device = crossing.to->name();

    Graph& there = GraphOf(source);
    Edge value = {copy_of_[crossing.from->id()], crossing.index};
    if (crossing.index == kOrderOnly) {
      ASSIGN_OR_RETURN(value, Token(there, value.node));
    }
    ASSIGN_OR_RETURN(
        Node * send,
        AddSendNode(there, value, attrs, there.UniqueName("_send_" + what)));
    there.SetDevice(send, source->name());

    Graph& here = GraphOf(crossing.to);
    if (name.empty()) name = here.UniqueName("_recv_" + what);
    ASSIGN_OR_RETURN(Node * receive,
                     AddRecvNode(here, value.dtype(), value.shape(),
                                 std::move(attrs), std::move(name)));
    here.SetDevice(receive, crossing.to->name());
    return receive;
  }

  // An empty value that is there once `node` has run.
  absl::StatusOr<Edge> Token(Graph& graph, Node* node) {
    ASSIGN_OR_RETURN(Tensor empty, Tensor::Zeros(kFloat, {0}));
    const Output token = Constant(graph, std::move(empty),
                                  absl::StrCat("_control_", node->name()));
    RETURN_IF_ERROR(graph.status());
    graph.AddControlEdge(node, token.node());
    graph.SetDevice(token.node(), node->device());
    return token.edge();
  }

  const StepGraph& step_;
  const absl::Span<Device* const> devices_;
  std::vector<Graph> graphs_;  // By device.
  // By id in the step graph.
  std::vector<Node*> copy_of_;
  absl::flat_hash_map<Crossing, Node*> receivers_;
  int num_transfers_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<Graph>> PartitionGraphs(
    const StepGraph& step, absl::Span<Device* const> devices) {
  return Partitioner(step, devices).Run();
}

}  // namespace thalweg
