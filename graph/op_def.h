// OpDef from OpSchema: what tools that speak TensorFlow's format read.
#pragma once

#include "thalweg/graph/op_schema.h"

namespace thalweg {

class OpDef;  // proto/op_def.proto

// Interface and flags, without documentation.
void ToOpDef(const OpSchema& schema, OpDef& def);

}  // namespace thalweg
