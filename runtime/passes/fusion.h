// What the passes that join nodes share.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// True when the nodes, each of which feeds the next, may become one: they are
// on one device, only the first waits for others, only the last is waited for,
// and no run asks for any by name.
bool MayJoin(const StepGraph& step, absl::Span<Node* const> nodes);

// The node that takes `edge` and nobody else does; null when there are more or
// none.
Node* OnlyReader(Edge edge);

// Adds a node on `device` if its op takes these types and shapes and a kernel
// there accepts it; null otherwise. Output i gets the shape of like[i].
Node* TryAddFused(const CompileEnvironment& environment, StepGraph& step,
                  NodeSpec spec, Device* device, absl::Span<const Edge> like);

// Removes the nodes, the last first, and gives `fused` who waited for the last
// and the name of `namesake`, one of them. REQUIRES: MayJoin; no other node
// reads them any more.
absl::Status RemoveJoined(StepGraph& step, absl::Span<Node* const> nodes,
                          const Node& namesake, Node* fused);

}  // namespace thalweg
