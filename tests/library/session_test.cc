// A program that has thalweg.h and libthalweg.so, and nothing else of ours.

#include <gtest/gtest.h>

#include "thalweg/thalweg.h"

namespace tw = thalweg;

namespace {

TEST(LibraryTest, BuildsDifferentiatesAndRunsAGraph) {
  tw::Graph graph;
  auto x = tw::Placeholder(graph, tw::kFloat, {-1, 2});
  auto w = tw::Variable(graph, tw::initializer::Zeros({2, 1}));
  auto cost = tw::Mean(tw::Square(tw::MatMul(x, w) - 1.0f));
  auto train = tw::GradientDescent(0.5f).Minimize(cost);

  auto session = tw::Session::Create(graph);
  ASSERT_TRUE(session.ok()) << session.status();
  auto out = session->Run({}, {}, {graph.Initializer()});
  ASSERT_TRUE(out.ok()) << out.status();
  // d cost / d w = 2 (x w - 1) x, so one step from w = 0 along x = (1, 0)
  // gives w = (1, 0), where the cost is 0.
  const auto batch = tw::Tensor::Of<float>({1, 2}, {1, 0});
  out = session->Run({{x, batch}}, {cost}, {train});
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_EQ((*out)[0].data<float>()[0], 1.0f);
  out = session->Run({{x, batch}}, {cost});
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_EQ((*out)[0].data<float>()[0], 0.0f);
}

TEST(LibraryTest, ReportsAMistakeWithItsLineWhenTheSessionIsMade) {
  tw::Graph graph;
  auto x = tw::Placeholder(graph, tw::kFloat, {3, 2});
  tw::MatMul(x, x);
  const auto session = tw::Session::Create(graph);
  EXPECT_EQ(session.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(session.status().message().find("session_test.cc:"),
            absl::string_view::npos)
      << session.status();
}

}  // namespace
