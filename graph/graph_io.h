// Graphs from and to files and strings.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/import.h"
#include "thalweg/graph/text.h"

namespace thalweg {

// Reads a GraphDef, binary or text (told apart by content):
//
//   auto graph = tw::LoadGraph("graph.pb");
//   if (!graph.ok()) return graph.status();
//
// The system's error when the file cannot be read, DATA_LOSS for bytes that
// are no GraphDef, INVALID_ARGUMENT with the line for text that is none,
// RESOURCE_EXHAUSTED for a file beyond 2 GiB or a graph that claims too much
// memory, UNIMPLEMENTED for SavedModel folders and ONNX files; otherwise as
// ImportGraphDef.
absl::StatusOr<Graph> LoadGraph(Text path);
// The same from memory.
absl::StatusOr<Graph> ParseGraph(Text bytes_or_text);
// Adds what the file holds to a graph that exists already.
absl::StatusOr<ImportResult> ImportGraph(Text path,
                                         const ImportOptions& options,
                                         Graph& graph);

// Writes a GraphDef, as text where the path ends in ".pbtxt", else binary; a
// file of the path is replaced at once or not at all. Equal graphs give equal
// bytes. The graph's error when it has one, RESOURCE_EXHAUSTED beyond 2 GiB.
absl::Status SaveGraph(const Graph& graph, Text path);
absl::StatusOr<std::string> SerializeGraph(const Graph& graph);
absl::StatusOr<std::string> GraphToText(const Graph& graph);

}  // namespace thalweg
