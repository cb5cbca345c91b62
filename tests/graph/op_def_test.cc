#include "thalweg/graph/op_def.h"

#include <gtest/gtest.h>

#include "thalweg/graph/io/message_io.h"
#include "thalweg/proto/op_def.pb.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

struct Attrs {
  std::string mode = "fast";
  std::vector<int64_t> sizes;
  float rate = 0.5f;
  void Fields(AttrFields& fields) {
    fields("mode", mode).Required("sizes", sizes)("rate", rate);
  }
};

TEST(OpDefTest, SaysWhatTheSchemaSays) {
  const OpSchema schema = OpSchema("TestOp")
                              .Input("x", "T")
                              .RefInput("variable", "T")
                              .InputList("parts", "N", kInt32)
                              .OutputTypes("all", "Ts")
                              .Attrs<Attrs>()
                              .Attr("T", {kFloat, kDouble}, kFloat)
                              .Number("N", 2)
                              .TypeList("Ts")
                              .Allowed("mode", {"fast", "slow"})
                              .Traits({Trait::kStateful, Trait::kAggregate})
                              .Deprecated(7, "because");
  OpDef def;
  ToOpDef(schema, def);
  OpDef expected;
  const absl::Status parsed = ParseMessageText(
      R"pb(
        name: "TestOp"
        input_arg { name: "x" type_attr: "T" }
        input_arg { name: "variable" type_attr: "T" is_ref: true }
        input_arg { name: "parts" type: DT_INT32 number_attr: "N" }
        output_arg { name: "all" type_list_attr: "Ts" }
        attr {
          name: "mode"
          type: "string"
          default_value { s: "fast" }
          allowed_values { list { s: [ "fast", "slow" ] } }
        }
        attr { name: "sizes" type: "list(int)" }
        attr {
          name: "rate"
          type: "float"
          default_value { f: 0.5 }
        }
        attr {
          name: "T"
          type: "type"
          default_value { type: DT_FLOAT }
          allowed_values { list { type: [ DT_FLOAT, DT_DOUBLE ] } }
        }
        attr { name: "N" type: "int" has_minimum: true minimum: 2 }
        attr { name: "Ts" type: "list(type)" }
        is_stateful: true
        is_aggregate: true
        deprecation { version: 7 explanation: "because" }
      )pb",
      expected);
  ASSERT_OK(parsed);
  EXPECT_EQ(MessageToText(def), MessageToText(expected));
}

}  // namespace
}  // namespace thalweg
