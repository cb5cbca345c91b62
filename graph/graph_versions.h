// The versions of a GraphDef: who may read it.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

class GraphDef;    // proto/graph.proto
class VersionDef;  // proto/versions.proto

// INVALID_ARGUMENT in TensorFlow's words when this engine, which speaks version
// kGraphDefVersion, may not read such a graph or no longer can.
absl::Status CheckVersions(const GraphVersions& versions);

// What a graph of nodes from both claims: the older producer, the newer
// consumer, all bad ones.
void MergeVersions(const GraphVersions& added, GraphVersions& to);

GraphVersions VersionsOf(const GraphDef& def);
void VersionsToProto(const GraphVersions& versions, VersionDef& proto);

}  // namespace thalweg
