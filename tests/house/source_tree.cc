#include "thalweg/tests/house/source_tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

constexpr std::array<absl::string_view, 5> kOrder = {"proto", "graph", "ops",
                                                     "kernels", "runtime"};
// What users include: these and all that they reach is public.
constexpr std::array<absl::string_view, 2> kUmbrellas = {"thalweg.h",
                                                         "extension.h"};

std::string TopFolder(absl::string_view path) {
  return std::string(path.substr(0, path.find('/')));
}

// Place in the order of the house; the umbrella headers are above runtime, and
// tools are below tests.
int Rank(absl::string_view path) {
  const std::string top = TopFolder(path);
  const auto it = std::find(kOrder.begin(), kOrder.end(), top);
  if (it != kOrder.end()) return static_cast<int>(it - kOrder.begin());
  const int layers = static_cast<int>(kOrder.size());
  if (std::find(kUmbrellas.begin(), kUmbrellas.end(), path) != kUmbrellas.end())
    return layers;
  return top == "tools" ? layers + 1 : layers + 2;
}

bool IsSource(const fs::path& path) {
  static const std::set<std::string> suffixes = {".h",   ".cc",  ".cu",
                                                 ".cuh", ".inc", ".proto"};
  return suffixes.count(path.extension().string()) > 0;
}

bool IsHeader(absl::string_view path) {
  return absl::EndsWith(path, ".h") || absl::EndsWith(path, ".cuh");
}

std::string ReadText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The project path that an include names, or "" for one of another project.
std::string Target(const Include& include) {
  absl::string_view path = include.path;
  if (!absl::ConsumePrefix(&path, "thalweg/")) return "";
  return std::string(path);
}

std::string Place(const std::string& file, const Include& include) {
  return absl::StrCat(file, ":", include.line, " includes ", include.path);
}

// Calls visit(file, include, target) for each include of a project file.
template <typename Visit>
void ForEachEdge(const SourceTree& tree, Visit visit) {
  for (const auto& [file, source] : tree) {
    for (const Include& include : source.includes) {
      const std::string target = Target(include);
      if (!target.empty()) visit(file, include, target);
    }
  }
}

// "once" of `#pragma once`, "include" and the rest of `#include "x"`.
bool ParseDirective(absl::string_view line, absl::string_view name,
                    absl::string_view* rest) {
  const auto skip_blanks = [&line] {
    while (absl::ConsumePrefix(&line, " ") || absl::ConsumePrefix(&line, "\t"))
      ;
  };
  skip_blanks();
  if (!absl::ConsumePrefix(&line, "#")) return false;
  skip_blanks();
  if (!absl::ConsumePrefix(&line, name)) return false;
  skip_blanks();
  *rest = line;
  return true;
}

bool ParseInclude(absl::string_view rest, Include* include) {
  include->in_quotes = absl::ConsumePrefix(&rest, "\"");
  if (!include->in_quotes && !absl::ConsumePrefix(&rest, "<")) return false;
  const size_t end = rest.find(include->in_quotes ? '"' : '>');
  if (end == absl::string_view::npos) return false;
  include->path = std::string(rest.substr(0, end));
  return true;
}

bool IsThirdPartyOfLayers(absl::string_view path) {
  return absl::StartsWith(path, "google/protobuf/") ||
         absl::StartsWith(path, "thalweg/proto/") ||
         absl::StartsWith(path, "dnnl") ||
         absl::StartsWith(path, "oneapi/dnnl/") ||
         absl::StartsWith(path, "hwy/");
}

// Depth-first search with its stack in the open.
class CycleFinder {
 public:
  explicit CycleFinder(const SourceTree& tree) : tree_(tree) {
    for (const auto& [file, source] : tree) Search(file);
  }

  std::vector<std::string> TakeCycles() { return std::move(cycles_); }

 private:
  struct Visit {
    std::string file;
    size_t next = 0;  // index of the include to follow next
  };

  void Search(const std::string& start) {
    Enter(start);
    while (!path_.empty()) {
      const std::vector<Include>& includes =
          tree_.at(path_.back().file).includes;
      if (path_.back().next == includes.size()) {
        open_.erase(path_.back().file);
        path_.pop_back();
        continue;
      }
      const std::string target = Target(includes[path_.back().next++]);
      if (open_.count(target) > 0) {
        Report(target);
      } else if (tree_.count(target) > 0) {
        Enter(target);
      }
    }
  }

  void Enter(const std::string& file) {
    if (!seen_.insert(file).second) return;
    open_.insert(file);
    path_.push_back({file});
  }

  void Report(const std::string& target) {
    std::vector<std::string> names;
    auto it = std::find_if(path_.begin(), path_.end(),
                           [&](const Visit& v) { return v.file == target; });
    for (; it != path_.end(); ++it) names.push_back(it->file);
    names.push_back(target);
    cycles_.push_back(absl::StrJoin(names, " -> "));
  }

  const SourceTree& tree_;
  std::vector<Visit> path_;
  std::set<std::string> open_;
  std::set<std::string> seen_;
  std::vector<std::string> cycles_;
};

}  // namespace

SourceFile ParseSource(const std::string& text) {
  SourceFile source;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    absl::string_view rest;
    Include include{.line = number, .path = "", .in_quotes = true};
    if (ParseDirective(line, "include", &rest) && ParseInclude(rest, &include))
      source.includes.push_back(include);
    if (ParseDirective(line, "pragma", &rest) &&
        absl::StartsWith(rest, "once")) {
      source.has_pragma_once = true;
    }
    if (absl::StrContains(line, "HWY_TARGET_TOGGLE"))
      source.has_target_toggle = true;
  }
  return source;
}

SourceTree ReadSourceTree(const std::string& root) {
  SourceTree tree;
  const auto add = [&](const fs::path& path) {
    tree[fs::relative(path, root).generic_string()] =
        ParseSource(ReadText(path));
  };
  std::vector<std::string> folders(kOrder.begin(), kOrder.end());
  folders.insert(folders.end(), {"tools", "tests"});
  for (const std::string& folder : folders) {
    if (!fs::exists(fs::path(root) / folder)) continue;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(root) / folder)) {
      if (entry.is_regular_file() && IsSource(entry.path())) add(entry.path());
    }
  }
  // The build writes ops/ops.h out of all headers of the families there.
  std::string all_ops = "#pragma once\n";
  for (const auto& [file, source] : tree) {
    const bool is_of_family = std::count(file.begin(), file.end(), '/') > 1;
    if (TopFolder(file) == "ops" && is_of_family && IsHeader(file))
      absl::StrAppend(&all_ops, "#include \"thalweg/", file, "\"\n");
  }
  tree["ops/ops.h"] = ParseSource(all_ops);
  // And this one, where the tests find their files.
  tree["tests/support/paths.h"] = ParseSource("#pragma once\n");
  for (const absl::string_view name : kUmbrellas) {
    const fs::path umbrella = fs::path(root) / std::string(name);
    if (fs::exists(umbrella)) add(umbrella);
  }
  return tree;
}

std::vector<std::string> FolderOrderBreaks(const SourceTree& tree) {
  std::vector<std::string> breaks;
  ForEachEdge(tree, [&](const std::string& file, const Include& include,
                        const std::string& target) {
    if (Rank(target) <= Rank(file)) return;
    breaks.push_back(absl::StrCat(Place(file, include), ": ", TopFolder(file),
                                  " may not see ", TopFolder(target)));
  });
  return breaks;
}

std::vector<std::string> DeviceFolderBreaks(const SourceTree& tree) {
  // The folder of one device that a path lies in, or "".
  const auto device = [](absl::string_view path) -> absl::string_view {
    for (absl::string_view folder : {"kernels/cpu/", "kernels/cuda/"})
      if (absl::StartsWith(path, folder)) return folder;
    return "";
  };
  std::vector<std::string> breaks;
  ForEachEdge(tree, [&](const std::string& file, const Include& include,
                        const std::string& target) {
    if (TopFolder(file) != "kernels" && TopFolder(file) != "runtime") return;
    const bool is_foreign_device =
        !device(target).empty() && device(target) != device(file);
    const bool is_inside_of_kernels =
        TopFolder(file) == "runtime" && TopFolder(target) == "kernels" &&
        std::count(target.begin(), target.end(), '/') > 1;
    if (is_foreign_device || is_inside_of_kernels) {
      breaks.push_back(absl::StrCat(Place(file, include),
                                    ": a device is seen by itself only"));
    }
  });
  return breaks;
}

std::vector<std::string> FileCycles(const SourceTree& tree) {
  return CycleFinder(tree).TakeCycles();
}

std::vector<std::string> MisspelledIncludes(const SourceTree& tree) {
  std::vector<std::string> breaks;
  const auto exists = [&](absl::string_view target) {
    if (absl::StartsWith(target, "proto/") &&
        absl::ConsumeSuffix(&target, ".pb.h")) {
      return tree.count(absl::StrCat(target, ".proto")) > 0;
    }
    return tree.count(std::string(target)) > 0;
  };
  for (const auto& [file, source] : tree) {
    for (const Include& include : source.includes) {
      const std::string target = Target(include);
      if (!target.empty()) {
        if (!include.in_quotes)
          breaks.push_back(Place(file, include) + ": write it in quotes");
        if (!exists(target))
          breaks.push_back(Place(file, include) + ": there is no such file");
      } else if (include.in_quotes) {
        const fs::path beside = fs::path(file).parent_path() / include.path;
        if (tree.count(beside.lexically_normal().generic_string()) > 0 ||
            tree.count(include.path) > 0) {
          breaks.push_back(Place(file, include) + ": spell it thalweg/...");
        }
      }
    }
  }
  return breaks;
}

std::vector<std::string> UnguardedHeaders(const SourceTree& tree) {
  std::vector<std::string> breaks;
  for (const auto& [file, source] : tree) {
    if (!IsHeader(file) || source.has_pragma_once) continue;
    if (absl::EndsWith(file, "-inl.h") && source.has_target_toggle) continue;
    breaks.push_back(file + " lacks #pragma once");
  }
  return breaks;
}

std::vector<std::string> LeakingPublicHeaders(const SourceTree& tree) {
  std::vector<std::string> breaks;
  std::vector<std::string> pending(kUmbrellas.begin(), kUmbrellas.end());
  std::set<std::string> seen(pending.begin(), pending.end());
  while (!pending.empty()) {
    const std::string file = pending.back();
    pending.pop_back();
    const auto it = tree.find(file);
    if (it == tree.end()) continue;
    for (const Include& include : it->second.includes) {
      if (IsThirdPartyOfLayers(include.path))
        breaks.push_back(Place(file, include) + ": a public header may not");
      const std::string target = Target(include);
      if (!target.empty() && seen.insert(target).second)
        pending.push_back(target);
    }
  }
  return breaks;
}

}  // namespace thalweg
