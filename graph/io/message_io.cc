#include "thalweg/graph/io/message_io.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/text_format.h"

namespace thalweg {
namespace {

using ::google::protobuf::LogSilencer;
using ::google::protobuf::Message;
using ::google::protobuf::TextFormat;

// Keeps the first error.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) {
      text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ",
                           message);
    }
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::string_view NameOf(const Message& message) {
  const std::string& name = message.GetDescriptor()->name();
  return absl::string_view(name);
}

absl::Status TooLarge(const Message& message, size_t size) {
  return absl::ResourceExhaustedError(
      absl::StrCat("a ", NameOf(message), " takes at most ", kMaxMessageBytes,
                   " bytes, got ", size));
}

}  // namespace

bool IsMessageText(absl::string_view bytes) {
  for (const unsigned char c : bytes) {
    if ((c < ' ' && (c < '\t' || c > '\r')) || c == 0x7f) return false;
  }
  return true;
}

absl::Status ParseMessage(absl::string_view bytes, Message& message) {
  if (bytes.size() > kMaxMessageBytes) return TooLarge(message, bytes.size());
  // Text that is not UTF-8 is logged as well as refused.
  LogSilencer silence;
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kMaxMessageDepth);
  if (message.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage()) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat("expected a ", NameOf(message), ", got ", bytes.size(),
                   " bytes that are none, or not all of one"));
}

absl::Status ParseMessageText(absl::string_view text, Message& message) {
  if (text.size() > kMaxMessageBytes) return TooLarge(message, text.size());
  LogSilencer silence;
  FirstError error;
  TextFormat::Parser parser;
  parser.SetRecursionLimit(kMaxMessageDepth);
  parser.RecordErrorsTo(&error);
  google::protobuf::io::ArrayInputStream stream(text.data(),
                                                static_cast<int>(text.size()));
  if (parser.Parse(&stream, &message)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("expected the text of a ", NameOf(message), ": ",
                   error.text().empty() ? "cannot read it" : error.text()));
}

absl::StatusOr<std::string> SerializeMessage(const Message& message) {
  const size_t size = message.ByteSizeLong();
  if (size > kMaxMessageBytes) return TooLarge(message, size);
  std::string bytes;
  bytes.reserve(size);
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&coded);
  }
  return bytes;
}

std::string MessageToText(const Message& message) {
  std::string text;
  TextFormat::PrintToString(message, &text);
  return text;
}

}  // namespace thalweg
