#include "thalweg/ops/state/declared_variable.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

std::optional<DeclaredVariable> FindDeclaredVariable(
    const ShapeContext& context, int i) {
  const Node* node = context.node().input(i).node;
  while (node != nullptr && node->Is(Trait::kIdentity)) {
    node = node->input(0).node;
  }
  if (node == nullptr || !node->Is(Trait::kHandle)) return std::nullopt;
  const auto* dtype = node->attrs().Get<DType>("dtype");
  const auto* shape = node->attrs().Get<Shape>("shape");
  if (dtype == nullptr || shape == nullptr) return std::nullopt;
  return DeclaredVariable{*dtype, *shape};
}

absl::StatusOr<DeclaredVariable> RequireVariable(const ShapeContext& context,
                                                 int i, DType dtype,
                                                 absl::string_view verb) {
  RETURN_IF_ERROR(RequireRank(context.input(i), 0));
  const auto declared = FindDeclaredVariable(context, i);
  if (!declared.has_value()) return DeclaredVariable{dtype, Shape::Unknown()};
  if (declared->dtype == dtype) return *declared;
  return absl::InvalidArgumentError(
      absl::StrCat("Trying to ", verb, " variable with wrong dtype. Expected ",
                   DTypeName(declared->dtype), " got ", DTypeName(dtype)));
}

}  // namespace thalweg
