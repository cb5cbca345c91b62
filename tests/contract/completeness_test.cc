// Every op is complete: shape function, gradient or the reason for none, a
// kernel for each type, documentation with a wrapper under it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/tests/contract/reference_ops.h"
#include "thalweg/tests/contract/registered_ops.h"
#include "thalweg/tests/support/paths.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What TensorFlow's ops have and ours lack, each with its reason.
struct Exemption {
  const char* what;
  const char* why;
};

template <size_t n>
bool IsExempt(const Exemption (&table)[n], const std::string& what) {
  return absl::c_any_of(
      table, [&](const Exemption& each) { return what == each.what; });
}

TEST(CompletenessTest, EveryOpHasAShapeFunction) {
  std::vector<std::string> missing;
  for (const OpSchema* op : PublicOps()) {
    if (op->shape_function() == nullptr) missing.push_back(op->name());
  }
  EXPECT_THAT(missing, IsEmpty());
}

// ---- Gradients ----

TEST(CompletenessTest, EveryOpHasAGradientOrSaysWhyNot) {
  std::vector<std::string> missing;
  for (const OpSchema* op : PublicOps()) {
    const bool differentiable = op->gradient_function() != nullptr;
    if (differentiable == !op->not_differentiable().empty()) {
      missing.push_back(op->name());
    }
  }
  EXPECT_THAT(missing, IsEmpty());
}

constexpr Exemption kWithoutTensorFlowsGradient[] = {
    {"ArgMax", "TensorFlow's is registered but gives none"},
    {"ArgMin", "TensorFlow's is registered but gives none"},
};

TEST(CompletenessTest, EveryGradientThatTensorFlowHasIsThere) {
  std::vector<std::string> missing;
  for (const OpSchema* op : PublicOps()) {
    const auto found = ReferenceOps().find(op->name());
    if (found != ReferenceOps().end() && found->second["gradient"] == "yes" &&
        op->gradient_function() == nullptr &&
        !IsExempt(kWithoutTensorFlowsGradient, op->name())) {
      missing.push_back(
          absl::StrCat(op->name(), " (", op->not_differentiable(), ")"));
    }
  }
  EXPECT_THAT(missing, IsEmpty());
}

// ---- Kernels ----

using Types = std::map<std::string, DTypeSet>;

// The types that each type attribute may have in one alternative of a `cpu`
// list: those it names, else all that the schema allows.
Types RequiredTypes(const OpSchema& op, const json& alternative) {
  Types required;
  for (const AttrSpec& attr : op.attrs()) {
    if (attr.kind != AttrKind::kType) continue;
    const DTypeSet allowed =
        attr.allowed_types.empty() ? kAnyType : attr.allowed_types;
    required[attr.name] = alternative.contains(attr.name)
                              ? DTypesOf(alternative[attr.name]) & allowed
                              : allowed;
  }
  return required;
}

std::vector<DType> Members(DTypeSet types) {
  std::vector<DType> members;
  for (int number = 1; number < kNumDTypes; ++number) {
    const auto dtype = DTypeFromNumber(number);
    if (dtype && types.contains(*dtype)) members.push_back(*dtype);
  }
  return members;
}

bool Takes(const KernelCandidate& kernel,
           const std::map<std::string, DType>& types) {
  return kernel.Serves("CPU") &&
         absl::c_all_of(kernel.types, [&](const auto& constraint) {
           const auto found = types.find(constraint.first);
           return found != types.end() &&
                  constraint.second.contains(found->second);
         });
}

// The combinations of required types that no CPU kernel of the op takes.
std::vector<std::string> TypesWithoutKernel(const OpSchema& op,
                                            const Types& required) {
  std::vector<std::map<std::string, DType>> combinations = {{}};
  for (const auto& [attr, types] : required) {
    std::vector<std::map<std::string, DType>> longer;
    for (const auto& combination : combinations) {
      for (DType type : Members(types)) {
        longer.push_back(combination);
        longer.back()[attr] = type;
      }
    }
    combinations = std::move(longer);
  }
  const auto kernels = KernelRegistry::ForOp(op.name());
  std::vector<std::string> missing;
  for (const auto& combination : combinations) {
    if (absl::c_any_of(kernels, [&](const KernelCandidate* kernel) {
          return Takes(*kernel, combination);
        })) {
      continue;
    }
    std::string text = op.name();
    for (const auto& [attr, type] : combination) {
      absl::StrAppend(&text, " ", attr, "=", DTypeName(type));
    }
    missing.push_back(text);
  }
  return missing;
}

// Of TensorFlow's kernels. Here what is exempt is an op with types.
constexpr Exemption kWithoutTensorFlowsTypes[] = {
    {"ComplexAbs T=complex64 Tout=double",
     "TensorFlow's kernel ignores Tout and gives floats"},
    {"ComplexAbs T=complex128 Tout=float",
     "TensorFlow's kernel ignores Tout and gives doubles"},
};

TEST(CompletenessTest, EveryOpHasACpuKernelForEachTypeThatTensorFlowsHas) {
  std::vector<std::string> missing;
  for (const OpSchema* op : PublicOps()) {
    const auto found = ReferenceOps().find(op->name());
    if (found == ReferenceOps().end() || !found->second.contains("cpu")) {
      continue;
    }
    for (const json& alternative : found->second["cpu"]) {
      for (std::string& each :
           TypesWithoutKernel(*op, RequiredTypes(*op, alternative))) {
        if (IsExempt(kWithoutTensorFlowsTypes, each)) continue;
        missing.push_back(std::move(each));
      }
    }
  }
  EXPECT_THAT(missing, IsEmpty()) << absl::StrJoin(missing, "\n");
}

TEST(CompletenessTest, ATypeWithoutAKernelIsNoticed) {
  const OpSchema* op = OpRegistry::Find("Neg");
  ASSERT_NE(op, nullptr);
  EXPECT_THAT(TypesWithoutKernel(*op, {{"T", {kFloat, kString}}}),
              ElementsAre("Neg T=string"));
}

// ---- Documentation and wrappers ----

// A comment that says which of TensorFlow's ops a declaration equals.
struct DocumentedWrapper {
  std::vector<std::string> ops;
  std::string declaration;  // The line under the comment.
};

// The ops of "Equals TensorFlow's A, B and C."; none when there is no such
// sentence.
std::vector<std::string> OpsNamedIn(const std::string& comment) {
  constexpr absl::string_view kPhrase = "Equals TensorFlow's ";
  const size_t begin = comment.find(kPhrase.data());
  if (begin == std::string::npos) return {};
  const size_t names = begin + kPhrase.size();
  const std::string list = absl::StrReplaceAll(
      comment.substr(names, comment.find('.', names) - names),
      {{" and ", ","}, {", ", ","}});
  return absl::StrSplit(list, ',');
}

std::vector<DocumentedWrapper> WrappersIn(const std::string& header) {
  std::vector<DocumentedWrapper> wrappers;
  std::string comment;
  for (absl::string_view line : absl::StrSplit(header, '\n')) {
    if (absl::ConsumePrefix(&line, "//")) {
      absl::StrAppend(&comment, absl::StripAsciiWhitespace(line), " ");
      continue;
    }
    std::vector<std::string> ops = OpsNamedIn(comment);
    if (!ops.empty()) wrappers.push_back({std::move(ops), std::string(line)});
    comment.clear();
  }
  return wrappers;
}

bool DeclaresWrapper(absl::string_view line) {
  for (const char* type : {"Output ", "Operation ", "std::vector<Output> "}) {
    if (absl::ConsumePrefix(&line, type)) {
      return !line.empty() && absl::ascii_isupper(line[0]) &&
             absl::StrContains(line, "(");
    }
  }
  return false;
}

// How many wrappers each op has.
std::map<std::string, int> CountWrappers() {
  std::map<std::string, int> wrappers;
  namespace fs = std::filesystem;
  for (const auto& entry :
       fs::recursive_directory_iterator(THALWEG_SOURCE_DIR "/ops")) {
    if (entry.path().extension() != ".h") continue;
    std::ifstream file(entry.path());
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    for (const DocumentedWrapper& wrapper : WrappersIn(text)) {
      if (!DeclaresWrapper(wrapper.declaration)) continue;
      for (const std::string& op : wrapper.ops) ++wrappers[op];
    }
  }
  return wrappers;
}

TEST(CompletenessTest, EveryOpHasOneDocumentedWrapper) {
  std::map<std::string, int> wrappers = CountWrappers();
  std::vector<std::string> wrong;
  for (const OpSchema* op : PublicOps()) {
    const int count = wrappers[op->name()];
    if (count != 1) wrong.push_back(absl::StrCat(op->name(), ": ", count));
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(CompletenessTest, EveryDocumentedOpIsRegistered) {
  std::vector<std::string> absent;
  for (const auto& [op, count] : CountWrappers()) {
    if (OpRegistry::Find(op) == nullptr) absent.push_back(op);
  }
  EXPECT_THAT(absent, IsEmpty());
}

TEST(CompletenessTest, WrappersAreFoundUnderTheirComments) {
  const std::vector<DocumentedWrapper> wrappers = WrappersIn(
      "// Adds. Equals\n// TensorFlow's Add and\n// AddV2.\n"
      "Output Add(Input x, Input y);\n\n"
      "// A helper.\nShape Help();\n"
      "// Equals TensorFlow's Split.\n\nint x;\n");
  ASSERT_EQ(wrappers.size(), 2u);
  EXPECT_THAT(wrappers[0].ops, ElementsAre("Add", "AddV2"));
  EXPECT_TRUE(DeclaresWrapper(wrappers[0].declaration));
  EXPECT_FALSE(DeclaresWrapper(wrappers[1].declaration));
  EXPECT_FALSE(DeclaresWrapper("Output output;"));
}

}  // namespace
}  // namespace thalweg
