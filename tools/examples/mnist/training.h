// Training and Predict: what is done with a classifier in a session.
#pragma once

#include <string>
#include <vector>

#include "thalweg/tools/examples/mnist/classifier.h"
#include "thalweg/tools/examples/mnist/examples.h"

namespace mnist {

struct TrainingPlan {
  std::string label;  // Of the progress bar.
  int epochs = 1;
  int64_t batch_size = 1;
};

// After each epoch: how well the model did in it, and how it does now on
// examples that it doesn't learn from.
struct LearningCurve {
  std::vector<double> epoch;
  std::vector<double> train_cost;
  std::vector<double> test_accuracy;
};

// Runs model.train on mini-batches, with a progress bar.
absl::StatusOr<LearningCurve> Train(const Classifier& model,
                                    tw::Session& session, const Examples& train,
                                    const Examples& test,
                                    const TrainingPlan& plan);

// The probabilities [n, 10] of the digits for images [n, 784].
absl::StatusOr<tw::Tensor> Predict(tw::Session& session,
                                   const tw::Tensor& images);

// A picture of the curve (SVG).
absl::Status WriteLearningCurve(const LearningCurve& curve,
                                const std::string& model,
                                const std::string& path);

}  // namespace mnist
