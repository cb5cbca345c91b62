#include "thalweg/graph/io/message_io.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using absl::StatusCode;

TEST(MessageIoTest, TellsTextFromBytes) {
  EXPECT_TRUE(IsMessageText(""));
  EXPECT_TRUE(IsMessageText("# a comment\nnode { name: \"\xc3\xa9\" }\r\n\t"));
  GraphDef def;
  def.add_node()->set_name("a");
  def.mutable_node(0)->set_op("NoOp");
  EXPECT_FALSE(IsMessageText(def.SerializeAsString()));
}

TEST(MessageIoTest, GivesEqualBytesForEqualMessages) {
  GraphDef a, b;
  for (GraphDef* def : {&a, &b}) def->add_node();
  for (int i = 0; i < 50; ++i) {
    (*a.mutable_node(0)->mutable_attr())[absl::StrCat("k", i)].set_i(i);
    (*b.mutable_node(0)->mutable_attr())[absl::StrCat("k", 49 - i)].set_i(49 -
                                                                          i);
  }
  ASSERT_OK_AND_ASSIGN(const std::string bytes, SerializeMessage(a));
  EXPECT_EQ(bytes, SerializeMessage(b).value());
  EXPECT_EQ(MessageToText(a), MessageToText(b));
  GraphDef back;
  ASSERT_OK(ParseMessage(bytes, back));
  EXPECT_EQ(SerializeMessage(back).value(), bytes);
  ASSERT_OK(ParseMessageText(MessageToText(a), back));
  EXPECT_EQ(SerializeMessage(back).value(), bytes);
}

TEST(MessageIoTest, RefusesBytesOfNoMessage) {
  GraphDef def;
  EXPECT_THAT(ParseMessage("\x0a\x05"
                           "abc",
                           def),
              StatusIs(StatusCode::kDataLoss, "expected a GraphDef, got 5"));
  // A name that is no UTF-8.
  EXPECT_THAT(ParseMessage("\x0a\x03\x0a\x01\xff", def),
              StatusIs(StatusCode::kDataLoss));
}

TEST(MessageIoTest, SaysWhereTextIsWrong) {
  GraphDef def;
  EXPECT_THAT(ParseMessageText("node {\n  nam: \"a\"\n}", def),
              StatusIs(StatusCode::kInvalidArgument,
                       "expected the text of a GraphDef: line 2, column 6"));
}

TEST(MessageIoTest, RefusesDeepNesting) {
  std::string text = "node { attr { key: 'f' value { func { ";
  std::string end = "} } } }";
  for (int i = 0; i < 5000; ++i) {
    text += "attr { key: 'f' value { func { ";
    end += "} } }";
  }
  GraphDef def;
  EXPECT_THAT(ParseMessageText(text + end, def),
              StatusIs(StatusCode::kInvalidArgument, "GraphDef: line 1"));

  AttrValue value;
  AttrValue* inner = &value;
  for (int i = 0; i < 60; ++i) {
    inner = &(*inner->mutable_func()->mutable_attr())["f"];
  }
  const std::string bytes = value.SerializeAsString();
  EXPECT_THAT(ParseMessage(bytes, value), StatusIs(StatusCode::kDataLoss));
}

}  // namespace
}  // namespace thalweg
