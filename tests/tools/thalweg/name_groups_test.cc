#include "thalweg/tools/thalweg/name_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"

namespace thalweg::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Adds a node that reads these; its index.
int Add(ExplainedGraph& graph, const std::string& name,
        const std::vector<int>& inputs = {}, NodeRole role = NodeRole::kOp) {
  ExplainedNode node;
  node.name = name;
  node.op = "Op";
  node.role = role;
  node.outputs.resize(1);
  for (int input : inputs) node.inputs.push_back({input, 0});
  graph.nodes.push_back(std::move(node));
  return static_cast<int>(graph.nodes.size()) - 1;
}

std::vector<NodeGroup> Group(const ExplainedGraph& graph, int most = 64) {
  return GroupByName(graph, std::vector<int>(graph.nodes.size(), 0), most);
}

std::vector<std::string> Titles(const std::vector<NodeGroup>& groups) {
  std::vector<std::string> titles;
  titles.reserve(groups.size());
  for (const NodeGroup& group : groups) titles.push_back(group.title);
  return titles;
}

// Each node is in one group; those of a group are of one kind.
void ExpectPartition(const ExplainedGraph& graph,
                     const std::vector<NodeGroup>& groups,
                     const std::vector<int>& kinds) {
  std::vector<int> times(graph.nodes.size(), 0);
  for (const NodeGroup& group : groups) {
    EXPECT_FALSE(group.nodes.empty());
    for (int node : group.nodes) {
      ++times[node];
      if (kinds[node] >= 0) {
        EXPECT_EQ(kinds[node], group.kind);
      }
    }
    for (int node : group.sources) ++times[node];
  }
  for (int count : times) EXPECT_EQ(count, 1);
}

TEST(GroupByNameTest, FewNodesAreBoxesOfTheirOwn) {
  ExplainedGraph graph;
  const int x = Add(graph, "layer/x");
  Add(graph, "layer/y", {x});
  EXPECT_THAT(Titles(Group(graph)), ElementsAre("layer/x", "layer/y"));
  EXPECT_THAT(Group(ExplainedGraph()), IsEmpty());
}

TEST(GroupByNameTest, LargeScopesAreOpenedFirst) {
  ExplainedGraph graph;
  int last = Add(graph, "x");
  // 3 + 40 + 40 nodes do not fit 64 boxes.
  for (const char* scope : {"a", "b"}) {
    for (int i = 0; i < 40; ++i) {
      last = Add(graph, absl::StrCat(scope, "/", i / 4, "/n", i % 4), {last});
    }
  }
  const std::vector<NodeGroup> groups = Group(graph);
  EXPECT_LE(groups.size(), 64);
  EXPECT_GT(groups.size(), 55);
  int whole_scopes = 0;
  for (const NodeGroup& group : groups) {
    whole_scopes += group.title.back() == '/' && group.nodes.size() == 4;
  }
  EXPECT_GT(whole_scopes, 0);
}

TEST(GroupByNameTest, ConstantsAndVariablesGoWithWhoReadsThem) {
  ExplainedGraph graph;
  const int w = Add(graph, "w", {}, NodeRole::kState);
  const int read = Add(graph, "w/read", {w});
  const int axis = Add(graph, "axis", {}, NodeRole::kConstant);
  const int x = Add(graph, "x");
  const int y = Add(graph, "y", {x, read});
  const int z = Add(graph, "z", {y, axis, read});
  const std::vector<NodeGroup> groups = Group(graph);
  ASSERT_THAT(Titles(groups), ElementsAre("x", "y", "z"));
  EXPECT_THAT(groups[1].nodes, ElementsAre(y));
  EXPECT_THAT(groups[1].sources, ElementsAre(w, read));
  EXPECT_THAT(groups[2].nodes, ElementsAre(z));
  EXPECT_THAT(groups[2].sources, ElementsAre(axis));
}

TEST(GroupByNameTest, ACopyOrFetchOfAConstantIsABoxOfItsOwn) {
  ExplainedGraph graph;
  const int c = Add(graph, "c", {}, NodeRole::kConstant);
  const int copy = Add(graph, "copy", {c}, NodeRole::kCopy);
  Add(graph, "y", {copy});
  Add(graph, "fetch", {c}, NodeRole::kFetch);
  EXPECT_THAT(Titles(Group(graph)), ElementsAre("copy", "y", "fetch"));
}

TEST(GroupByNameTest, KindsAreKeptApart) {
  ExplainedGraph graph;
  std::vector<int> kinds;
  int last = Add(graph, "x");
  kinds.push_back(2);
  for (int i = 0; i < 200; ++i) {
    last = Add(graph, absl::StrCat("scope/n", i), {last});
    kinds.push_back(i % 2);
  }
  const auto groups = GroupByName(graph, kinds, 64);
  EXPECT_LE(groups.size(), 64);
  ExpectPartition(graph, groups, kinds);
}

TEST(GroupByNameTest, AConstantAvoidsTheKindItMayNotBeWith) {
  ExplainedGraph graph;
  const int w = Add(graph, "w", {}, NodeRole::kState);
  Add(graph, "unused", {w});
  const int used = Add(graph, "used", {w});
  const auto groups = GroupByName(graph, {{AnyKindBut(1), 1, 0}}, 64);
  ASSERT_EQ(groups.size(), 2);
  const NodeGroup& with = groups[0].sources.empty() ? groups[1] : groups[0];
  EXPECT_THAT(with.nodes, ElementsAre(used));
  EXPECT_THAT(with.sources, ElementsAre(w));
}

TEST(GroupByNameTest, WideScopesAreDividedAtUnderscores) {
  ExplainedGraph graph;
  int last = Add(graph, "x");
  for (int block = 0; block < 10; ++block) {
    for (int layer = 0; layer < 12; ++layer) {
      last =
          Add(graph, absl::StrCat("net/block", block, "_layer", layer, "_conv"),
              {last});
    }
  }
  // 120 layers; of some blocks only the block is shown.
  std::vector<std::string> blocks;
  for (const NodeGroup& group : Group(graph)) {
    if (group.nodes.size() == 12) blocks.push_back(group.title);
  }
  ASSERT_FALSE(blocks.empty());
  EXPECT_THAT(blocks, ::testing::Each(::testing::MatchesRegex("net/block._")));
}

TEST(GroupByNameTest, NamesWithoutScopesAreDividedAlongTheGraph) {
  ExplainedGraph graph;
  int last = Add(graph, "x");
  for (int i = 0; i < 500; ++i) {
    const char* op = i % 2 == 0 ? "Conv2D_" : "Relu_";
    last = Add(graph, absl::StrCat(op, i), {last});
  }
  const std::vector<NodeGroup> groups = Group(graph);
  EXPECT_LE(groups.size(), 64);
  EXPECT_GT(groups.size(), 48);
  // Stretches of the chain: no group needs what comes after it.
  int before = -1;
  for (const NodeGroup& group : groups) {
    EXPECT_EQ(group.nodes.front(), before + 1);
    before = group.nodes.back();
    EXPECT_EQ(group.nodes.size(),
              group.nodes.back() - group.nodes.front() + 1u);
  }
}

TEST(GroupByNameTest, ManyInitializersAreOneBox) {
  ExplainedGraph graph;
  std::vector<int> assigns;
  assigns.reserve(40);
  for (int i = 0; i < 40; ++i) {
    assigns.push_back(Add(graph, absl::StrCat("v", i, "/Assign")));
  }
  Add(graph, "init", assigns);
  int last = Add(graph, "x");
  for (int i = 0; i < 50; ++i) last = Add(graph, absl::StrCat("n", i), {last});
  const std::vector<NodeGroup> groups = Group(graph);
  // The room that this makes is used: the chain is whole.
  EXPECT_EQ(groups.size(), 1 + 1 + 51);
  EXPECT_TRUE(std::any_of(groups.begin(), groups.end(), [](const auto& group) {
    return group.nodes.size() == 40;
  }));
}

TEST(GroupByNameTest, HostileNamesAreGroupedToo) {
  ExplainedGraph graph;
  Add(graph, std::string(20000, '/'));
  Add(graph, "");
  Add(graph, "_");
  Add(graph, "a_/_b//c_");
  Add(graph, std::string(10000, '_'));
  for (int i = 0; i < 400; ++i) Add(graph, absl::StrCat("_/", i, "_"));
  const std::vector<int> kinds(graph.nodes.size(), 0);
  ExpectPartition(graph, GroupByName(graph, kinds, 64), kinds);
}

TEST(GroupByNameTest, NoGraphHasMoreBoxesThanAskedFor) {
  for (int seed = 0; seed < 30; ++seed) {
    std::mt19937 random(seed);
    ExplainedGraph graph;
    std::vector<int> kinds;
    const int n = 1 + static_cast<int>(random() % 2500);
    for (int i = 0; i < n; ++i) {
      std::string name;
      for (unsigned k = random() % 4; k > 0; --k) {
        absl::StrAppend(&name, "s", random() % 7, random() % 2 ? "/" : "_");
      }
      std::vector<int> inputs;
      for (unsigned k = i > 0 ? random() % 3 : 0; k > 0; --k) {
        inputs.push_back(static_cast<int>(random() % i));
      }
      Add(graph, absl::StrCat(name, "n", i), inputs,
          random() % 4 == 0 ? NodeRole::kConstant : NodeRole::kOp);
      kinds.push_back(static_cast<int>(random() % 4));
    }
    const auto groups = GroupByName(graph, kinds, 150);
    EXPECT_LE(groups.size(), 150) << seed;
    ExpectPartition(graph, groups, kinds);
  }
}

}  // namespace
}  // namespace thalweg::command
