#include "thalweg/graph/graph_io.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/export.h"
#include "thalweg/graph/graph_file.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/io/message_io.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg {

absl::StatusOr<Graph> LoadGraph(Text path) {
  Graph graph;
  RETURN_IF_ERROR(ImportGraph(path, {}, graph).status());
  return graph;
}

absl::StatusOr<Graph> ParseGraph(Text bytes_or_text) {
  ASSIGN_OR_RETURN(const GraphDefHolder def, ParseGraphDef(bytes_or_text));
  Graph graph;
  RETURN_IF_ERROR(ImportGraphDef(*def, {}, graph).status());
  return graph;
}

absl::StatusOr<ImportResult> ImportGraph(Text path,
                                         const ImportOptions& options,
                                         Graph& graph) {
  ASSIGN_OR_RETURN(const GraphDefHolder def, LoadGraphDef(path));
  absl::StatusOr<ImportResult> result = ImportGraphDef(*def, options, graph);
  if (result.ok()) return result;
  return absl::Status(
      result.status().code(),
      absl::StrCat(path.view(), ": ", result.status().message()));
}

absl::Status SaveGraph(const Graph& graph, Text path) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   absl::EndsWith(path.view(), ".pbtxt")
                       ? GraphToText(graph)
                       : SerializeGraph(graph));
  return WriteFileAtomically(path, bytes);
}

absl::StatusOr<std::string> SerializeGraph(const Graph& graph) {
  GraphDefHolder def;
  RETURN_IF_ERROR(ToGraphDef(graph, *def));
  return SerializeMessage(*def);
}

absl::StatusOr<std::string> GraphToText(const Graph& graph) {
  GraphDefHolder def;
  RETURN_IF_ERROR(ToGraphDef(graph, *def));
  return MessageToText(*def);
}

}  // namespace thalweg
