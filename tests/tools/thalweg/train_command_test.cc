#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr int kRows = 22, kFeatures = 3, kClasses = 4;
constexpr double kRate = 0.5;

// Softmax regression from 0: nodes "x", "y", "init", "train", "loss".
std::string WriteRegression(const TempFolder& folder, int64_t rows = -1) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {rows, kFeatures}).Named("x");
  const Output y = Placeholder(graph, kFloat, {rows, kClasses}).Named("y");
  const Output w = Variable(graph, initializer::Zeros({kFeatures, kClasses}));
  const Output b = Variable(graph, initializer::Zeros({kClasses}));
  const Output p = Softmax(MatMul(x, w) + b);
  const Output loss =
      Mean((-Sum(y * Log(p), {1})).Named("losses")).Named("loss");
  const Operation train = GradientDescent(float{kRate}).Minimize(loss);
  graph.Initializer();
  {
    const auto after = graph.WithControlDependencies({train});
    NoOp(graph).Named("train");
  }
  std::string path = folder.File("regression.pb");
  EXPECT_OK(SaveGraph(graph, path));
  return path;
}

struct Data {
  std::vector<std::vector<double>> x;
  std::vector<int> label;
};

Data MakeData() {
  Data data;
  for (int i = 0; i < kRows; ++i) {
    data.x.push_back({std::sin(i), std::cos(2 * i), 0.1 * (i % 7)});
    data.label.push_back((i * i + i / 3) % kClasses);
  }
  return data;
}

std::string WriteData(const TempFolder& folder) {
  const Data data = MakeData();
  std::vector<float> xs, ys(kRows * kClasses, 0);
  for (int i = 0; i < kRows; ++i) {
    xs.insert(xs.end(), data.x[i].begin(), data.x[i].end());
    ys[i * kClasses + data.label[i]] = 1;
  }
  std::string path = folder.File("data.npz");
  EXPECT_OK(WriteNpz({{"points", Tensor::Of<float>({kRows, kFeatures}, xs)},
                      {"labels", Tensor::Of<float>({kRows, kClasses}, ys)}},
                     path));
  return path;
}

// The same regression in plain loops.
class Regression {
 public:
  // Takes a step on these rows; the loss before it.
  double Step(const Data& data, const std::vector<int>& rows) {
    double loss = 0;
    double dw[kFeatures][kClasses] = {}, db[kClasses] = {};
    for (const int row : rows) {
      const std::vector<double> p = Predict(data.x[row]);
      loss -= std::log(p[data.label[row]]);
      for (int c = 0; c < kClasses; ++c) {
        const double d = p[c] - (c == data.label[row] ? 1 : 0);
        db[c] += d;
        for (int f = 0; f < kFeatures; ++f) dw[f][c] += d * data.x[row][f];
      }
    }
    const double n = static_cast<double>(rows.size());
    for (int c = 0; c < kClasses; ++c) {
      b_[c] -= kRate * db[c] / n;
      for (int f = 0; f < kFeatures; ++f) w_[f][c] -= kRate * dw[f][c] / n;
    }
    return loss / n;
  }

 private:
  std::vector<double> Predict(const std::vector<double>& x) const {
    std::vector<double> p(kClasses);
    double sum = 0;
    for (int c = 0; c < kClasses; ++c) {
      double score = b_[c];
      for (int f = 0; f < kFeatures; ++f) score += x[f] * w_[f][c];
      sum += p[c] = std::exp(score);
    }
    for (double& value : p) value /= sum;
    return p;
  }

  double w_[kFeatures][kClasses] = {};
  double b_[kClasses] = {};
};

// As `thalweg train` says that it goes through the data.
json Expected(int batch, int epochs, std::optional<uint64_t> seed,
              bool drop_rest) {
  const Data data = MakeData();
  Regression model;
  std::vector<int> order(kRows);
  std::iota(order.begin(), order.end(), 0);
  std::mt19937_64 random(seed.value_or(0));
  json result = {{"epoch_losses", json::array()},
                 {"step_losses", json::array()}};
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (size_t i = kRows; seed.has_value() && i > 1; --i) {
      std::swap(order[i - 1], order[random() % i]);
    }
    double sum = 0;
    int seen = 0;
    for (int begin = 0; begin < kRows; begin += batch) {
      const int end = std::min(kRows, begin + batch);
      if (drop_rest && end - begin < batch) break;
      const double loss = model.Step(
          data, std::vector<int>(order.begin() + begin, order.begin() + end));
      result["step_losses"].push_back(loss);
      sum += loss * (end - begin);
      seen += end - begin;
    }
    result["epoch_losses"].push_back(sum / seen);
  }
  return result;
}

void ExpectLosses(const json& got, const json& expected) {
  for (const char* key : {"step_losses", "epoch_losses"}) {
    ASSERT_EQ(got[key].size(), expected[key].size()) << key;
    for (size_t i = 0; i < got[key].size(); ++i) {
      EXPECT_NEAR(got[key][i].get<double>(), expected[key][i].get<double>(),
                  1e-5)
          << key << " " << i;
    }
  }
}

class TrainCommandTest : public testing::Test {
 protected:
  ProgramResult Train(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {
        "train",    model_,     "--data",  data_,   "--feed", "x=points",
        "--feed",   "y=labels", "--batch", "8",     "--init", "init",
        "--target", "train",    "--fetch", "loss:0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Thalweg(arguments);
  }

  const TempFolder folder_;
  std::string model_ = WriteRegression(folder_);
  const std::string data_ = WriteData(folder_);
};

TEST_F(TrainCommandTest, GivesTheLossesOfPlainLoops) {
  const auto run = Train({"--epochs", "20", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json got = json::parse(run.out, nullptr, false);
  ASSERT_TRUE(got.is_object()) << run.out;
  EXPECT_EQ(got["steps_per_epoch"], 3);
  EXPECT_THAT(got["step_losses"], SizeIs(60));
  ExpectLosses(got, Expected(8, 20, std::nullopt, false));
  EXPECT_NEAR(got["step_losses"][0], std::log(kClasses), 1e-6);
  EXPECT_LT(got["epoch_losses"][19], got["epoch_losses"][0]);
}

TEST_F(TrainCommandTest, ShufflesAsTheSeedSays) {
  const auto run = Train({"--epochs", "5", "--shuffle", "42", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  ExpectLosses(json::parse(run.out), Expected(8, 5, 42, false));
}

TEST_F(TrainCommandTest, AFixedNumberOfRowsLeavesTheRestOut) {
  model_ = WriteRegression(folder_, 8);
  const auto run = Train({"--epochs", "3", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["steps_per_epoch"], 2);
  ExpectLosses(json::parse(run.out), Expected(8, 3, std::nullopt, true));
}

TEST_F(TrainCommandTest, PrintsALineAnEpochAndProgressBesides) {
  const auto run = Train({"--epochs", "2"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json expected = Expected(8, 2, std::nullopt, false);
  double first = 0, second = 0;
  ASSERT_EQ(
      std::sscanf(run.out.c_str(), "epoch 1/2: loss %lf\nepoch 2/2: loss %lf\n",
                  &first, &second),
      2)
      << run.out;
  EXPECT_NEAR(first, expected["epoch_losses"][0].get<double>(), 1e-5);
  EXPECT_NEAR(second, expected["epoch_losses"][1].get<double>(), 1e-5);
  EXPECT_THAT(run.err, AllOf(StartsWith("epoch 1/2  100%  3/3"), EndsWith("\n"),
                             HasSubstr("\nepoch 2/2  100%")));
}

TEST_F(TrainCommandTest, RefusesWhatItCannotDo) {
  const auto fails = [&](std::vector<std::string> more, const char* code,
                         const char* why) {
    more.insert(more.end(), {"--epochs", "1"});
    const auto run = Train(more);
    EXPECT_EQ(run.exit_code, 1) << why;
    EXPECT_THAT(run.err, AllOf(StartsWith(code), HasSubstr(why)));
  };
  fails({"--save", "checkpoint"}, "UNIMPLEMENTED: ", "--save");
  fails({"--logdir", "events"}, "UNIMPLEMENTED: ", "--logdir");
  fails({"--feed", "x=pints"}, "NOT_FOUND: ", "there are: points, labels");
  fails({"--feed", "x"}, "INVALID_ARGUMENT: ", "expected NAME=KEY, got 'x'");
  fails({"--feed", "z=points"}, "", "z");
  fails({"--target", "absent"}, "", "absent");
}

TEST_F(TrainCommandTest, TheLossIsOneNumber) {
  const auto run =
      Thalweg({"train", model_, "--data", data_, "--feed", "x=points", "--feed",
               "y=labels", "--batch", "8", "--epochs", "1", "--init", "init",
               "--target", "train", "--fetch", "losses"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("one number, got float [8]"));
}

TEST_F(TrainCommandTest, IncompleteRequestsAreWrongUsage) {
  EXPECT_EQ(Thalweg({"train", model_}).exit_code, 2);
  EXPECT_EQ(Train({"--epochs", "0"}).exit_code, 2);
  EXPECT_EQ(Train({"--epochs", "1", "--shuffle", "never"}).exit_code, 2);
}

}  // namespace
}  // namespace thalweg
