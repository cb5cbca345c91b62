// What a run costs: the empty call, a node of a chain, a GEMM against oneDNN
// called bare, a training step of a small network.
//
//   OMP_NUM_THREADS=1 build/release/bench/step_cost
//
// (one thread for oneDNN called bare, as the session calls it). Workloads as
// the comparison with other engines defines them: null.add, chain1000.scalar,
// gemm.fed, mlp.b100.train.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr int kChainLength = 1000;

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

// Values in [-1, 1) that differ from each other.
Tensor Values(const Shape& shape) {
  std::vector<float> values(shape.num_elements());
  uint32_t state = 12345;
  for (float& value : values) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) * 0x1p-23f - 1.0f;
  }
  return Tensor::Of<float>(shape, values);
}

Tensor OneHotRows(int64_t rows, int64_t classes) {
  std::vector<float> values(rows * classes, 0.0f);
  for (int64_t row = 0; row < rows; ++row) {
    values[row * classes + row % classes] = 1.0f;
  }
  return Tensor::Of<float>({rows, classes}, values);
}

void RunPrepared(benchmark::State& state, Session& session,
                 const std::vector<Endpoint>& feeds,
                 const std::vector<Tensor>& values,
                 const std::vector<Endpoint>& fetches,
                 const std::vector<Target>& targets = {}) {
  Callable step = Check(session.Prepare(feeds, fetches, targets));
  std::vector<Tensor> out(fetches.size());
  Check(step.Run(values, absl::MakeSpan(out)));
  for (auto _ : state) Check(step.Run(values, absl::MakeSpan(out)));
}

struct Chain {
  explicit Chain(int length) {
    x = Placeholder(graph, kFloat, {}).Named("x");
    y = Placeholder(graph, kFloat, {}).Named("y");
    last = x;
    for (int i = 0; i < length; ++i) last = last + y;
    last.Named("last");
  }
  Graph graph;
  Output x, y, last;
};

void BM_ChainPrepared(benchmark::State& state) {
  Chain chain(static_cast<int>(state.range(0)));
  Session session = Check(
      Session::Create(chain.graph, {.num_threads = 1, .optimize = false}));
  RunPrepared(state, session, {chain.x, chain.y},
              {Tensor::Scalar(1.f), Tensor::Scalar(0.5f)}, {chain.last});
  state.counters["s_per_node"] =
      benchmark::Counter(static_cast<double>(state.range(0)),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}
BENCHMARK(BM_ChainPrepared)->Arg(1)->Arg(kChainLength);

void BM_ChainByName(benchmark::State& state) {
  Chain chain(static_cast<int>(state.range(0)));
  Session session = Check(
      Session::Create(chain.graph, {.num_threads = 1, .optimize = false}));
  const std::vector<Feed> feeds = {{"x:0", Tensor::Scalar(1.f)},
                                   {"y:0", Tensor::Scalar(0.5f)}};
  for (auto _ : state) Check(session.Run(feeds, {"last:0"}));
}
BENCHMARK(BM_ChainByName)->Arg(1)->Arg(kChainLength);

constexpr int64_t kM = 256, kK = 1152, kN = 192;

void BM_GemmSession(benchmark::State& state) {
  Graph graph;
  Output a = Placeholder(graph, kFloat, {kM, kK});
  Output b = Placeholder(graph, kFloat, {kK, kN});
  Output product = MatMul(a, b);
  Session session = Check(Session::Create(graph, {.num_threads = 1}));
  RunPrepared(state, session, {a, b}, {Values({kM, kK}), Values({kK, kN})},
              {product});
}
BENCHMARK(BM_GemmSession);

void BM_GemmOneDnn(benchmark::State& state) {
  using dnnl::memory;
  dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  const auto plain = memory::format_tag::ab;
  memory::desc a({kM, kK}, memory::data_type::f32, plain);
  memory::desc b({kK, kN}, memory::data_type::f32, plain);
  memory::desc c({kM, kN}, memory::data_type::f32, plain);
  dnnl::matmul matmul(dnnl::matmul::primitive_desc({a, b, c}, engine));
  Tensor x = Values({kM, kK}), y = Values({kK, kN}), z = Values({kM, kN});
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, memory(a, engine, x.mutable_raw())},
      {DNNL_ARG_WEIGHTS, memory(b, engine, y.mutable_raw())},
      {DNNL_ARG_DST, memory(c, engine, z.mutable_raw())}};
  for (auto _ : state) {
    matmul.execute(stream, arguments);
    stream.wait();
  }
}
BENCHMARK(BM_GemmOneDnn);

void BM_MlpTrainingStep(benchmark::State& state) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {100, 784});
  Output labels = Placeholder(graph, kFloat, {100, 10});
  Output w1 = Variable(graph, initializer::GlorotUniform({784, 128}));
  Output b1 = Variable(graph, initializer::Zeros({128}));
  Output w2 = Variable(graph, initializer::GlorotUniform({128, 10}));
  Output b2 = Variable(graph, initializer::Zeros({10}));
  Output logits = MatMul(Relu(MatMul(x, w1) + b1), w2) + b2;
  Output loss =
      Mean(SoftmaxCrossEntropyWithLogits(logits, labels).output(0), {0});
  Operation train = GradientDescent(0.01f).Minimize(loss);
  Operation initializer = graph.Initializer();
  Session session = Check(Session::Create(
      graph, {.num_threads = static_cast<int>(state.range(0))}));
  Check(session.Run({}, {}, {initializer}));
  RunPrepared(state, session, {x, labels},
              {Values({100, 784}), OneHotRows(100, 10)}, {loss}, {train});
}
BENCHMARK(BM_MlpTrainingStep)->Arg(1)->Arg(2)->UseRealTime();

}  // namespace
}  // namespace thalweg

BENCHMARK_MAIN();
