// ArgCount: how many tensors an argument of an op stands for.
#pragma once

#include "thalweg/graph/attr.h"
#include "thalweg/graph/op_schema.h"

namespace thalweg {

// 1 but for lists, whose length the node's attributes say; 0 where they don't.
int ArgCount(const ArgSpec& arg, const AttrMap& attrs);

}  // namespace thalweg
