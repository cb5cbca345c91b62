// Sessions of graphs that were made elsewhere.
#include <gtest/gtest.h>

#include "thalweg/graph/graph_file.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using absl::StatusCode;

constexpr char kDoubled[] = R"(
    node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }
    node { name: "y" op: "AddV2" input: "x" input: "x" attr { key: "T" value { type: DT_FLOAT } } })";
constexpr char kNegated[] = R"(
    node { name: "z" op: "Neg" input: "y" attr { key: "T" value { type: DT_FLOAT } } })";

class GraphDefSessionTest : public testing::Test {
 protected:
  absl::StatusOr<Session> Create(const char* text) {
    ASSIGN_OR_RETURN(const GraphDefHolder def, ParseGraphDef(text));
    return Session::Create(*def);
  }
  absl::Status Extend(Session& session, const char* text) {
    ASSIGN_OR_RETURN(const GraphDefHolder def, ParseGraphDef(text));
    return session.Extend(*def);
  }
  float Run(Session& session, const char* fetch) {
    auto out = session.Run({{"x", Tensor::Scalar(3.f)}}, {fetch});
    EXPECT_OK(out);
    return out.ok() ? (*out)[0].scalar<float>() : 0;
  }
};

TEST_F(GraphDefSessionTest, RunsByName) {
  ASSERT_OK_AND_ASSIGN(Session session, Create(kDoubled));
  EXPECT_EQ(Run(session, "y:0"), 6.f);
}

TEST_F(GraphDefSessionTest, GrowsByNodesThatReadOldOnes) {
  ASSERT_OK_AND_ASSIGN(Session session, Create(kDoubled));
  ASSERT_OK(Extend(session, kNegated));
  EXPECT_EQ(Run(session, "z"), -6.f);
  EXPECT_EQ(Run(session, "y"), 6.f);
}

TEST_F(GraphDefSessionTest, StaysAsItWasWhereItCannotGrow) {
  ASSERT_OK_AND_ASSIGN(Session session, Create(kDoubled));
  EXPECT_THAT(Extend(session, kDoubled),
              StatusIs(StatusCode::kInvalidArgument,
                       "GraphDef argument to Extend includes node 'x', which "
                       "was created by a previous call to Create or Extend in "
                       "this session."));
  EXPECT_EQ(Run(session, "y"), 6.f);
  ASSERT_OK(Extend(session, kNegated));
  EXPECT_EQ(Run(session, "z"), -6.f);
}

TEST_F(GraphDefSessionTest, AnUnknownOpIsRefused) {
  EXPECT_THAT(
      Create("node { name: 'n' op: 'Unheard' }"),
      StatusIs(StatusCode::kNotFound, "Op type not registered 'Unheard'"));
}

}  // namespace
}  // namespace thalweg
