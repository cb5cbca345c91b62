// What the contract says of every op that users can name.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/op_schema.h"

namespace thalweg {

// The registered ops whose names do not begin with "_", which are the
// compiler's own.
std::vector<const OpSchema*> PublicOps();

}  // namespace thalweg
