// Every op's interface is TensorFlow's.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/tests/contract/reference_ops.h"
#include "thalweg/tests/contract/registered_ops.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

std::string ArgText(bool is_ref, const std::string& name,
                    const std::string& number, const std::string& type) {
  return absl::StrCat(name, ": ", is_ref ? "ref " : "",
                      number.empty() ? "" : number + " * ", type);
}

std::string Signature(const std::vector<ArgSpec>& args) {
  std::vector<std::string> texts;
  for (const ArgSpec& arg : args) {
    const std::string type = !arg.type_list_attr.empty() ? arg.type_list_attr
                             : !arg.type_attr.empty()
                                 ? arg.type_attr
                                 : std::string(DTypeName(arg.type));
    texts.push_back(ArgText(arg.is_ref, arg.name, arg.number_attr, type));
  }
  return absl::StrJoin(texts, ", ");
}

std::string Signature(const json& args) {
  std::vector<std::string> texts;
  for (const json& arg : args) {
    const char* key = arg.contains("type_list_attr") ? "type_list_attr"
                      : arg.contains("type_attr")    ? "type_attr"
                                                     : "type";
    texts.push_back(ArgText(arg.value("is_ref", false), arg["name"],
                            arg.value("number_attr", ""), arg[key]));
  }
  return absl::StrJoin(texts, ", ");
}

// The default of a JSON attribute as an Attr, for AttrToString.
template <class T>
Attr ListOf(const json& values) {
  return values.get<std::vector<T>>();
}

Attr DefaultOf(const std::string& type, const json& value) {
  if (type == "string") return value.get<std::string>();
  if (type == "int") return value.get<int64_t>();
  if (type == "float") return value.get<float>();
  if (type == "bool") return value.get<bool>();
  if (type == "type") {
    return DTypeFromName(value.get<std::string>()).value_or(kInvalid);
  }
  if (type == "shape") {
    return value.is_null() ? Shape::Unknown()
                           : Shape(value.get<std::vector<int64_t>>());
  }
  if (type == "list(string)") return ListOf<std::string>(value);
  if (type == "list(int)") return ListOf<int64_t>(value);
  if (type == "list(float)") return ListOf<float>(value);
  if (type == "list(bool)") return ListOf<bool>(value);
  if (type == "list(type)") {
    std::vector<DType> types;
    for (const std::string name : value) {
      types.push_back(DTypeFromName(name).value_or(kInvalid));
    }
    return types;
  }
  if (type == "list(shape)" && value.empty()) return std::vector<Shape>();
  return std::monostate();
}

class Comparison {
 public:
  Comparison(const OpSchema& op, const json& reference)
      : op_(op), reference_(reference) {}

  std::vector<std::string> Differences() {
    Expect("inputs", Signature(op_.inputs()), Signature(reference_["inputs"]));
    Expect("outputs", Signature(op_.outputs()),
           Signature(reference_["outputs"]));
    CompareAttrs();
    CompareFlag("stateful", Trait::kStateful);
    CompareFlag("commutative", Trait::kCommutative);
    CompareFlag("aggregate", Trait::kAggregate);
    CompareFlag("allows_uninitialized_input", Trait::kAllowsUninitialized);
    Expect("deprecated at", absl::StrCat(op_.deprecated_version()),
           absl::StrCat(reference_.value("deprecated_at", 0)));
    return differences_;
  }

 private:
  void Expect(const std::string& what, const std::string& got,
              const std::string& expected) {
    if (got == expected) return;
    differences_.push_back(absl::StrCat(op_.name(), ": ", what, ": expected ",
                                        expected, ", got ", got));
  }

  void CompareAttrs() {
    std::set<std::string> expected, got;
    for (const json& attr : reference_["attrs"]) expected.insert(attr["name"]);
    for (const AttrSpec& attr : op_.attrs()) got.insert(attr.name);
    Expect("attributes", absl::StrJoin(got, ", "),
           absl::StrJoin(expected, ", "));
    Expect("order of attributes", Options(), ReferenceOptions());
    for (const json& attr : reference_["attrs"]) {
      const AttrSpec* spec = op_.FindAttr(attr["name"].get<std::string>());
      if (spec != nullptr) CompareAttr(*spec, attr);
    }
  }

  // The attributes that inputs do not determine, in their order; those that
  // they do stand where the schema's builder puts them.
  std::string Options() const {
    std::vector<std::string> names;
    for (const AttrSpec& attr : op_.attrs()) {
      if (!IsDetermined(attr.name)) names.push_back(attr.name);
    }
    return absl::StrJoin(names, ", ");
  }
  std::string ReferenceOptions() const {
    std::vector<std::string> names;
    for (const json& attr : reference_["attrs"]) {
      if (!IsDetermined(attr["name"])) names.push_back(attr["name"]);
    }
    return absl::StrJoin(names, ", ");
  }
  bool IsDetermined(const std::string& attr) const {
    return absl::c_any_of(op_.inputs(), [&](const ArgSpec& arg) {
      return arg.type_attr == attr || arg.number_attr == attr ||
             arg.type_list_attr == attr;
    });
  }

  void CompareAttr(const AttrSpec& spec, const json& attr) {
    const std::string type = attr["type"];
    Expect("type of " + spec.name, spec.TypeString(), type);
    Expect("default of " + spec.name,
           spec.required() ? "none" : AttrToString(spec.default_value),
           attr.contains("default")
               ? AttrToString(DefaultOf(type, attr["default"]))
               : "none");
    Expect("minimum of " + spec.name, Minimum(spec.is_list, spec.minimum),
           Minimum(spec.is_list,
                   attr.contains("minimum")
                       ? std::optional<int64_t>(attr["minimum"].get<int64_t>())
                       : std::nullopt));
    const json allowed = attr.value("allowed", json::array());
    if (type == "type" || type == "list(type)") {
      Expect("types of " + spec.name, Types(spec.allowed_types),
             Types(DTypesOf(allowed)));
    } else {
      const auto names = allowed.get<std::set<std::string>>();
      Expect("values of " + spec.name,
             absl::StrJoin(std::set<std::string>(spec.allowed_strings.begin(),
                                                 spec.allowed_strings.end()),
                           ", "),
             absl::StrJoin(names, ", "));
    }
  }

  // A list of at least 0 may have any length.
  static std::string Minimum(bool is_list, std::optional<int64_t> minimum) {
    if (!minimum.has_value() || (is_list && *minimum == 0)) return "none";
    return absl::StrCat(*minimum);
  }

  static std::string Types(DTypeSet types) {
    return types.empty() || types == kAnyType ? "any" : types.ToString();
  }

  void CompareFlag(const std::string& flag, Trait trait) {
    const json flags = reference_.value("flags", json::array());
    bool expected = false;
    for (const std::string each : flags) expected |= each == flag;
    Expect(flag, op_.Is(trait) ? "yes" : "no", expected ? "yes" : "no");
  }

  const OpSchema& op_;
  const json& reference_;
  std::vector<std::string> differences_;
};

TEST(SchemaTest, TheReferenceIsRead) {
  ASSERT_EQ(ReferenceOps().size(), 692u);
  EXPECT_EQ(Signature(ReferenceOps().at("AddN")["inputs"]), "inputs: N * T");
}

// TensorFlow's ops that released graphs do not contain, so that the reference
// leaves them out.
constexpr const char* kNotInTheReference[] = {
    "ApproxTopK",
    "BesselI0",
    "BesselI1",
    "BesselI1e",
    "BesselJ0",
    "BesselJ1",
    "BesselK0",
    "BesselK0e",
    "BesselK1",
    "BesselK1e",
    "BesselY0",
    "BesselY1",
    "Betainc",
    "DataFormatDimMap",
    "DataFormatVecPermute",
    "Dawsn",
    "Expint",
    "ExtractVolumePatches",
    "FresnelCos",
    "FresnelSin",
    "Igamma",
    "IgammaGradA",
    "Igammac",
    "InplaceAdd",
    "InplaceSub",
    "InplaceUpdate",
    "Invert",
    "MatrixDiagPartV2",
    "MatrixDiagV2",
    "MatrixSetDiagV2",
    "MaxPool3DGradGrad",
    "MaxPoolGradGradV2",
    "MaxPoolGradGradWithArgmax",
    "NextAfter",
    "PopulationCount",
    "ResourceScatterDiv",
    "ResourceScatterMax",
    "ResourceScatterMin",
    "ResourceScatterMul",
    "ResourceScatterNdMax",
    "ResourceScatterNdMin",
    "ResourceScatterNdSub",
    "ScatterDiv",
    "ScatterMax",
    "ScatterMin",
    "ScatterNdMax",
    "ScatterNdMin",
    "ScatterNdSub",
    "SparseSegmentMeanGradV2",
    "SparseSegmentMeanWithNumSegments",
    "SparseSegmentSqrtNGradV2",
    "SparseSegmentSqrtNWithNumSegments",
    "SparseSegmentSumGradV2",
    "SparseSegmentSumWithNumSegments",
    "Spence",
    "TensorStridedSliceUpdate",
    "UniqueWithCountsV2",
};

TEST(SchemaTest, EveryOpHasTheInterfaceOfTensorFlows) {
  std::vector<std::string> differences;
  for (const OpSchema* op : PublicOps()) {
    const auto found = ReferenceOps().find(op->name());
    if (found == ReferenceOps().end()) {
      if (absl::c_linear_search(kNotInTheReference, op->name())) continue;
      differences.push_back(op->name() + ": is not among TensorFlow's ops");
      continue;
    }
    for (std::string& each : Comparison(*op, found->second).Differences()) {
      differences.push_back(std::move(each));
    }
  }
  EXPECT_THAT(differences, IsEmpty()) << absl::StrJoin(differences, "\n");
}

TEST(SchemaTest, AnInterfaceThatDiffersIsNoticed) {
  json reference = ReferenceOps().at("MatMul");
  reference["inputs"][0]["name"] = "left";
  reference["attrs"][0]["default"] = true;
  reference["flags"] = {"stateful"};
  const OpSchema* op = OpRegistry::Find("MatMul");
  ASSERT_NE(op, nullptr);
  EXPECT_THAT(Comparison(*op, reference).Differences(),
              testing::ElementsAre(
                  "MatMul: inputs: expected left: T, b: T, got a: T, b: T",
                  "MatMul: default of transpose_a: expected true, got false",
                  "MatMul: stateful: expected yes, got no"));
}

}  // namespace
}  // namespace thalweg
