// _Send, _Recv: where a value leaves the graph of one device and enters that
// of another. They are in the graphs that a run reports; what runs copies.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// The same for both ends.
struct TransferAttrs {
  std::string tensor_name;
  std::string send_device;
  int64_t send_device_incarnation = 0;
  std::string recv_device;
  bool client_terminated = false;

  void Fields(AttrFields& fields) {
    fields.Required("tensor_name", tensor_name)
        .Required("send_device", send_device)
        .Required("send_device_incarnation", send_device_incarnation)
        .Required("recv_device", recv_device);
    fields("client_terminated", client_terminated);
  }
};

absl::StatusOr<Node*> AddSendNode(Graph& graph, Edge value, TransferAttrs attrs,
                                  std::string name);
absl::StatusOr<Node*> AddRecvNode(Graph& graph, DType dtype, const Shape& shape,
                                  TransferAttrs attrs, std::string name);

}  // namespace thalweg
