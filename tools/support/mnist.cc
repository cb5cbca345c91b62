#include "thalweg/tools/support/mnist.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/support/idx.h"

namespace thalweg {
namespace {

constexpr int kDigits = 10;

absl::StatusOr<IdxArray> ReadWithOrWithoutGz(const std::string& path,
                                             size_t rank) {
  absl::StatusOr<IdxArray> array = ReadIdx(path + ".gz");
  if (absl::IsNotFound(array.status())) array = ReadIdx(path);
  if (absl::IsNotFound(array.status()))
    return absl::NotFoundError(absl::StrCat("no file ", path, "[.gz]"));
  if (array.ok() && array->shape.size() != rank) {
    return absl::DataLossError(absl::StrCat(path, ": expected rank ", rank,
                                            ", got ", array->shape.size()));
  }
  return array;
}

absl::StatusOr<MnistImages> ReadPart(const std::string& prefix) {
  ASSIGN_OR_RETURN(IdxArray images,
                   ReadWithOrWithoutGz(prefix + "-images-idx3-ubyte", 3));
  ASSIGN_OR_RETURN(IdxArray labels,
                   ReadWithOrWithoutGz(prefix + "-labels-idx1-ubyte", 1));
  if (images.shape[0] != labels.shape[0]) {
    return absl::DataLossError(absl::StrCat(
        prefix, ": expected a label for each image, got ", images.shape[0],
        " images and ", labels.shape[0], " labels"));
  }
  const auto bad = std::find_if(labels.values.begin(), labels.values.end(),
                                [](uint8_t label) { return label >= kDigits; });
  if (bad != labels.values.end()) {
    return absl::DataLossError(
        absl::StrCat(prefix, ": expected labels 0 to 9, got ", int{*bad},
                     " at ", bad - labels.values.begin()));
  }
  return MnistImages{.count = images.shape[0],
                     .rows = images.shape[1],
                     .columns = images.shape[2],
                     .pixels = std::move(images.values),
                     .labels = std::move(labels.values)};
}

}  // namespace

absl::StatusOr<Mnist> ReadMnist(const std::string& folder) {
  Mnist mnist;
  ASSIGN_OR_RETURN(mnist.train, ReadPart(folder + "/train"));
  ASSIGN_OR_RETURN(mnist.test, ReadPart(folder + "/t10k"));
  return mnist;
}

}  // namespace thalweg
