// Denormal numbers count as zeros in kernels, as in TensorFlow's, and in
// nothing else of the program.

#include <gtest/gtest.h>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

TEST(DenormalsTest, AreZerosInKernelsOnAnyThread) {
  for (const int num_threads : {1, 2}) {
    Graph graph;
    const Output x = Placeholder(graph, kFloat, {200000});
    const Output y = x * 0.5f;
    ASSERT_OK_AND_ASSIGN(Session session,
                         Session::Create(graph, {.num_threads = num_threads}));
    ASSERT_OK_AND_ASSIGN(Tensor tiny, Tensor::Allocate(kFloat, {200000}));
    for (float& value : tiny.mutable_flat<float>()) value = 1e-38f;
    ASSERT_OK_AND_ASSIGN(const auto out, session.Run({{x, tiny}}, {y}));
    for (const float value : out[0].flat<float>()) ASSERT_EQ(value, 0.0f);
  }
}

TEST(DenormalsTest, KeepTheirValuesOutsideOfRuns) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {}), y = x + 1;
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({{x, Tensor::Scalar(1.0f)}}, {y}));
  volatile float tiny = 1e-38f;
  EXPECT_GT(tiny * 0.5f, 0.0f);
}

}  // namespace
}  // namespace thalweg
