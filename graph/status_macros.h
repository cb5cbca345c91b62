// The two macros that may hide a return. Internal: public headers do not
// include this file.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define THALWEG_CONCAT_INNER(a, b) a##b
#define THALWEG_CONCAT(a, b) THALWEG_CONCAT_INNER(a, b)

// Returns from the current function when `expr`, an absl::Status, is an error.
#define RETURN_IF_ERROR(expr)                                         \
  do {                                                                \
    if (absl::Status status_ = (expr); !status_.ok()) return status_; \
  } while (false)

// ASSIGN_OR_RETURN(auto x, expr): declares or assigns x from an absl::StatusOr,
// or returns its error.
#define ASSIGN_OR_RETURN(lhs, expr) \
  THALWEG_ASSIGN_OR_RETURN(THALWEG_CONCAT(status_or_, __LINE__), lhs, expr)
#define THALWEG_ASSIGN_OR_RETURN(result, lhs, expr)    \
  auto result = (expr);                                \
  if (!result.ok()) return std::move(result).status(); \
  lhs = std::move(result).value()
