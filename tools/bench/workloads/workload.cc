#include "thalweg/tools/bench/workloads/workload.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/bench/workloads/builders.h"
#include "thalweg/tools/bench/workloads/values.h"

namespace thalweg::bench {
namespace {

// A network that tells classes apart, and how it is trained.
struct Classifier {
  Output (*logits)(Network&, const Output&);
  std::vector<int64_t> sample;  // Shape of one.
  int64_t classes = 10;
  double learning_rate = 0.01;
  double momentum = 0;
  bool softmax = true;  // Whether probabilities are the result, or scores.
};

const std::map<std::string, Classifier>& Classifiers() {
  static const auto* const classifiers = new std::map<std::string, Classifier>{
      {"softmaxreg", {SoftmaxRegressionLogits, {784}}},
      {"mlp", {MlpLogits, {784}}},
      {"lenet", {LeNetLogits, {28, 28, 1}, 10, 0.001}},
      {"cifar", {CifarLogits, {32, 32, 3}, 10, 0.001, 0, false}},
      {"resnet50", {ResNet50Logits, {224, 224, 3}, 1000, 0.001, 0.9, false}}};
  return *classifiers;
}

Workload Train(Network& network, const Output& loss,
               const Classifier& classifier, const std::string& optimizer) {
  if (optimizer == "adam") {
    return network.Train(loss, Adam(0.001, {.epsilon = 1e-7}));
  }
  if (classifier.momentum > 0) {
    return network.Train(
        loss, Momentum(classifier.learning_rate, classifier.momentum));
  }
  return network.Train(loss, GradientDescent(classifier.learning_rate));
}

Workload BuildClassifier(const Classifier& classifier,
                         const WorkloadName& name) {
  Network network(name.train);
  std::vector<int64_t> dims = classifier.sample;
  dims.insert(dims.begin(), name.batch);
  const Output x = network.Feed(Uniform(name.net + "/x", Shape(dims)));
  const Output logits = classifier.logits(network, x);
  if (!name.train) {
    return network.Infer(classifier.softmax ? Softmax(logits) : logits);
  }
  const Tensor labels =
      Integers(name.net + "/y", name.batch, classifier.classes);
  const Output y = network.Feed(OneHotRows(labels, classifier.classes));
  const Output loss = Mean(SoftmaxCrossEntropyWithLogits(logits, y)[0]);
  return Train(network, loss, classifier, name.optimizer);
}

using Builder = Workload (*)(const WorkloadName&);

const std::map<std::string, Builder>& Builders() {
  static const auto* const builders =
      new std::map<std::string, Builder>{{"null", BuildTiny},
                                         {"chain1000", BuildTiny},
                                         {"grid16x64", BuildTiny},
                                         {"gemm", BuildOperation},
                                         {"elementwise", BuildOperation},
                                         {"softmax", BuildOperation},
                                         {"layernorm", BuildOperation},
                                         {"sum0", BuildOperation},
                                         {"sum1", BuildOperation},
                                         {"transpose", BuildOperation},
                                         {"gather", BuildOperation},
                                         {"lstm", BuildLstm},
                                         {"encoder", BuildEncoder}};
  return *builders;
}

}  // namespace

WorkloadName ParseWorkloadName(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '.');
  WorkloadName result;
  result.net = parts[0];
  result.detail = name.substr(std::min(name.size(), parts[0].size() + 1));
  for (size_t i = 1; i < parts.size(); ++i) {
    int64_t batch = 0;
    if (parts[i] == "train") {
      result.train = true;
      if (i + 1 < parts.size()) result.optimizer = parts[i + 1];
    } else if (absl::StartsWith(parts[i], "b") &&
               absl::SimpleAtoi(parts[i].substr(1), &batch) && batch > 0) {
      result.batch = batch;
    }
  }
  return result;
}

std::vector<std::string> WorkloadNames() {
  return {"null.const",
          "null.add",
          "chain1000.scalar",
          "chain1000.16",
          "grid16x64",
          "softmaxreg.b100.infer",
          "softmaxreg.b100.train",
          "mlp.b100.infer",
          "mlp.b100.train.sgd",
          "mlp.b100.train.adam",
          "gemm.fed",
          "gemm.const",
          "elementwise.1M",
          "softmax.1024x1024",
          "layernorm.1024x768",
          "sum0.4096x4096",
          "sum1.4096x4096",
          "transpose.2048x2048",
          "gather.64k",
          "lenet.b100.infer",
          "lenet.b100.train",
          "lstm.b16.infer",
          "lstm.b1.infer",
          "lstm.b16.train",
          "encoder.infer",
          "encoder.train",
          "resnet50.b1.infer",
          "resnet50.b8.infer",
          "resnet50.b8.train",
          "cifar.b32.infer",
          "cifar.b32.train"};
}

absl::StatusOr<Workload> BuildWorkload(const std::string& name) {
  const WorkloadName parsed = ParseWorkloadName(name);
  const auto classifier = Classifiers().find(parsed.net);
  if (classifier != Classifiers().end()) {
    return BuildClassifier(classifier->second, parsed);
  }
  const auto builder = Builders().find(parsed.net);
  if (builder != Builders().end()) return builder->second(parsed);
  return absl::NotFoundError(absl::StrCat("there is no workload '", name,
                                          "'; --list prints the names"));
}

absl::Status SaveWorkload(const std::string& name, const std::string& folder) {
  ASSIGN_OR_RETURN(Workload workload, BuildWorkload(name));
  if (workload.train) workload.graph.Initializer();
  NamedTensors feeds;
  for (size_t i = 0; i < workload.feeds.size(); ++i) {
    feeds.emplace_back(workload.feeds[i].name(), workload.values[i]);
  }
  const std::string path = absl::StrCat(folder, "/", name);
  RETURN_IF_ERROR(SaveGraph(workload.graph, path + ".pb"));
  return WriteNpz(feeds, path + ".npz");
}

}  // namespace thalweg::bench
