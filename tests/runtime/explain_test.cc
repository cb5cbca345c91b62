#include "thalweg/runtime/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "thalweg/graph/build.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using Rewritten = ExplainedRewrite::Kind;
using Tenancy = ExplainedTenant::Kind;

const ExplainedNode* Find(const ExplainedGraph& graph,
                          const std::string& name) {
  const auto found =
      std::find_if(graph.nodes.begin(), graph.nodes.end(),
                   [&](const auto& node) { return node.name == name; });
  return found == graph.nodes.end() ? nullptr : &*found;
}

std::vector<std::string> NamesWhere(const ExplainedGraph& graph,
                                    bool ExplainedNode::*flag) {
  std::vector<std::string> names;
  for (const ExplainedNode& node : graph.nodes) {
    if (node.*flag) names.push_back(node.name);
  }
  return names;
}

auto Rewrote(Rewritten kind, const std::string& node, const std::string& into) {
  return AllOf(Field(&ExplainedRewrite::kind, kind),
               Field(&ExplainedRewrite::node, node),
               Field(&ExplainedRewrite::into, into));
}

// relu(x w + b), and a branch beside it.
class ExplainTest : public ::testing::Test {
 protected:
  ExplainTest() {
    x_ = Placeholder(graph_, kFloat, {-1, 3}).Named("x");
    const Output w =
        Constant(graph_, Tensor::Of<float>({3, 2}, {1, 2, 3, 4, 5, 6}))
            .Named("w");
    const Output b =
        Constant(graph_, Tensor::Of<float>({2}, {1, 2})).Named("b");
    product_ = MatMul(x_, w).Named("product");
    y_ = Relu(BiasAdd(product_, b).Named("sum")).Named("y");
    side_ = Exp(x_).Named("side");
  }

  Feed Rows(int64_t rows) {
    return {x_, Tensor::Of<float>({rows, 3}, std::vector<float>(rows * 3, 1))};
  }

  Graph graph_;
  Output x_, product_, y_, side_;
};

TEST_F(ExplainTest, TheWholeGraphTellsWhatTheRunNeeds) {
  ASSERT_OK_AND_ASSIGN(const Explanation told,
                       Explain(graph_, {Rows(4)}, {y_}));
  EXPECT_EQ(told.whole.nodes.size(), 7);
  EXPECT_THAT(NamesWhere(told.whole, &ExplainedNode::needed),
              ::testing::UnorderedElementsAre("w", "b", "product", "sum", "y"));
  EXPECT_THAT(NamesWhere(told.whole, &ExplainedNode::fed), ElementsAre("x"));
  EXPECT_THAT(NamesWhere(told.whole, &ExplainedNode::fetched),
              ElementsAre("y"));
  EXPECT_EQ(Find(told.pruned, "side"), nullptr);
  EXPECT_NE(Find(told.pruned, "y"), nullptr);
}

TEST_F(ExplainTest, AFeedInTheMiddleLeavesOutWhatIsAboveIt) {
  const Tensor product = Tensor::Of<float>({1, 2}, {1, 2});
  ASSERT_OK_AND_ASSIGN(const Explanation told,
                       Explain(graph_, {{product_, product}}, {}, {y_}));
  EXPECT_FALSE(Find(told.whole, "x")->needed);
  EXPECT_FALSE(Find(told.whole, "w")->needed);
  EXPECT_FALSE(Find(told.whole, "product")->needed);
  EXPECT_TRUE(Find(told.whole, "product")->fed);
  EXPECT_TRUE(Find(told.whole, "y")->target);
}

TEST_F(ExplainTest, EdgesLeadFromProducersToConsumers) {
  ASSERT_OK_AND_ASSIGN(const Explanation told,
                       Explain(graph_, {Rows(4)}, {y_}));
  const ExplainedNode* sum = Find(told.whole, "sum");
  ASSERT_EQ(sum->inputs.size(), 2);
  EXPECT_EQ(told.whole.nodes[sum->inputs[0].node].name, "product");
  EXPECT_EQ(told.whole.nodes[sum->inputs[1].node].name, "b");
  EXPECT_EQ(told.whole.nodes[sum->inputs[1].node].role, NodeRole::kConstant);
}

TEST_F(ExplainTest, AFusedNodeKnowsWhatItWasMadeFrom) {
  ASSERT_OK_AND_ASSIGN(const Explanation told,
                       Explain(graph_, {Rows(4)}, {y_}));
  const ExplainedNode* fused = Find(told.optimized, "y");
  ASSERT_NE(fused, nullptr);
  EXPECT_THAT(fused->fused_from, ElementsAre("product", "sum", "y"));
  EXPECT_THAT(fused->fused_ops, ElementsAre("MatMul", "BiasAdd", "Relu"));
  EXPECT_THAT(told.rewrites, Contains(Rewrote(Rewritten::kFused, "sum", "y")));
  ASSERT_EQ(told.steps.size(), 1);
  EXPECT_EQ(told.steps[0].node, "y");
  EXPECT_THAT(told.steps[0].implementation, Not(IsEmpty()));
}

TEST_F(ExplainTest, WithoutOptimizationNothingIsRewritten) {
  ASSERT_OK_AND_ASSIGN(
      const Explanation told,
      Explain(graph_, {Rows(4)}, {y_}, {}, {.optimize = false}));
  EXPECT_THAT(told.rewrites, IsEmpty());
  EXPECT_EQ(told.steps.size(), 3);
}

TEST_F(ExplainTest, WhatSimplificationTookAwayIsTold) {
  const Output two = Constant(graph_, Tensor::Scalar(2.f)).Named("two");
  const Output six = (two + Constant(graph_, Tensor::Scalar(4.f))).Named("six");
  const Output same = Identity(Exp(y_).Named("once")).Named("same");
  const Output twice = Exp(y_).Named("twice");
  const Output z = (same * six + twice * six).Named("z");
  ASSERT_OK_AND_ASSIGN(const Explanation told, Explain(graph_, {Rows(4)}, {z}));
  EXPECT_THAT(told.rewrites,
              IsSupersetOf({Rewrote(Rewritten::kFolded, "six", "six/folded"),
                            Rewrote(Rewritten::kPassedOn, "same", "once"),
                            Rewrote(Rewritten::kMerged, "twice", "once"),
                            Rewrote(Rewritten::kDropped, "two", "")}));
}

TEST_F(ExplainTest, ShapesAreThoseOfTheFeeds) {
  ASSERT_OK_AND_ASSIGN(const Explanation told,
                       Explain(graph_, {Rows(4)}, {y_}));
  const ExplainedOutput& out = Find(told.placed, "product")->outputs[0];
  EXPECT_EQ(out.dtype, kFloat);
  EXPECT_EQ(out.shape, Shape({4, 2}));
  EXPECT_EQ(out.bytes, 4 * 2 * 4);
}

TEST_F(ExplainTest, PlaceholdersThatAreNotFedKeepTheirDeclaredShape) {
  ASSERT_OK_AND_ASSIGN(const Explanation told, Explain(graph_, {}, {y_}));
  EXPECT_TRUE(Find(told.whole, "x")->fed);
  const ExplainedOutput& out = Find(told.placed, "product")->outputs[0];
  EXPECT_EQ(out.shape, Shape({-1, 2}));
  EXPECT_EQ(out.bytes, -1);
  EXPECT_EQ(told.elsewhere.feeds, 1);
}

TEST_F(ExplainTest, EachNodeHasADevice) {
  Output first, second;
  {
    auto device = graph_.WithDevice("/cpu:0");
    first = Exp(y_).Named("first");
  }
  {
    auto device = graph_.WithDevice("/device:CPU:1");
    second = Exp(first).Named("second");
  }
  ASSERT_OK_AND_ASSIGN(
      const Explanation told,
      Explain(graph_, {Rows(4)}, {second}, {}, {.device_count = {{"CPU", 2}}}));
  EXPECT_THAT(Find(told.placed, "first")->device, HasSubstr("CPU:0"));
  EXPECT_THAT(Find(told.placed, "second")->device, HasSubstr("CPU:1"));
  EXPECT_EQ(Find(told.placed, "second")->requested_device, "/device:CPU:1");
  // Both stand in the placed graph; the copy between them comes later.
  EXPECT_THAT(told.placed.nodes,
              Not(Contains(Field(&ExplainedNode::role, NodeRole::kCopy))));
  EXPECT_THAT(told.optimized.nodes,
              Contains(Field(&ExplainedNode::role, NodeRole::kCopy)));
}

TEST_F(ExplainTest, EachPassHasARecord) {
  ASSERT_OK_AND_ASSIGN(const Explanation told,
                       Explain(graph_, {Rows(4)}, {y_}));
  std::vector<std::string> names;
  for (const PassRecord& pass : told.passes) names.push_back(pass.name);
  EXPECT_THAT(names, IsSupersetOf({"prune", "place", "fuse", "emit"}));
  EXPECT_EQ(told.passes[0].nodes_before, 7);
}

// Chains of which the memory is easy to tell: 256 bytes a value.
class ExplainMemoryTest : public ::testing::Test {
 protected:
  static constexpr int64_t kBytes = 256;

  Graph graph_;
  Output x_ = Placeholder(graph_, kFloat, {64}).Named("x");
};

TEST_F(ExplainMemoryTest, ValuesThatFollowEachOtherShareABuffer) {
  const Output a = Exp(x_).Named("a");
  const Output b = Log(a).Named("b");
  const Output c = Sum(b, {0}).Named("c");
  ASSERT_OK_AND_ASSIGN(const Explanation told, Explain(graph_, {}, {c}));
  ASSERT_EQ(told.arenas.size(), 1);
  const ExplainedArena& arena = told.arenas[0];
  const auto buffer = std::find_if(
      arena.buffers.begin(), arena.buffers.end(),
      [](const auto& each) { return each.tenants[0].tensor == "a:0"; });
  ASSERT_NE(buffer, arena.buffers.end());
  EXPECT_EQ(buffer->bytes, kBytes);
  EXPECT_EQ(buffer->first_step, 0);
  EXPECT_EQ(buffer->last_step, 2);
  ASSERT_EQ(buffer->tenants.size(), 2);
  EXPECT_EQ(buffer->tenants[1].tensor, "b:0");
  EXPECT_EQ(buffer->tenants[1].kind, Tenancy::kInPlace);
  EXPECT_EQ(buffer->tenants[1].first_step, 1);
}

TEST_F(ExplainMemoryTest, TheLowerBoundIsTheWidestStep) {
  const Output a = Exp(x_).Named("a");
  const Output b = Sin(a).Named("b");
  const Output c = (Cos(a) * b).Named("c");
  const Output d = Sum(c, {0}).Named("d");
  ASSERT_OK_AND_ASSIGN(const Explanation told,
                       Explain(graph_, {}, {d}, {}, {.optimize = false}));
  ASSERT_EQ(told.arenas.size(), 1);
  const ExplainedArena& arena = told.arenas[0];
  // exp, then sin beside it, cos in place of exp, their product, the sum.
  EXPECT_EQ(arena.lower_bound, 2 * kBytes);
  EXPECT_EQ(arena.bytes, 2 * kBytes);
  EXPECT_EQ(arena.live_bytes.size(), told.steps.size());
  EXPECT_EQ(*std::max_element(arena.live_bytes.begin(), arena.live_bytes.end()),
            arena.lower_bound);
}

TEST_F(ExplainMemoryTest, BuffersInUseAtTheSameTimeDoNotOverlap) {
  std::vector<Output> layers = {x_};
  for (int i = 0; i < 12; ++i) layers.push_back(Sin(layers.back()) * 2.f);
  Output sum = layers[0];
  for (const Output& layer : layers) sum = sum + layer;
  ASSERT_OK_AND_ASSIGN(
      const Explanation told,
      Explain(graph_, {}, {Sum(sum, {0})}, {}, {.optimize = false}));
  const std::vector<ExplainedBuffer>& buffers = told.arenas[0].buffers;
  for (const ExplainedBuffer& a : buffers) {
    EXPECT_LE(a.offset + a.bytes, told.arenas[0].bytes);
    for (const ExplainedBuffer& b : buffers) {
      if (&a == &b || a.first_step > b.last_step || b.first_step > a.last_step)
        continue;
      EXPECT_TRUE(a.offset + a.bytes <= b.offset ||
                  b.offset + b.bytes <= a.offset);
    }
  }
}

TEST_F(ExplainMemoryTest, TheArenasAreThoseOfARun) {
  const Output y = Sum(Exp(x_) * Sin(x_), {0});
  ASSERT_OK_AND_ASSIGN(const Explanation told, Explain(graph_, {}, {y}));
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
  StepReport report;
  ASSERT_OK_AND_ASSIGN(Tensor x, Tensor::Allocate(kFloat, {64}));
  ASSERT_OK(session.Run({{x_, x}}, {y}, {}, {}, &report));
  ASSERT_EQ(told.arenas.size(), 1);
  EXPECT_GT(report.arena_bytes, 0);
  EXPECT_EQ(told.arenas[0].bytes, report.arena_bytes);
  EXPECT_EQ(told.arenas[0].lower_bound, report.arena_lower_bound);
  EXPECT_EQ(told.passes.size(), report.passes.size());
}

TEST_F(ExplainMemoryTest, WhatIsFetchedLiesElsewhere) {
  const Output y = Exp(x_);
  ASSERT_OK_AND_ASSIGN(const Explanation told, Explain(graph_, {}, {y}));
  EXPECT_THAT(told.arenas, IsEmpty());
  EXPECT_EQ(told.elsewhere.feeds, 1);
  EXPECT_EQ(told.elsewhere.feed_bytes, kBytes);
  EXPECT_EQ(told.elsewhere.dynamic, 1);
  EXPECT_EQ(told.elsewhere.dynamic_bytes, kBytes);
}

TEST(ExplainErrorTest, RefusesAsARunDoes) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {2}).Named("x");
  EXPECT_THAT(Explain(graph, {}, {"nobody"}),
              StatusIs(absl::StatusCode::kNotFound, "nobody"));
  EXPECT_THAT(Explain(graph, {{x, Tensor::Scalar(1)}}, {Exp(x)}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Expects arg[0] to be float"));
  EXPECT_THAT(Explain(graph, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Must specify at least one target"));
  EXPECT_THAT(Explain(graph, {}, {Exp(x)}, {}, {.num_threads = -1}),
              StatusIs(absl::StatusCode::kInvalidArgument, "num_threads"));
}

}  // namespace
}  // namespace thalweg
