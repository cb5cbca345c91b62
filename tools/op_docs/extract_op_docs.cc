// extract_op_docs ROOT OUT.cc HEADER...: writes the comments above the op
// wrappers in ROOT/HEADER... as the table that tools/thalweg/op_docs.h
// declares. The build runs it, so that no documentation is written twice.
//
// A comment that is followed by a function which returns Output or Operation
// documents the ops that its "Equals TensorFlow's A and B." names, or else the
// step compiler's own op of the function's name after an underscore.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Entry {
  std::string text = {};
  std::string wrapper = {};
  std::string header = {};
};
using Entries = std::map<std::string, Entry>;

bool StartsWith(const std::string& line, const std::string& prefix) {
  return line.compare(0, prefix.size(), prefix) == 0;
}

bool IsDeclaration(const std::string& line) {
  return StartsWith(line, "Output ") || StartsWith(line, "Operation ");
}

std::vector<std::string> NamesIn(const Entry& entry) {
  static const std::regex equals("Equals\\s+TensorFlow's\\s+([^.]+)\\.");
  static const std::regex word("\\w+");
  std::vector<std::string> names;
  std::smatch match;
  if (std::regex_search(entry.text, match, equals)) {
    const std::string list = match[1];
    for (std::sregex_iterator i(list.begin(), list.end(), word), end; i != end;
         ++i) {
      if (i->str() != "and") names.push_back(i->str());
    }
    return names;
  }
  const size_t start = entry.wrapper.find(' ') + 1;
  const std::string name =
      entry.wrapper.substr(start, entry.wrapper.find('(') - start);
  return {"_" + name};
}

// Adds what one header documents; false when an op is documented already.
bool AddHeader(const std::string& root, const std::string& header,
               Entries& entries) {
  std::ifstream file(root + "/" + header);
  Entry entry{.header = header};
  std::string line;
  while (std::getline(file, line)) {
    if (StartsWith(line, "//")) {
      if (!entry.wrapper.empty()) entry = {.header = header};
      entry.text += line.substr(line.size() > 2 ? 3 : 2) + "\n";
      continue;
    }
    const bool goes_on = !entry.wrapper.empty() && !line.empty() && line != "}";
    if (!entry.text.empty() && (goes_on || IsDeclaration(line))) {
      entry.wrapper += line + "\n";
      continue;
    }
    if (!entry.wrapper.empty()) {
      for (const std::string& name : NamesIn(entry)) {
        if (!entries.emplace(name, entry).second) {
          std::cerr << header << ": " << name << " is documented in "
                    << entries[name].header << " already\n";
          return false;
        }
      }
    }
    entry = {.header = header};
  }
  return file.eof();
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '\n') {
      quoted += "\\n";
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "extract_op_docs ROOT OUT.cc HEADER...\n";
    return 2;
  }
  Entries entries;
  for (int i = 3; i < argc; ++i) {
    if (!AddHeader(argv[1], argv[i], entries)) {
      std::cerr << "extract_op_docs: can't take " << argv[i] << "\n";
      return 1;
    }
  }
  std::ofstream out(argv[2]);
  out << "#include \"thalweg/tools/thalweg/op_docs.h\"\n\n"
         "namespace thalweg::command {\n\n"
         "const std::map<std::string, OpDocs>& AllOpDocs() {\n"
         "  static const auto* docs = new std::map<std::string, OpDocs>{\n";
  for (const auto& [name, entry] : entries) {
    out << "      {" << Quoted(name) << ",\n       {" << Quoted(entry.text)
        << ",\n        " << Quoted(entry.wrapper) << ",\n        "
        << Quoted(entry.header) << "}},\n";
  }
  out << "  };\n  return *docs;\n}\n\n}  // namespace thalweg::command\n";
  out.flush();
  return out ? 0 : 1;
}
