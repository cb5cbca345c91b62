// How the cost of a graph grows with its nodes: loading one, its gradients,
// making a plan of it.
//
//   build/release/bench/graph_scale
//
// Workloads as the comparison with other engines defines them: load.100k,
// gradients.chain10000, gradients.layers1000; plans of chain1000.scalar and
// grid16x64. Times of parts and bytes are by node of the graph given.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/graph_io.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

// A benchmark has no caller to tell of a failure.
void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}
template <class T>
T Check(absl::StatusOr<T> result) {
  Check(result.status());
  return *std::move(result);
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

// Adds up what happened between its calls of Take, by node.
class Parts {
 public:
  Parts(benchmark::State& state, double nodes) : state_(state), nodes_(nodes) {}

  void Start() { start_ = std::chrono::steady_clock::now(); }
  // Seconds since Start or the last Take, which `name` counts.
  double Take(const char* name) {
    const double seconds = SecondsSince(start_);
    state_.counters[name].value += seconds / nodes_;
    state_.counters[name].flags = benchmark::Counter::kAvgIterations;
    Start();
    return seconds;
  }

 private:
  benchmark::State& state_;
  const double nodes_;
  std::chrono::steady_clock::time_point start_;
};

int64_t BytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

// A placeholder n0, then n(k) = n(k-1) + n(max(k-16, 0)).
std::string GraphBytes(int num_nodes) {
  Graph graph;
  std::vector<Output> nodes = {Placeholder(graph, kFloat, {}).Named("n0")};
  for (int k = 1; k < num_nodes; ++k) {
    nodes.push_back((nodes[k - 1] + nodes[std::max(k - 16, 0)])
                        .Named(absl::StrCat("n", k)));
  }
  return Check(SerializeGraph(graph));
}

// From bytes to the first fetch, which needs two of the nodes.
void BM_Load(benchmark::State& state) {
  const int num_nodes = static_cast<int>(state.range(0));
  const std::string bytes = GraphBytes(num_nodes);
  Parts parts(state, num_nodes);
  for (auto _ : state) {
    const int64_t before = BytesInUse();
    double seconds = 0;
    parts.Start();
    {
      const Graph graph = Check(ParseGraph(bytes));
      seconds += parts.Take("load");
      Session session = Check(Session::Create(graph, {.num_threads = 1}));
      seconds += parts.Take("create");
      Check(session.Run({{"n0", Tensor::Scalar(1.5f)}}, {"n1"}));
      seconds += parts.Take("fetch");
      state.counters["bytes"] =
          static_cast<double>(BytesInUse() - before) / num_nodes;
      parts.Start();
    }
    parts.Take("destroy");
    state.SetIterationTime(seconds);
  }
}
BENCHMARK(BM_Load)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Times the gradients of the sum of `y`.
void TakeGradients(benchmark::State& state, Parts& parts, const Output& y,
                   const std::vector<Output>& xs) {
  const Output loss = Sum(y, {0, 1});
  Check(y.graph().status());
  parts.Start();
  Check(Gradients({loss}, xs));
  state.SetIterationTime(parts.Take("gradients"));
}

// x * 1.0001 and tanh(x) in turn.
void BM_GradientsOfChain(benchmark::State& state) {
  Parts parts(state, static_cast<double>(state.range(0)));
  for (auto _ : state) {
    Graph graph;
    const Output x = Placeholder(graph, kFloat, {4, 8});
    Output y = x;
    parts.Start();
    for (int i = 0; i < state.range(0); ++i) {
      y = i % 2 == 0 ? y * 1.0001 : Tanh(y);
    }
    parts.Take("build");
    TakeGradients(state, parts, y, {x});
  }
}
BENCHMARK(BM_GradientsOfChain)
    ->Arg(1'000)
    ->Arg(10'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// relu(x W + 0) again and again, with respect to all W.
void BM_GradientsOfLayers(benchmark::State& state) {
  Parts parts(state, static_cast<double>(state.range(0)));
  for (auto _ : state) {
    Graph graph;
    Output y = Placeholder(graph, kFloat, {4, 8});
    std::vector<Output> weights;
    parts.Start();
    for (int i = 0; i < state.range(0); ++i) {
      weights.push_back(Variable(graph, initializer::Zeros({8, 8})));
      y = Relu(BiasAdd(MatMul(y, weights.back()), Fill(graph, {8}, 0.f)));
    }
    parts.Take("build");
    TakeGradients(state, parts, y, weights);
  }
}
BENCHMARK(BM_GradientsOfLayers)
    ->Arg(1'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Makes the plan that gives `y`, whose feeds are scalars, in fresh sessions.
void MakePlans(benchmark::State& state, const std::vector<Feed>& feeds,
               const Output& y) {
  const int num_nodes = y.graph().num_nodes();
  for (auto _ : state) {
    Session session = Check(Session::Create(y.graph(), {.num_threads = 1}));
    StepReport report;
    Check(session.Run(feeds, {y}, {}, {}, &report));
    double ms = 0;
    for (const PassRecord& pass : report.passes) {
      ms += pass.ms;
      state.counters[pass.name].value += pass.ms / 1e3 / num_nodes;
      state.counters[pass.name].flags = benchmark::Counter::kAvgIterations;
    }
    state.SetIterationTime(ms / 1e3);
  }
}

void BM_PlanOfChain(benchmark::State& state) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {});
  const Output y = Placeholder(graph, kFloat, {});
  Output last = x;
  for (int i = 0; i < state.range(0); ++i) last = last + y;
  MakePlans(state, {{x, Tensor::Scalar(1.f)}, {y, Tensor::Scalar(0.5f)}}, last);
}
BENCHMARK(BM_PlanOfChain)
    ->Arg(1'000)
    ->Arg(10'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Each value is the sum of two of the row before; at last all are added.
void BM_PlanOfGrid(benchmark::State& state) {
  constexpr int kWidth = 16;
  constexpr int kHeight = 64;
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {});
  std::vector<Output> row;
  for (int i = 0; i < kWidth; ++i) row.push_back(x + i / 16.0);
  for (int k = 1; k < kHeight; ++k) {
    std::vector<Output> next;
    for (int i = 0; i < kWidth; ++i) {
      next.push_back(row[i] + row[(i + 1) % kWidth]);
    }
    row = std::move(next);
  }
  Output sum = row[0];
  for (int i = 1; i < kWidth; ++i) sum = sum + row[i];
  MakePlans(state, {{x, Tensor::Scalar(1.f)}}, sum);
}
BENCHMARK(BM_PlanOfGrid)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace thalweg

BENCHMARK_MAIN();
