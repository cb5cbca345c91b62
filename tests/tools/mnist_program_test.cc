#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/tests/support/paths.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kData = THALWEG_SOURCE_DIR "/data/mnist";

TEST(MnistProgramTest, PredictsTheSameInASecondProcess) {
  const TempFolder folder;
  const auto train =
      RunProgram("mnist", {"train", "--model", "logistic", "--epochs", "2",
                           "--data", kData, "--out", folder.path()});
  ASSERT_EQ(train.exit_code, 0) << train.err;
  EXPECT_THAT(train.out, StartsWith("test accuracy 0.8"));
  EXPECT_THAT(train.err, HasSubstr("100%"));
  EXPECT_THAT(ReadBytes(folder.File("learning_curve.svg")),
              HasSubstr("cross-entropy"));
  ASSERT_OK_AND_ASSIGN(NamedTensors values, ReadNpz(folder.File("values.npz")));
  ASSERT_NE(FindTensor(values, "weights"), nullptr);
  EXPECT_EQ(FindTensor(values, "weights")->shape(), Shape({784, 10}));

  const auto predict =
      RunProgram("mnist", {"predict", "--data", kData, "--out", folder.path()});
  ASSERT_EQ(predict.exit_code, 0) << predict.err;
  EXPECT_EQ(ReadBytes(folder.File("predictions_reloaded.npy")),
            ReadBytes(folder.File("predictions.npy")));
}

TEST(MnistProgramTest, SaysWhatIsMissing) {
  const TempFolder folder;
  const auto no_data =
      RunProgram("mnist", {"train", "--model", "mlp", "--data", folder.path(),
                           "--out", folder.path()});
  EXPECT_EQ(no_data.exit_code, 1);
  EXPECT_THAT(no_data.err, HasSubstr("train-images-idx3-ubyte"));
  const auto no_model =
      RunProgram("mnist", {"predict", "--data", kData, "--out", folder.path()});
  EXPECT_EQ(no_model.exit_code, 1);
  EXPECT_THAT(no_model.err, HasSubstr("graph.pb"));
  EXPECT_EQ(RunProgram("mnist", {"train", "--model", "brain", "--data", kData,
                                 "--out", folder.path()})
                .exit_code,
            2);
}

}  // namespace
}  // namespace thalweg
