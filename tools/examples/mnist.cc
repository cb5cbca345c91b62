// Trains a classifier of handwritten digits and writes it to a folder; in
// another process, loads it from there and predicts the same.
//
//   mnist train --model lenet --data data/mnist --out out/lenet
//   mnist predict --data data/mnist --out out/lenet
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "thalweg/tools/examples/mnist/classifier.h"
#include "thalweg/tools/examples/mnist/examples.h"
#include "thalweg/tools/examples/mnist/training.h"

namespace mnist {
namespace {

struct Arguments {
  std::string model;
  std::string data;
  std::string out;
  int epochs = 0;  // 0: the model's own.
};

struct Recipe {
  Classifier (*build)();
  int epochs;
  int64_t batch_size;
};

const std::map<std::string, Recipe>& Recipes() {
  static const auto* recipes =
      new std::map<std::string, Recipe>{{"logistic", {Logistic, 150, 10}},
                                        {"mlp", {Mlp, 20, 50}},
                                        {"lenet", {LeNet, 5, 50}}};
  return *recipes;
}

// The variables' values, as the graph's "restore" takes them.
absl::Status SaveValues(const tw::Graph& graph, tw::Session& session,
                        const std::string& path) {
  tw::NamedTensors values;
  for (const std::string& name : VariableNames(graph)) {
    auto out = session.Run({}, {name + "/read"});
    if (!out.ok()) return out.status();
    values.emplace_back(name, (*out)[0]);
  }
  return tw::WriteNpz(values, path);
}

absl::Status RestoreValues(const std::string& path, tw::Session& session) {
  auto values = tw::ReadNpz(path);
  if (!values.ok()) return values.status();
  std::vector<tw::Feed> feeds;
  for (const auto& [name, value] : *values) {
    feeds.push_back({"restore/" + name, value});
  }
  return session.Run(feeds, {}, {"restore"}).status();
}

absl::Status RunTrain(const Arguments& arguments) {
  auto mnist = tw::ReadMnist(arguments.data);
  if (!mnist.ok()) return mnist.status();
  auto train = MakeExamples(mnist->train);
  if (!train.ok()) return train.status();
  auto test = MakeExamples(mnist->test);
  if (!test.ok()) return test.status();

  const Recipe& recipe = Recipes().at(arguments.model);
  const Classifier model = recipe.build();
  auto session = tw::Session::Create(model.graph);
  if (!session.ok()) return session.status();
  if (auto out = session->Run({}, {}, {"init"}); !out.ok()) return out.status();

  const int epochs = arguments.epochs > 0 ? arguments.epochs : recipe.epochs;
  const auto start = std::chrono::steady_clock::now();
  auto curve = Train(model, *session, *train, *test,
                     {arguments.model, epochs, recipe.batch_size});
  if (!curve.ok()) return curve.status();
  const std::chrono::duration<double> elapsed =
      std::chrono::steady_clock::now() - start;
  auto predictions = Predict(*session, test->images);
  if (!predictions.ok()) return predictions.status();

  const std::string folder = arguments.out + "/";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  absl::Status written[] = {
      tw::SaveGraph(model.graph, folder + "graph.pb"),
      SaveValues(model.graph, *session, folder + "values.npz"),
      tw::WriteNpy(*predictions, folder + "predictions.npy"),
      WriteLearningCurve(*curve, arguments.model,
                         folder + "learning_curve.svg")};
  for (const absl::Status& status : written) {
    if (!status.ok()) return status;
  }
  std::printf("test accuracy %.3f\n", Accuracy(*predictions, test->labels));
  std::printf("trained in %.1f s: %d epochs of %lld images\n", elapsed.count(),
              epochs, static_cast<long long>(train->count()));
  return absl::OkStatus();
}

absl::Status RunPredict(const Arguments& arguments) {
  const std::string folder = arguments.out + "/";
  auto graph = tw::LoadGraph(folder + "graph.pb");
  if (!graph.ok()) return graph.status();
  auto session = tw::Session::Create(*graph);
  if (!session.ok()) return session.status();
  absl::Status restored = RestoreValues(folder + "values.npz", *session);
  if (!restored.ok()) return restored;

  auto mnist = tw::ReadMnist(arguments.data);
  if (!mnist.ok()) return mnist.status();
  auto test = MakeExamples(mnist->test);
  if (!test.ok()) return test.status();
  auto predictions = Predict(*session, test->images);
  if (!predictions.ok()) return predictions.status();
  std::printf("test accuracy %.3f with the values loaded\n",
              Accuracy(*predictions, test->labels));
  return tw::WriteNpy(*predictions, folder + "predictions_reloaded.npy");
}

}  // namespace
}  // namespace mnist

int main(int argc, char** argv) {
  CLI::App app("Tells handwritten digits apart.");
  app.require_subcommand(1);
  mnist::Arguments arguments;
  CLI::App* train = app.add_subcommand("train", "Trains a model and saves it.");
  train->footer(
      "Example: mnist train --model lenet --data data/mnist --out out/lenet");
  train->add_option("--model", arguments.model, "logistic, mlp or lenet")
      ->required()
      ->check(CLI::IsMember(&mnist::Recipes()));
  train->add_option("--epochs", arguments.epochs, "times to see all images")
      ->check(CLI::PositiveNumber);
  CLI::App* predict = app.add_subcommand(
      "predict", "Loads a model that was trained and predicts.");
  predict->footer("Example: mnist predict --data data/mnist --out out/lenet");
  for (CLI::App* command : {train, predict}) {
    command
        ->add_option("--data", arguments.data, "folder of MNIST's four files")
        ->required();
    command->add_option("--out", arguments.out, "folder of the model")
        ->required();
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const absl::Status status = train->parsed() ? mnist::RunTrain(arguments)
                                              : mnist::RunPredict(arguments);
  if (status.ok()) return 0;
  std::fprintf(stderr, "mnist: %s\n", status.ToString().c_str());
  return 1;
}
