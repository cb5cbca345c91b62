// ReferenceOps: TensorFlow 2.21's own list of its ops,
// tests/data/ops_2_21.json.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "thalweg/graph/dtype.h"

namespace thalweg {

// By name: inputs, outputs, attrs, flags, gradient, cpu (alternatives of types
// that its CPU kernels take). Empty when the file can't be read.
const std::map<std::string, nlohmann::json>& ReferenceOps();

// Those of the dtypes named in a JSON list that the engine knows.
DTypeSet DTypesOf(const nlohmann::json& names);

}  // namespace thalweg
