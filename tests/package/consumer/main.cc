// Trains a regression through an op of its own, then compares the ops that it
// carries with those of the command whose path is its argument.

#include <cmath>
#include <cstdio>
#include <string>

#include "thalweg/extension.h"
#include "thalweg/thalweg.h"

namespace tw = thalweg;

namespace {

absl::Status HalveGradient(tw::GradientContext& context) {
  context.set(0, context.upstream(0).dense() * 0.5f);
  return absl::OkStatus();
}

const tw::OpRegistration kHalve = tw::OpSchema("Halve")
                                      .Input("x", tw::kFloat)
                                      .Output("y", tw::kFloat)
                                      .Shape(tw::SameAsInput)
                                      .Gradient(HalveGradient);
tw::Output Halve(tw::Input x) { return tw::Build(kHalve, {x}); }

class HalveKernel : public tw::Kernel {
 public:
  explicit HalveKernel(const tw::KernelInfo&) {}
  absl::Status Compute(tw::KernelContext& context) const override {
    const tw::Tensor& x = context.input(0);
    auto y = context.Output(0, x.shape());
    if (!y.ok()) return y.status();
    for (int64_t i = 0; i < x.num_elements(); ++i)
      (*y)->mutable_data<float>()[i] = x.data<float>()[i] / 2;
    return absl::OkStatus();
  }
};
const tw::KernelRegistration kHalveKernel = tw::CpuKernel<HalveKernel>("Halve");

// y = Halve(x w + b) learns 3 x - 1 from four points: w = 6, b = -2.
absl::StatusOr<std::vector<tw::Tensor>> Train() {
  tw::Graph graph;
  auto x = tw::Placeholder(graph, tw::kFloat, {-1, 1});
  auto y = tw::Placeholder(graph, tw::kFloat, {-1, 1});
  auto w = tw::Variable(graph, tw::initializer::Zeros({1, 1}));
  auto b = tw::Variable(graph, tw::initializer::Zeros({1}));
  auto cost = tw::Mean(tw::Square(Halve(tw::MatMul(x, w) + b) - y));
  auto train = tw::GradientDescent(0.5f).Minimize(cost);

  auto session = tw::Session::Create(graph);
  if (!session.ok()) return session.status();
  auto out = session->Run({}, {}, {graph.Initializer()});
  const auto xs = tw::Tensor::Of<float>({4, 1}, {-1, 0, 1, 2});
  const auto ys = tw::Tensor::Of<float>({4, 1}, {-4, -1, 2, 5});
  for (int step = 0; out.ok() && step < 200; ++step)
    out = session->Run({{x, xs}, {y, ys}}, {}, {train});
  if (!out.ok()) return out.status();
  return session->Run({}, {w, b});
}

// The ops that `thalweg ops` lists: a line each after the headings.
int OpsOfCommand(const std::string& command) {
  FILE* pipe = popen((command + " ops").c_str(), "r");
  if (pipe == nullptr) return -1;
  int lines = 0;
  for (int c; (c = std::fgetc(pipe)) != EOF;) lines += c == '\n';
  return pclose(pipe) == 0 ? lines - 1 : -1;
}

// The same of this program, without Halve and what the step compiler adds.
int OpsOfLibrary() {
  int ops = -1;
  for (const tw::OpSchema* op : tw::OpRegistry::All())
    ops += op->name()[0] != '_';
  return ops;
}

}  // namespace

int main(int argc, char** argv) {
  const auto learned = Train();
  if (!learned.ok()) {
    std::printf("%s\n", learned.status().ToString().c_str());
    return 1;
  }
  const float w = (*learned)[0].data<float>()[0];
  const float b = (*learned)[1].data<float>()[0];
  const int expected = argc == 2 ? OpsOfCommand(argv[1]) : -1;
  std::printf("w %g (6), b %g (-2), %d ops (%d)\n", w, b, OpsOfLibrary(),
              expected);
  const bool has_learned = std::abs(w - 6) < 1e-3f && std::abs(b + 2) < 1e-3f;
  return has_learned && OpsOfLibrary() == expected ? 0 : 1;
}
