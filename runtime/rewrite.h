// Rewrite: what a pass made of a node.
#pragma once

#include <string>

namespace thalweg {

struct Rewrite {
  enum class Kind {
    kFolded,    // Into a constant.
    kPassedOn,  // Its readers read what it only passed on.
    kMerged,    // With a node that computes the same.
    kFused,     // With others into one.
  };
  Kind kind = Kind::kFolded;
  int from = 0;  // The node's id.
  std::string name;
  std::string op;
  int into = 0;  // The id of the node that is there instead.
};

}  // namespace thalweg
