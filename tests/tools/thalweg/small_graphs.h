// Small graphs in files, for tests of the command.
#pragma once

#include <string>

#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {

// y = 2 x, for float x of any shape: nodes "x" and "y".
std::string WriteDouble(const TempFolder& folder);

// A counter that starts at 10: run "init", then "count" adds 1; "total" is the
// value after that.
std::string WriteCounter(const TempFolder& folder);

}  // namespace thalweg
