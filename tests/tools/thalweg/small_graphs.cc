#include "thalweg/tests/tools/thalweg/small_graphs.h"

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

std::string Write(const Graph& graph, const TempFolder& folder,
                  const char* name) {
  std::string path = folder.File(name);
  EXPECT_OK(SaveGraph(graph, path));
  return path;
}

}  // namespace

std::string WriteDouble(const TempFolder& folder) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat).Named("x");
  (2 * x).Named("y");
  return Write(graph, folder, "double.pb");
}

std::string WriteCounter(const TempFolder& folder) {
  Graph graph;
  const Output v =
      Variable(graph, Tensor::Scalar(10.f), {.name = "v", .reference = true});
  graph.Initializer();
  const Operation count = AddTo(v, 1.f).Named("count");
  Identity(count[0]).Named("total");
  return Write(graph, folder, "counter.pb");
}

}  // namespace thalweg
