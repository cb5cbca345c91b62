// Writes the report on measured rows to stdout.
//
//   build/release/bench/report ours.jsonl results.json > RESULTS.md
//
// Files hold one JSON object a line, or one document with its "rows".
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "thalweg/tools/bench/report/markdown.h"

namespace thalweg::bench {
namespace {

bool ReadRows(const std::string& path, std::vector<Row>& rows) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const Row document = Row::parse(text, nullptr, false);
  if (document.is_object() && document.contains("rows")) {
    rows.insert(rows.end(), document["rows"].begin(), document["rows"].end());
    return true;
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Row row = Row::parse(line, nullptr, false);
    if (!row.is_object()) return false;
    rows.push_back(std::move(row));
  }
  return !text.empty();
}

int Main(int argc, char** argv) {
  CLI::App app("Writes the report on measured rows to stdout.");
  std::vector<std::string> paths;
  std::string preamble;
  app.add_option("files", paths, "JSON lines, or {\"rows\": []}")->required();
  app.add_option("--preamble", preamble, "text under the title");
  CLI11_PARSE(app, argc, argv);
  std::vector<Row> rows;
  for (const std::string& path : paths) {
    if (ReadRows(path, rows)) continue;
    std::cerr << "report: " << path << ": expected rows of JSON\n";
    return 1;
  }
  std::cout << ReportOf(rows, preamble);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) { return thalweg::bench::Main(argc, argv); }
