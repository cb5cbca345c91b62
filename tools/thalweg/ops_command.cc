// thalweg ops: which ops there are, on which devices, for which dtypes.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/op_docs.h"

namespace thalweg::command {
namespace {

using nlohmann::ordered_json;

struct OpsArguments {
  std::string name;
  bool json = false;
};

std::string TypeOf(const ArgSpec& arg) {
  std::string type =
      arg.type_attr.empty() ? std::string(DTypeName(arg.type)) : arg.type_attr;
  if (!arg.type_list_attr.empty()) type = arg.type_list_attr;
  if (!arg.number_attr.empty())
    type = absl::StrCat(arg.number_attr, " * ", type);
  return arg.is_ref ? absl::StrCat("Ref(", type, ")") : type;
}

ordered_json Arguments(const std::vector<ArgSpec>& args) {
  auto list = ordered_json::array();
  for (const ArgSpec& arg : args) {
    list.push_back({{"name", arg.name}, {"type", TypeOf(arg)}});
  }
  return list;
}

ordered_json Attributes(const OpSchema& schema) {
  auto list = ordered_json::array();
  for (const AttrSpec& attr : schema.attrs()) {
    ordered_json entry = {{"name", attr.name}, {"type", attr.TypeString()}};
    if (!attr.required()) entry["default"] = AttrToString(attr.default_value);
    if (attr.minimum) entry["minimum"] = *attr.minimum;
    if (!attr.allowed_types.empty()) {
      entry["allowed"] = attr.allowed_types.ToString();
    }
    if (!attr.allowed_strings.empty()) entry["allowed"] = attr.allowed_strings;
    list.push_back(std::move(entry));
  }
  return list;
}

// By device, the dtypes that its kernels of the op take together: for each
// type attribute that they ask about.
ordered_json Kernels(const std::string& op) {
  std::map<std::string, std::map<std::string, DTypeSet>> devices;
  for (const KernelCandidate* candidate : KernelRegistry::ForOp(op)) {
    for (const DeviceFactory* factory : DeviceFactory::All()) {
      if (!candidate->Serves(factory->type())) continue;
      auto& types = devices[factory->type()];
      for (const auto& [attr, set] : candidate->types) {
        types[attr] = types[attr] | set;
      }
    }
  }
  auto result = ordered_json::object();
  for (const auto& [device, types] : devices) {
    result[device] = ordered_json::object();
    for (const auto& [attr, set] : types) result[device][attr] = set.ToString();
  }
  return result;
}

std::string GradientOf(const OpSchema& schema) {
  if (schema.gradient_function() != nullptr) return "yes";
  if (schema.not_differentiable().empty()) return "no";
  return absl::StrCat("no: it ", schema.not_differentiable());
}

ordered_json Describe(const OpSchema& schema) {
  return {{"name", schema.name()},
          {"inputs", Arguments(schema.inputs())},
          {"outputs", Arguments(schema.outputs())},
          {"attributes", Attributes(schema)},
          {"stateful", schema.Is(Trait::kStateful)},
          {"gradient", GradientOf(schema)},
          {"kernels", Kernels(schema.name())}};
}

// "T: float, double; Tidx: int32", "any" when kernels ask for nothing.
std::string TypesText(const ordered_json& types) {
  std::string text;
  for (const auto& [attr, set] : types.items()) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", attr, ": ",
                    set.get<std::string>());
  }
  return text.empty() ? "any" : text;
}

void PrintRow(const char* op, const char* device, const char* gradient,
              const char* dtypes) {
  std::printf("%-42s %-7s %-9s %s\n", op, device, gradient, dtypes);
}

void PrintTable(const ordered_json& ops) {
  PrintRow("op", "device", "gradient", "dtypes");
  for (const ordered_json& op : ops) {
    const auto name = op["name"].get<std::string>();
    const auto gradient = op["gradient"].get<std::string>().substr(0, 3);
    const char* short_gradient = gradient == "yes" ? "yes" : "no";
    if (op["kernels"].empty()) PrintRow(name.c_str(), "-", short_gradient, "-");
    for (const auto& [device, types] : op["kernels"].items()) {
      PrintRow(name.c_str(), device.c_str(), short_gradient,
               TypesText(types).c_str());
    }
  }
}

std::string ArgumentsText(const ordered_json& arguments) {
  std::string text;
  for (const ordered_json& argument : arguments) {
    absl::StrAppend(&text, text.empty() ? "" : ", ",
                    argument["name"].get<std::string>(), ": ",
                    argument["type"].get<std::string>());
  }
  return text;
}

std::string AttributeText(const ordered_json& attribute) {
  std::string text = absl::StrCat(attribute["name"].get<std::string>(), ": ",
                                  attribute["type"].get<std::string>());
  for (const auto& [key, value] : attribute.items()) {
    if (key == "name" || key == "type") continue;
    absl::StrAppend(
        &text, ", ", key, " ",
        value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

void PrintOp(const ordered_json& op) {
  std::cout << op["name"].get<std::string>() << "("
            << ArgumentsText(op["inputs"]) << ") -> ("
            << ArgumentsText(op["outputs"]) << ")\n\n";
  if (op.contains("documentation")) {
    std::cout << op["documentation"].get<std::string>() << "\n"
              << op["wrapper"].get<std::string>() << "\n"
              << "header      thalweg/" << op["header"].get<std::string>()
              << "\n";
  }
  for (const ordered_json& attribute : op["attributes"]) {
    std::cout << "attribute   " << AttributeText(attribute) << "\n";
  }
  std::cout << "gradient    " << op["gradient"].get<std::string>() << "\n";
  for (const auto& [device, types] : op["kernels"].items()) {
    std::cout << "kernels     " << device << ": " << TypesText(types) << "\n";
  }
}

absl::StatusOr<ordered_json> DescribeOne(const std::string& name) {
  if (const OpSchema* schema = OpRegistry::Find(name)) {
    ordered_json op = Describe(*schema);
    if (auto docs = AllOpDocs().find(name); docs != AllOpDocs().end()) {
      op["documentation"] = docs->second.text;
      op["wrapper"] = docs->second.wrapper;
      op["header"] = docs->second.header;
    }
    return op;
  }
  std::string message = absl::StrCat("there is no op '", name, "'");
  for (const OpSchema* schema : OpRegistry::All()) {
    if (absl::EqualsIgnoreCase(schema->name(), name)) {
      absl::StrAppend(&message, "; do you mean ", schema->name(), "?");
    }
  }
  return absl::NotFoundError(message);
}

absl::Status Ops(const OpsArguments& arguments) {
  if (!arguments.name.empty()) {
    absl::StatusOr<ordered_json> op = DescribeOne(arguments.name);
    if (!op.ok()) return op.status();
    if (arguments.json) {
      std::cout << op->dump() << "\n";
    } else {
      PrintOp(*op);
    }
    return absl::OkStatus();
  }
  auto ops = ordered_json::array();
  for (const OpSchema* schema : OpRegistry::All()) {
    // Underscores begin what the step compiler adds.
    if (schema->name()[0] != '_') ops.push_back(Describe(*schema));
  }
  if (arguments.json) {
    std::cout << ordered_json{{"ops", std::move(ops)}}.dump() << "\n";
  } else {
    PrintTable(ops);
  }
  return absl::OkStatus();
}

}  // namespace

void AddOps(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "ops",
      "Lists the ops with their devices, dtypes and gradients; with a name, "
      "documents that op.");
  command->footer("Example: thalweg ops Conv2D");
  auto arguments = std::make_shared<OpsArguments>();
  command->add_option("name", arguments->name, "op to document");
  command->add_flag("--json", arguments->json, "print one JSON document");
  command->callback([arguments, &action] {
    action = [arguments] { return Ops(*arguments); };
  });
}

}  // namespace thalweg::command
