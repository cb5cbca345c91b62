#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_split.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tools/thalweg/op_docs.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST(OpsCommandTest, TheTableHasEveryOp) {
  const auto run = Thalweg({"ops"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const OpSchema* schema : OpRegistry::All()) {
    const bool is_listed =
        run.out.find("\n" + schema->name() + " ") != std::string::npos;
    EXPECT_EQ(is_listed, schema->name()[0] != '_') << schema->name();
  }
  EXPECT_THAT(run.out, HasSubstr("\nStopGradient "));
  for (const absl::string_view line : absl::StrSplit(run.out, '\n')) {
    if (absl::StartsWith(line, "Tanh ")) {
      EXPECT_THAT(std::string(line),
                  MatchesRegex("Tanh +CPU +yes +T: .*float.*"));
    }
  }
}

TEST(OpsCommandTest, ANameGivesItsDocumentation) {
  const auto run = Thalweg({"ops", "Softmax"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Softmax(logits: T) -> (softmax: T)\n"));
  EXPECT_THAT(run.out, HasSubstr("Equals TensorFlow's Softmax."));
  EXPECT_THAT(run.out, HasSubstr("Output Softmax(Input logits);"));
  EXPECT_THAT(run.out, HasSubstr("thalweg/ops/nn/softmax.h"));
}

TEST(OpsCommandTest, EveryOpOfGraphsIsDocumented) {
  for (const OpSchema* schema : OpRegistry::All()) {
    if (schema->name()[0] == '_') continue;
    EXPECT_TRUE(command::AllOpDocs().contains(schema->name()))
        << schema->name() << ": no comment in ops/ says \"Equals TensorFlow's "
        << schema->name() << ".\"";
  }
}

TEST(OpsCommandTest, JsonIsOneDocument) {
  const auto all = Thalweg({"ops", "--json"});
  const json table = json::parse(all.out, nullptr, false);
  ASSERT_TRUE(table.is_object()) << all.err;
  EXPECT_GT(table["ops"].size(), 100u);
  const auto one = Thalweg({"ops", "MatMul", "--json"});
  const json op = json::parse(one.out, nullptr, false);
  ASSERT_TRUE(op.is_object()) << one.err;
  EXPECT_EQ(op["gradient"], "yes");
  EXPECT_EQ(op["inputs"][1], json({{"name", "b"}, {"type", "T"}}));
  EXPECT_THAT(op["kernels"]["CPU"]["T"].get<std::string>(),
              HasSubstr("double"));
  EXPECT_THAT(op["documentation"].get<std::string>(), HasSubstr("product"));
}

TEST(OpsCommandTest, AnUnknownNameIsNotFound) {
  const auto run = Thalweg({"ops", "matmul"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.err,
            "NOT_FOUND: there is no op 'matmul'; do you mean MatMul?\n");
}

}  // namespace
}  // namespace thalweg
