// GraphDefs in tests, written as text.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/string_view.h"
#include "thalweg/graph/io/message_io.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg {

// Fails the test when the text is wrong.
inline GraphDef GraphDefOf(absl::string_view text) {
  GraphDef def;
  const absl::Status status = ParseMessageText(text, def);
  EXPECT_TRUE(status.ok()) << status;
  return def;
}

}  // namespace thalweg
