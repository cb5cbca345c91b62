// Print, PrintV2: messages that a run writes.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct PrintAttrs {
  // What each line begins with.
  std::string message = "";
  // After so many lines the node is silent for the session; never when < 0.
  int64_t first_n = -1;
  // How many elements of each tensor a line shows; all when < 0.
  int64_t summarize = 3;
  void Fields(AttrFields& fields) {
    fields("message", message)("first_n", first_n)("summarize", summarize);
  }
};

struct PrintV2Attrs {
  // "stderr", "stdout", "log(info)", "log(warning)", "log(error)" (which go to
  // stderr), or "file://" and the path of a file to append to.
  std::string output_stream = "stderr";
  // What the message is followed by.
  std::string end = "\n";
  void Fields(AttrFields& fields) {
    fields("output_stream", output_stream)("end", end);
  }
};

// The input; each run writes a line to stderr that shows `data`.
//   input  any shape and dtype   ->   the same
//   data   any number of tensors of any shapes and dtypes
// Gradient: passes through to input. Equals TensorFlow's Print.
Output Print(Input input, InputList data, PrintAttrs attrs = {});

// Writes a string.
//   input  a scalar, string
// Not differentiable: it has no outputs. Errors: an input that is no scalar, a
// stream that is none of the above; a file that cannot be written, in a run.
// Equals TensorFlow's PrintV2.
Operation PrintV2(Input input, PrintV2Attrs attrs = {});

// INVALID_ARGUMENT unless it is one of the above.
absl::Status CheckOutputStream(const std::string& name);
// OK when what is to be written may be a scalar; INVALID_ARGUMENT otherwise.
absl::Status CheckPrinted(const Shape& input);

}  // namespace thalweg
