// thalweg train: mini-batches of arrays through a graph's training step.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/support/mini_batches.h"
#include "thalweg/tools/support/numbers.h"
#include "thalweg/tools/support/progress.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/feed_value.h"
#include "thalweg/tools/thalweg/run_request.h"
#include "thalweg/tools/thalweg/tensor_json.h"

namespace thalweg::command {
namespace {

struct TrainArguments {
  RunRequest request;
  std::string data;
  std::vector<std::string> feeds;  // NAME=KEY
  int64_t batch = 0;
  int epochs = 0;
  std::optional<uint64_t> seed;
  std::string loss;
  std::string save;
  std::string logdir;
  bool json = false;
};

// What is fed, and the arrays it comes from.
struct TrainingData {
  std::vector<Endpoint> feeds;
  std::vector<Tensor> arrays;
  // A tensor fed is declared with a number of rows.
  bool fixed_rows = false;
};

struct LossCurve {
  std::vector<double> steps;
  std::vector<double> epochs;
};

absl::Status CheckForms(const TrainArguments& arguments) {
  for (const auto& [option, value] :
       {std::pair("--save", arguments.save), {"--logdir", arguments.logdir}}) {
    if (value.empty()) continue;
    return absl::UnimplementedError(
        absl::StrCat(option, ": checkpoints and event files can't be written"));
  }
  return absl::OkStatus();
}

absl::Status AddArray(const std::string& feed, const NamedTensors& arrays,
                      const Graph& graph, TrainingData& data) {
  ASSIGN_OR_RETURN(const auto parts,
                   SplitAssignment("--feed", "NAME=KEY", feed));
  const auto& [name, key] = parts;
  const Tensor* array = FindTensor(arrays, key);
  if (array == nullptr) {
    return absl::NotFoundError(absl::StrCat(
        "--feed ", name, ": there is no array '", key, "'; there are: ",
        absl::StrJoin(arrays, ", ", [](std::string* out, const auto& entry) {
          out->append(entry.first);
        })));
  }
  ASSIGN_OR_RETURN(const Output output, graph.FindOutput(name));
  const Shape& shape = output.shape();
  data.fixed_rows |= shape.rank() > 0 && shape.dim(0) != Shape::kUnknown;
  data.feeds.push_back(name);
  data.arrays.push_back(*array);
  return absl::OkStatus();
}

absl::StatusOr<TrainingData> ReadData(const TrainArguments& arguments,
                                      const Graph& graph) {
  ASSIGN_OR_RETURN(const NamedTensors arrays, ReadNpz(arguments.data));
  TrainingData data;
  for (const std::string& feed : arguments.feeds) {
    RETURN_IF_ERROR(AddArray(feed, arrays, graph, data));
  }
  return data;
}

absl::StatusOr<double> LossOf(const Tensor& tensor) {
  double loss = 0;
  if (tensor.num_elements() == 1 && kRealNumbers.contains(tensor.dtype())) {
    VisitNumber(tensor.dtype(), [&]<class T>(T) {
      loss = ToComplex(tensor.scalar<T>()).real();
    });
    return loss;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--fetch: expected a loss of one number, got ",
                   DTypeName(tensor.dtype()), " ", tensor.shape().ToString()));
}

// One pass over the data; the mean of the loss over the examples.
absl::StatusOr<double> TrainEpoch(const std::string& label,
                                  const MiniBatches& batches, Callable& step,
                                  std::vector<double>& losses) {
  ProgressBar progress(label, batches.count());
  std::vector<Tensor> batch;
  std::vector<Tensor> out(1);
  double sum = 0;
  int64_t examples = 0;
  for (int64_t i = 0; i < batches.count(); ++i) {
    RETURN_IF_ERROR(batches.Read(i, batch));
    RETURN_IF_ERROR(step.Run(batch, absl::MakeSpan(out)));
    ASSIGN_OR_RETURN(const double loss, LossOf(out[0]));
    losses.push_back(loss);
    sum += loss * static_cast<double>(batches.rows(i));
    examples += batches.rows(i);
    progress.Update(i + 1, absl::StrFormat("loss %.4g", loss));
  }
  return sum / static_cast<double>(examples);
}

void PrintJson(const LossCurve& curve, int64_t steps_per_epoch) {
  const nlohmann::ordered_json document = {
      {"steps_per_epoch", steps_per_epoch},
      {"epoch_losses", NumbersToJson(curve.epochs)},
      {"step_losses", NumbersToJson(curve.steps)}};
  std::cout << document.dump() << "\n";
}

absl::Status Train(const TrainArguments& arguments) {
  RETURN_IF_ERROR(CheckForms(arguments));
  ASSIGN_OR_RETURN(LoadedRequest loaded, Load(arguments.request));
  ASSIGN_OR_RETURN(TrainingData data, ReadData(arguments, loaded.graph));
  ASSIGN_OR_RETURN(MiniBatches batches,
                   MiniBatches::Create(std::move(data.arrays),
                                       {.size = arguments.batch,
                                        .seed = arguments.seed,
                                        .drop_remainder = data.fixed_rows}));
  RETURN_IF_ERROR(Initialize(arguments.request, loaded));
  const std::vector<Target> targets(arguments.request.targets.begin(),
                                    arguments.request.targets.end());
  ASSIGN_OR_RETURN(Callable step, loaded.session.Prepare(
                                      data.feeds, {arguments.loss}, targets));
  LossCurve curve;
  for (int epoch = 1; epoch <= arguments.epochs; ++epoch) {
    batches.Shuffle();
    const std::string label =
        absl::StrCat("epoch ", epoch, "/", arguments.epochs);
    ASSIGN_OR_RETURN(const double loss,
                     TrainEpoch(label, batches, step, curve.steps));
    curve.epochs.push_back(loss);
    if (!arguments.json) {
      std::cout << label << ": loss " << absl::StrFormat("%.6g", loss)
                << std::endl;
    }
  }
  if (arguments.json) PrintJson(curve, batches.count());
  return absl::OkStatus();
}

void AddOptions(CLI::App& command, TrainArguments& arguments) {
  AddSessionOptions(command, arguments.request);
  command.get_option("model")->required();
  command.add_option("--data", arguments.data, "arrays to train on (.npz)")
      ->required();
  command
      .add_option("--feed", arguments.feeds,
                  "NAME=KEY: tensor to feed with the rows of an array")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--batch", arguments.batch, "rows a step")
      ->required()
      ->check(CLI::PositiveNumber);
  command.add_option("--epochs", arguments.epochs, "times to see all rows")
      ->required()
      ->check(CLI::PositiveNumber);
  command.add_option("--shuffle", arguments.seed,
                     "seed: rows in another order in each epoch, the same "
                     "orders for the same seed");
  command
      .add_option("--init", arguments.request.init, "node to run once before")
      ->allow_extra_args(false);
  command
      .add_option("--target", arguments.request.targets,
                  "node to run in each step: the training")
      ->required()
      ->allow_extra_args(false);
  command
      .add_option("--fetch", arguments.loss, "the loss: a tensor of a number")
      ->required();
  command.add_option("--save", arguments.save, "checkpoint to write");
  command.add_option("--logdir", arguments.logdir, "folder for event files");
  command.add_flag("--json", arguments.json, "print one JSON document");
}

}  // namespace

void AddTrain(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "train",
      "Trains a graph on arrays: mini-batches along axis 0 through its "
      "training step. Prints the loss of each epoch, the mean over its rows. "
      "Rows left over at the end of an epoch make a shorter batch; where a "
      "tensor that is fed has a fixed number of rows, they are left out.");
  command->footer(
      "Example: thalweg train graph.pb --data mnist.npz --feed x=images "
      "--feed y=labels --batch 100 --epochs 5 --shuffle 1 --init init "
      "--target train --fetch loss:0");
  auto arguments = std::make_shared<TrainArguments>();
  AddOptions(*command, *arguments);
  command->callback([arguments, &action] {
    action = [arguments] { return Train(*arguments); };
  });
}

}  // namespace thalweg::command
