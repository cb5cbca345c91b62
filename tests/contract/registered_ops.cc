#include "thalweg/tests/contract/registered_ops.h"

namespace thalweg {

std::vector<const OpSchema*> PublicOps() {
  std::vector<const OpSchema*> ops;
  for (const OpSchema* op : OpRegistry::All()) {
    if (op->name()[0] != '_') ops.push_back(op);
  }
  return ops;
}

}  // namespace thalweg
