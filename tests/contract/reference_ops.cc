#include "thalweg/tests/contract/reference_ops.h"

#include <fstream>
#include <utility>

#include "thalweg/tests/support/paths.h"

namespace thalweg {
namespace {

std::map<std::string, nlohmann::json> Read() {
  std::ifstream file(THALWEG_TEST_DATA "/ops_2_21.json");
  const nlohmann::json document =
      nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  std::map<std::string, nlohmann::json> ops;
  if (!document.is_object()) return ops;
  for (const nlohmann::json& op : document["ops"]) ops[op["name"]] = op;
  return ops;
}

}  // namespace

const std::map<std::string, nlohmann::json>& ReferenceOps() {
  static const auto* const ops =
      new std::map<std::string, nlohmann::json>(Read());
  return *ops;
}

DTypeSet DTypesOf(const nlohmann::json& names) {
  DTypeSet types;
  for (const std::string name : names) {
    if (auto dtype = DTypeFromName(name)) types = types | *dtype;
  }
  return types;
}

}  // namespace thalweg
