#include "thalweg/graph/graph_state.h"

#include <utility>

#include "thalweg/graph/status_macros.h"

namespace thalweg {

absl::StatusOr<std::shared_ptr<const Node::Settings>> GraphState::OpUse::Next(
    NodeSpec& spec) {
  std::shared_ptr<const Node::Settings> last = settings.lock();
  const bool same_attrs = last && AttrsEqual(last->attrs, spec.attrs);
  if (!same_attrs) {
    ASSIGN_OR_RETURN(signature, ResolveSignature(spec));
  }
  if (same_attrs && last->device == spec.device) return last;
  auto next = std::make_shared<const Node::Settings>(
      Node::Settings{std::move(spec.attrs), std::move(spec.device)});
  settings = next;
  return next;
}

}  // namespace thalweg
