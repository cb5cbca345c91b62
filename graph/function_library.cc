#include "thalweg/graph/function_library.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/io/message_io.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/function.pb.h"

namespace thalweg {
namespace {

// Maps hash and print alike whatever order they were filled in.
absl::StatusOr<bool> AreEqual(const FunctionDef& a, const FunctionDef& b) {
  ASSIGN_OR_RETURN(const std::string bytes_a, SerializeMessage(a));
  ASSIGN_OR_RETURN(const std::string bytes_b, SerializeMessage(b));
  return bytes_a == bytes_b;
}

absl::Status AddFunctions(const FunctionDefLibrary& added,
                          FunctionDefLibrary& to) {
  absl::flat_hash_map<std::string, const FunctionDef*> by_name;
  for (const FunctionDef& function : to.function()) {
    by_name.emplace(function.signature().name(), &function);
  }
  for (const FunctionDef& function : added.function()) {
    const std::string& name = function.signature().name();
    if (OpRegistry::Find(name) != nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("Cannot add function '", name,
                       "' because an op with the same name already exists."));
    }
    auto [it, is_new] = by_name.emplace(name, &function);
    if (is_new) {
      *to.add_function() = function;
      continue;
    }
    ASSIGN_OR_RETURN(const bool equal, AreEqual(*it->second, function));
    if (!equal) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Cannot add function '", name,
          "' because a different function with the same name already "
          "exists."));
    }
  }
  return absl::OkStatus();
}

absl::Status AddGradients(const FunctionDefLibrary& added,
                          FunctionDefLibrary& to) {
  absl::flat_hash_map<std::string, std::string> gradients;
  for (const GradientDef& gradient : to.gradient()) {
    gradients.emplace(gradient.function_name(), gradient.gradient_func());
  }
  for (const GradientDef& gradient : added.gradient()) {
    auto [it, is_new] =
        gradients.emplace(gradient.function_name(), gradient.gradient_func());
    if (is_new) {
      *to.add_gradient() = gradient;
    } else if (it->second != gradient.gradient_func()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Cannot assign gradient function '", gradient.gradient_func(),
          "' to '", gradient.function_name(),
          "' because it already has gradient function '", it->second, "'"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

bool HasFunction(const FunctionDefLibrary& library, absl::string_view name) {
  for (const FunctionDef& function : library.function()) {
    if (function.signature().name() == name) return true;
  }
  return false;
}

absl::StatusOr<std::shared_ptr<const FunctionDefLibrary>> MergeLibraries(
    std::shared_ptr<const FunctionDefLibrary> base,
    const FunctionDefLibrary& added) {
  if (added.ByteSizeLong() == 0) return base;
  auto merged = std::make_shared<FunctionDefLibrary>();
  if (base != nullptr) *merged = *base;
  RETURN_IF_ERROR(AddFunctions(added, *merged));
  RETURN_IF_ERROR(AddGradients(added, *merged));
  for (const RegisteredGradient& gradient : added.registered_gradients()) {
    *merged->add_registered_gradients() = gradient;
  }
  return merged;
}

}  // namespace thalweg
