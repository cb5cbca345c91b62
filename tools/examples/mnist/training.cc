#include "thalweg/tools/examples/mnist/training.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "thalweg/tools/support/line_chart.h"
#include "thalweg/tools/support/progress.h"

namespace mnist {
namespace {

// So many images at a time bound the memory that predicting takes.
constexpr int64_t kPredictedAtOnce = 500;

}  // namespace

absl::StatusOr<LearningCurve> Train(const Classifier& model,
                                    tw::Session& session, const Examples& train,
                                    const Examples& test,
                                    const TrainingPlan& plan) {
  LearningCurve curve;
  Shuffler shuffler(train, plan.batch_size);
  const int64_t steps = shuffler.num_batches();
  tw::ProgressBar progress(plan.label, plan.epochs * steps);
  for (int epoch = 0; epoch < plan.epochs; ++epoch) {
    shuffler.Shuffle();
    double sum = 0;
    for (int64_t step = 0; step < steps; ++step) {
      absl::StatusOr<Examples> batch = shuffler.Batch(step);
      if (!batch.ok()) return batch.status();
      auto out = session.Run(
          {{model.images, batch->images}, {model.labels, batch->labels}},
          {model.cost}, {model.train});
      if (!out.ok()) return out.status();
      const float cost = (*out)[0].scalar<float>();
      sum += cost;
      progress.Update(epoch * steps + step + 1,
                      absl::StrFormat("cost %.3f", cost));
    }
    auto probabilities = Predict(session, test.images);
    if (!probabilities.ok()) return probabilities.status();
    curve.epoch.push_back(epoch + 1);
    curve.train_cost.push_back(sum / static_cast<double>(steps));
    curve.test_accuracy.push_back(Accuracy(*probabilities, test.labels));
  }
  return curve;
}

absl::StatusOr<tw::Tensor> Predict(tw::Session& session,
                                   const tw::Tensor& images) {
  const int64_t count = images.dim(0);
  auto result = tw::Tensor::Allocate(tw::kFloat, {count, 10});
  if (!result.ok()) return result;
  for (int64_t i = 0; i < count; i += kPredictedAtOnce) {
    const int64_t end = std::min(count, i + kPredictedAtOnce);
    auto out =
        session.Run({{"images", images.Slice(i, end)}}, {"probabilities"});
    if (!out.ok()) return out.status();
    tw::Tensor rows = result->Slice(i, end);
    tw::CopyElements((*out)[0], rows);
  }
  return result;
}

absl::Status WriteLearningCurve(const LearningCurve& curve,
                                const std::string& model,
                                const std::string& path) {
  const tw::LineChart charts[] = {
      {.title = model + ": cost",
       .x_label = "epoch",
       .y_label = "mean cross-entropy",
       .series = {{"training images", curve.epoch, curve.train_cost}}},
      {.title = model + ": accuracy",
       .x_label = "epoch",
       .y_label = "share of digits told right",
       .series = {{"test images", curve.epoch, curve.test_accuracy}}}};
  return tw::WriteSvg(path, charts);
}

}  // namespace mnist
