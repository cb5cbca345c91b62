#pragma once

// The project's sources as a graph of files that include each other, and the
// rules of the house about that graph.

#include <map>
#include <string>
#include <vector>

namespace thalweg {

struct Include {
  int line = 0;
  std::string path;       // as written
  bool in_quotes = true;  // "path" rather than <path>
};

struct SourceFile {
  std::vector<Include> includes;
  bool has_pragma_once = false;
  bool has_target_toggle = false;  // Highway's guard for *-inl.h
};

// Source files by path from the root, such as "graph/tensor.h".
using SourceTree = std::map<std::string, SourceFile>;

// Reads one file's includes and guards.
SourceFile ParseSource(const std::string& text);

// Reads the folders of the house, thalweg.h and extension.h, under `root`.
// ops/ops.h is as the build writes it: with every header of ops/*/.
SourceTree ReadSourceTree(const std::string& root);

// Each of these returns one sentence for each break of its rule.

// A file includes its own folder and folders to its left in
// proto, graph, ops, kernels, runtime, tools, tests.
std::vector<std::string> FolderOrderBreaks(const SourceTree& tree);

// kernels/cpu and kernels/cuda do not see each other, the files of kernels/
// itself see neither, and runtime sees kernels/*.h only.
std::vector<std::string> DeviceFolderBreaks(const SourceTree& tree);

// No file reaches itself.
std::vector<std::string> FileCycles(const SourceTree& tree);

// A project file is included as "thalweg/<path from the root>", and exists;
// thalweg/proto/x.pb.h exists when proto/x.proto does.
std::vector<std::string> MisspelledIncludes(const SourceTree& tree);

// Headers say #pragma once; *-inl.h files, which are meant to be included
// once per instruction set, may carry Highway's toggle in its place.
std::vector<std::string> UnguardedHeaders(const SourceTree& tree);

// What thalweg.h and extension.h reach includes no protobuf, oneDNN or Highway.
std::vector<std::string> LeakingPublicHeaders(const SourceTree& tree);

}  // namespace thalweg
