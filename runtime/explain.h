// Explain: how a session would compile a request, without running anything.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/graph.h"
#include "thalweg/runtime/explanation.h"
#include "thalweg/runtime/session.h"

namespace thalweg {

// What a session of `graph` with these options would make of such a run:
//
//   auto story = tw::Explain(graph, {{x, batch}}, {loss}, {train});
//   if (!story.ok()) return story.status();
//   for (const tw::PassRecord& pass : story->passes) ...
//
// Placeholders that the run needs and that are not fed count as fed, with the
// shapes they declare. Errors are those of Session::Create, and of Session::Run
// as far as it makes a plan.
absl::StatusOr<Explanation> Explain(const Graph& graph,
                                    const std::vector<Feed>& feeds,
                                    const std::vector<Endpoint>& fetches,
                                    const std::vector<Target>& targets = {},
                                    const SessionOptions& options = {});

}  // namespace thalweg
