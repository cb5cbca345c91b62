#include "thalweg/graph/graph_file.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/io/coded_stream.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/io/message_io.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg {
namespace {

// A wire tag is a field's number, times 8, plus its type.
constexpr uint32_t kLengthDelimited = 2;
constexpr uint32_t Tag(int field) { return (field << 3) | kLengthDelimited; }

// A SavedModel and an ONNX ModelProto both begin with field 1 as a number: the
// schema version, which is 1, or the IR version, which is 3 or more.
constexpr char kNumberInField1 = 1 << 3;

absl::Status NotSupported(absl::string_view what) {
  return absl::UnimplementedError(
      absl::StrCat(what, " cannot be loaded yet; expected a GraphDef"));
}

absl::Status CheckIsGraphDef(absl::string_view bytes) {
  if (bytes.size() < 2 || bytes[0] != kNumberInField1) {
    return absl::OkStatus();
  }
  return NotSupported(bytes[1] == 1 ? "a SavedModel" : "an ONNX model");
}

// Counts nodes by their tags, without making any.
absl::Status CheckNumNodes(absl::string_view bytes) {
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  int nodes = 0;
  while (const uint32_t tag = stream.ReadTag()) {
    uint32_t length = 0;
    // What is not of a known form is for the parser to refuse.
    if ((tag & 7) != kLengthDelimited || !stream.ReadVarint32(&length) ||
        !stream.Skip(static_cast<int>(length))) {
      break;
    }
    if (tag == Tag(GraphDef::kNodeFieldNumber) && ++nodes > kMaxNodes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("expected at most ", kMaxNodes, " nodes, got more"));
    }
  }
  return absl::OkStatus();
}

absl::Status Parse(absl::string_view bytes, GraphDef& def) {
  if (IsMessageText(bytes)) return ParseMessageText(bytes, def);
  RETURN_IF_ERROR(CheckIsGraphDef(bytes));
  if (bytes.size() <= kMaxMessageBytes) RETURN_IF_ERROR(CheckNumNodes(bytes));
  return ParseMessage(bytes, def);
}

absl::Status InFile(const absl::Status& status, Text path) {
  return absl::Status(status.code(),
                      absl::StrCat(path.view(), ": ", status.message()));
}

}  // namespace

GraphDefHolder::GraphDefHolder()
    : arena_(std::make_unique<google::protobuf::Arena>()),
      def_(google::protobuf::Arena::CreateMessage<GraphDef>(arena_.get())) {}
GraphDefHolder::GraphDefHolder(GraphDefHolder&&) noexcept = default;
GraphDefHolder& GraphDefHolder::operator=(GraphDefHolder&&) noexcept = default;
GraphDefHolder::~GraphDefHolder() = default;

absl::StatusOr<GraphDefHolder> ParseGraphDef(absl::string_view bytes_or_text) {
  GraphDefHolder def;
  RETURN_IF_ERROR(Parse(bytes_or_text, *def));
  return def;
}

absl::StatusOr<GraphDefHolder> LoadGraphDef(Text path) {
  if (IsFolder(path)) return InFile(NotSupported("a SavedModel folder"), path);
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxMessageBytes));
  absl::StatusOr<GraphDefHolder> def =
      absl::EndsWith(path.view(), ".onnx")
          ? absl::StatusOr<GraphDefHolder>(NotSupported("an ONNX model"))
          : ParseGraphDef(bytes);
  if (!def.ok()) return InFile(def.status(), path);
  return def;
}

}  // namespace thalweg
