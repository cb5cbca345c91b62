#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "thalweg/proto/checkpoint.pb.h"
#include "thalweg/proto/error_codes.pb.h"
#include "thalweg/proto/event.pb.h"
#include "thalweg/proto/example.pb.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/proto/meta_graph.pb.h"
#include "thalweg/proto/node_def.pb.h"
#include "thalweg/proto/object_graph.pb.h"
#include "thalweg/proto/tensor.pb.h"
#include "thalweg/tests/support/paths.h"

namespace thalweg {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using ::google::protobuf::TextFormat;
using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// A file that TensorFlow 2.21 wrote.
struct Recording {
  std::string name;
  std::string bytes;
  std::unique_ptr<Message> message;  // Empty, of the type the file holds.
};

// All files of the folder: SavedModels by their name, else GraphDefs.
std::vector<Recording> Recordings() {
  const std::string folder =
      std::string(THALWEG_TEST_DATA) + "/tensorflow_graphs";
  std::vector<Recording> recordings;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".pb") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    Recording& recording = recordings.emplace_back();
    recording.name = entry.path().filename().string();
    recording.bytes.assign(std::istreambuf_iterator<char>(file), {});
    if (entry.path().stem().extension() == ".saved_model") {
      recording.message = std::make_unique<SavedModel>();
    } else {
      recording.message = std::make_unique<GraphDef>();
    }
  }
  return recordings;
}

// The unknown fields of a message and of all messages in it, values of maps
// included, each as "type:number".
std::vector<std::string> UnknownFields(const Message& root) {
  std::vector<std::string> unknown;
  std::vector<const Message*> pending = {&root};
  while (!pending.empty()) {
    const Message& message = *pending.back();
    pending.pop_back();
    const Reflection& reflection = *message.GetReflection();
    const auto& set = reflection.GetUnknownFields(message);
    for (int i = 0; i < set.field_count(); ++i) {
      unknown.push_back(message.GetTypeName() + ":" +
                        std::to_string(set.field(i).number()));
    }
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      if (!field->is_repeated()) {
        pending.push_back(&reflection.GetMessage(message, field));
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        pending.push_back(&reflection.GetRepeatedMessage(message, field, i));
      }
    }
  }
  return unknown;
}

TEST(WireTest, KnowsEveryFieldThatTensorFlowWrote) {
  const std::vector<Recording> recordings = Recordings();
  ASSERT_THAT(recordings, SizeIs(Ge(12u)));
  for (const Recording& recording : recordings) {
    SCOPED_TRACE(recording.name);
    ASSERT_TRUE(recording.message->ParseFromString(recording.bytes));
    EXPECT_THAT(UnknownFields(*recording.message), IsEmpty());
  }
}

// The order of map entries is free, so bytes may differ, but not their number.
TEST(WireTest, WritesBackWhatTensorFlowWrote) {
  for (const Recording& recording : Recordings()) {
    SCOPED_TRACE(recording.name);
    ASSERT_TRUE(recording.message->ParseFromString(recording.bytes));
    const std::string written = recording.message->SerializeAsString();
    EXPECT_EQ(written.size(), recording.bytes.size());
    std::unique_ptr<Message> again(recording.message->New());
    ASSERT_TRUE(again->ParseFromString(written));
    EXPECT_TRUE(MessageDifferencer::Equals(*again, *recording.message));
  }
}

TEST(WireTest, ReadsBackItsTextForm) {
  for (const Recording& recording : Recordings()) {
    SCOPED_TRACE(recording.name);
    ASSERT_TRUE(recording.message->ParseFromString(recording.bytes));
    std::string text;
    ASSERT_TRUE(TextFormat::PrintToString(*recording.message, &text));
    std::unique_ptr<Message> again(recording.message->New());
    ASSERT_TRUE(TextFormat::ParseFromString(text, again.get()));
    EXPECT_TRUE(MessageDifferencer::Equals(*again, *recording.message));
  }
}

TEST(WireTest, FindsAnUnknownFieldInsideAMap) {
  GraphDef graph;
  AttrValue& value = (*graph.add_node()->mutable_attr())["shape"];
  Message* dim = value.mutable_shape()->add_dim();
  dim->GetReflection()->MutableUnknownFields(dim)->AddVarint(99, 1);
  EXPECT_THAT(UnknownFields(graph),
              ElementsAre("thalweg.TensorShapeProto.Dim:99"));
}

TEST(WireTest, KeepsAnUnknownFieldWhenWritingBack) {
  const std::string bytes("\x0a\x01n\x98\x06\x07", 6);  // name: "n", 99: 7
  NodeDef node;
  ASSERT_TRUE(node.ParseFromString(bytes));
  EXPECT_THAT(UnknownFields(node), ElementsAre("thalweg.NodeDef:99"));
  EXPECT_EQ(node.SerializeAsString(), bytes);
}

TEST(WireTest, KeepsAnEmptyMessageThatItCarriesAsBytes) {
  const std::string bytes("\x12\x00", 2);  // function_spec {}
  SavedFunction function;
  ASSERT_TRUE(function.ParseFromString(bytes));
  EXPECT_EQ(function.SerializeAsString(), bytes);
}

TEST(WireTest, ReadsPackedAndUnpackedNumbersAlike) {
  TensorProto packed, unpacked;  // int_val: [1, 300]
  ASSERT_TRUE(packed.ParseFromString(std::string("\x3a\x03\x01\xac\x02", 5)));
  ASSERT_TRUE(unpacked.ParseFromString(std::string("\x38\x01\x38\xac\x02", 5)));
  EXPECT_THAT(packed.int_val(), ElementsAre(1, 300));
  EXPECT_THAT(unpacked.int_val(), ElementsAre(1, 300));
}

// The first entry of an index that TensorFlow wrote for three scalars. The
// empty shape is written although it says nothing.
TEST(WireTest, ReadsAndWritesACheckpointEntry) {
  const std::string bytes("\x08\x01\x12\x00\x28\x04\x35\x06\x38\x27\x1f", 11);
  BundleEntryProto entry;
  ASSERT_TRUE(entry.ParseFromString(bytes));
  EXPECT_EQ(entry.dtype(), DT_FLOAT);
  EXPECT_TRUE(entry.has_shape());
  EXPECT_EQ(entry.size(), 4);
  EXPECT_EQ(entry.crc32c(), 0x1f273806u);
  EXPECT_EQ(entry.SerializeAsString(), bytes);
}

TEST(WireTest, WritesAnExampleWithTensorFlowsNumbers) {
  Example example;
  (*example.mutable_features()->mutable_feature())["a"]
      .mutable_int64_list()
      ->add_value(1);
  EXPECT_EQ(example.SerializeAsString(),
            "\x0a\x0c\x0a\x0a\x0a\x01\x61\x12\x05\x1a\x03\x0a\x01\x01");
}

TEST(WireTest, WritesAScalarEventWithTensorFlowsNumbers) {
  Event event;
  event.set_wall_time(1.0);
  event.set_step(7);
  Summary::Value& value = *event.mutable_summary()->add_value();
  value.set_tag("a");
  value.set_simple_value(0.5f);
  const std::string bytes(
      "\x09\0\0\0\0\0\0\xf0\x3f\x10\x07"
      "\x2a\x0a\x0a\x08\x0a\x01\x61\x15\0\0\0\x3f",
      23);
  EXPECT_EQ(event.SerializeAsString(), bytes);
}

TEST(WireTest, NumbersReferenceTypesAHundredAboveTheirBase) {
  const auto& types = *DataType_descriptor();
  int bases = 0;
  for (int i = 0; i < types.value_count(); ++i) {
    const auto& base = *types.value(i);
    if (base.number() == 0 || base.number() > 100) continue;
    ++bases;
    const auto* reference = types.FindValueByNumber(base.number() + 100);
    ASSERT_NE(reference, nullptr) << base.name();
    EXPECT_EQ(reference->name(), base.name() + "_REF");
  }
  EXPECT_EQ(types.value_count(), 1 + 2 * bases);
}

TEST(WireTest, NumbersStatusCodesAsAbseilDoes) {
  const auto& codes = *error::Code_descriptor();
  EXPECT_EQ(codes.value_count(), 17);
  for (int i = 0; i < codes.value_count(); ++i) {
    const auto code = static_cast<absl::StatusCode>(codes.value(i)->number());
    EXPECT_EQ(codes.value(i)->name(), absl::StatusCodeToString(code));
  }
}

// Descriptors are global: another library's names would abort a program that
// links both.
TEST(WireTest, UsesNamesOfItsOwn) {
  std::vector<const FileDescriptor*> pending = {
      SavedModel::descriptor()->file()};
  while (!pending.empty()) {
    const auto& file = *pending.back();
    pending.pop_back();
    if (file.package() == "google.protobuf") continue;
    EXPECT_THAT(file.name(), StartsWith("thalweg/proto/"));
    EXPECT_THAT(file.package(), StartsWith("thalweg"));
    for (int i = 0; i < file.dependency_count(); ++i) {
      pending.push_back(file.dependency(i));
    }
  }
}

}  // namespace
}  // namespace thalweg
