// GraphDef messages from files: binary or text, told apart by content.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "thalweg/graph/text.h"

namespace google::protobuf {
class Arena;
}  // namespace google::protobuf

namespace thalweg {

class GraphDef;  // proto/graph.proto

// A GraphDef whose parts lie together in memory that goes at once.
class GraphDefHolder {
 public:
  GraphDefHolder();
  GraphDefHolder(GraphDefHolder&&) noexcept;
  GraphDefHolder& operator=(GraphDefHolder&&) noexcept;
  ~GraphDefHolder();

  GraphDef& operator*() const { return *def_; }
  GraphDef* operator->() const { return def_; }

 private:
  std::unique_ptr<google::protobuf::Arena> arena_;
  GraphDef* def_;
};

// A node takes a hundred times the memory of its two bytes on disk.
inline constexpr int kMaxNodes = 10'000'000;

// DATA_LOSS for bytes that are no GraphDef, INVALID_ARGUMENT with line and
// column for text that is none, RESOURCE_EXHAUSTED beyond the limits,
// UNIMPLEMENTED for a SavedModel or an ONNX model.
absl::StatusOr<GraphDefHolder> ParseGraphDef(absl::string_view bytes_or_text);
// The same from a file, with its path in front of errors.
absl::StatusOr<GraphDefHolder> LoadGraphDef(Text path);

}  // namespace thalweg
