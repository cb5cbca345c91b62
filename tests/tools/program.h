// RunProgram: a program of this tree in a process of its own.
#pragma once

#include <string>
#include <vector>

namespace thalweg {

struct ProgramResult {
  int exit_code = -1;  // -1 when it did not exit by itself.
  std::string out;     // What it wrote to stdout,
  std::string err;     // and to stderr.
};

// `name` is a file of the build folder: "thalweg".
ProgramResult RunProgram(const std::string& name,
                         const std::vector<std::string>& arguments);

// The same for the command `thalweg`.
ProgramResult Thalweg(const std::vector<std::string>& arguments);

}  // namespace thalweg
