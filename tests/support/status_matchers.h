// Matchers and macros for absl::Status and absl::StatusOr in tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// EXPECT_THAT(session.Run(...), IsOk());
MATCHER(IsOk, negation ? "is an error" : "is OK") {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

namespace internal_status_matchers {

MATCHER_P2(HasCodeAndText, code, text,
           absl::StatusCodeToString(code) + " with \"" + text + "\"") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << "which is " << status.ToString();
  return status.code() == code &&
         std::string(status.message()).find(text) != std::string::npos;
}

}  // namespace internal_status_matchers

// EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, "no such"));
inline auto StatusIs(absl::StatusCode code, std::string text = "") {
  return internal_status_matchers::HasCodeAndText(code, std::move(text));
}

#define EXPECT_OK(expr) EXPECT_THAT(expr, ::thalweg::IsOk())
#define ASSERT_OK(expr) ASSERT_THAT(expr, ::thalweg::IsOk())

// ASSERT_OK_AND_ASSIGN(auto x, expr): x from an absl::StatusOr, or a fatal
// failure of the test.
#define ASSERT_OK_AND_ASSIGN(lhs, expr) \
  THALWEG_ASSERT_OK_AND_ASSIGN(THALWEG_CONCAT(status_or_, __LINE__), lhs, expr)
#define THALWEG_ASSERT_OK_AND_ASSIGN(result, lhs, expr) \
  auto result = (expr);                                 \
  ASSERT_OK(result);                                    \
  lhs = std::move(result).value()

}  // namespace thalweg
