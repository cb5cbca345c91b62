#include "thalweg/graph/graph_versions.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg {
namespace {

// The oldest producer that is still understood, and the version of TensorFlow
// whose GraphDef version is kGraphDefVersion.
constexpr int kMinProducer = 0;
constexpr char kTensorFlowVersion[] = "2.21.0";

}  // namespace

absl::Status CheckVersions(const GraphVersions& versions) {
  if (versions.producer < kMinProducer) {
    return absl::InvalidArgumentError(absl::StrCat(
        "GraphDef producer version ", versions.producer, " below min producer ",
        kMinProducer, " supported by TensorFlow ", kTensorFlowVersion,
        ".  Please regenerate your graph."));
  }
  if (versions.min_consumer > kGraphDefVersion) {
    return absl::InvalidArgumentError(absl::StrCat(
        "GraphDef min consumer version ", versions.min_consumer,
        " above current version ", kGraphDefVersion, " for TensorFlow ",
        kTensorFlowVersion, ".  Please upgrade TensorFlow."));
  }
  if (absl::c_linear_search(versions.bad_consumers, kGraphDefVersion)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "GraphDef disallows consumer version ", kGraphDefVersion,
        ".  Please upgrade TensorFlow: this version is likely buggy."));
  }
  return absl::OkStatus();
}

void MergeVersions(const GraphVersions& added, GraphVersions& to) {
  to.producer = std::min(to.producer, added.producer);
  to.min_consumer = std::max(to.min_consumer, added.min_consumer);
  std::vector<int>& bad = to.bad_consumers;
  bad.insert(bad.end(), added.bad_consumers.begin(), added.bad_consumers.end());
  absl::c_sort(bad);
  bad.erase(std::unique(bad.begin(), bad.end()), bad.end());
}

GraphVersions VersionsOf(const GraphDef& def) {
  const VersionDef& proto = def.versions();
  GraphVersions versions;
  // How files said it before there was `versions`.
  versions.producer = def.has_versions() ? proto.producer() : def.version();
  versions.min_consumer = proto.min_consumer();
  versions.bad_consumers.assign(proto.bad_consumers().begin(),
                                proto.bad_consumers().end());
  return versions;
}

void VersionsToProto(const GraphVersions& versions, VersionDef& proto) {
  proto.Clear();
  proto.set_producer(versions.producer);
  proto.set_min_consumer(versions.min_consumer);
  for (int version : versions.bad_consumers) proto.add_bad_consumers(version);
}

}  // namespace thalweg
