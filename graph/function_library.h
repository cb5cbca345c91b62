// The functions that come with a graph.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace thalweg {

class FunctionDefLibrary;  // proto/function.proto

bool HasFunction(const FunctionDefLibrary& library, absl::string_view name);

// The functions and gradients of both. INVALID_ARGUMENT when a function has
// the name of an op or of a different function, or a function two gradients.
// `base` may be null; so may the result, when there is nothing in either.
absl::StatusOr<std::shared_ptr<const FunctionDefLibrary>> MergeLibraries(
    std::shared_ptr<const FunctionDefLibrary> base,
    const FunctionDefLibrary& added);

}  // namespace thalweg
