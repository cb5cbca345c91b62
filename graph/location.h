// Location: the line of the user's program that built a node.
#pragma once

#include <string>

namespace thalweg {

// Captured by default arguments of converting constructors (Input, At), so
// that operators and op wrappers know who called them. `file` points to a
// literal of the program and is never freed.
struct Location {
  const char* file = nullptr;
  int line = 0;

  // "train.cc:41" (the file's last path component), or "" when unknown.
  std::string ToString() const;
};

}  // namespace thalweg
