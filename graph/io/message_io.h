// Protocol buffer messages from and to bytes and text, within limits.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace thalweg {

// What one message may take on disk: the most that protocol buffers allow.
inline constexpr int64_t kMaxMessageBytes = INT32_MAX;
// Nested messages beyond this are refused, in both forms.
inline constexpr int kMaxMessageDepth = 100;

// True when the bytes are text: no control character but white space. A binary
// GraphDef or SavedModel with any content has one.
bool IsMessageText(absl::string_view bytes);

// DATA_LOSS when the bytes are no such message or end early.
absl::Status ParseMessage(absl::string_view bytes,
                          google::protobuf::Message& message);
// INVALID_ARGUMENT with line and column.
absl::Status ParseMessageText(absl::string_view text,
                              google::protobuf::Message& message);

// Equal messages give equal bytes. RESOURCE_EXHAUSTED beyond kMaxMessageBytes.
absl::StatusOr<std::string> SerializeMessage(
    const google::protobuf::Message& message);
std::string MessageToText(const google::protobuf::Message& message);

}  // namespace thalweg
