#include "thalweg/tests/contract/op_cases.h"

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/tests/contract/registered_ops.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

CaseTable& AllCases() {
  static auto* const all = new CaseTable;
  return *all;
}

bool IsState(const ArgSpec& arg) { return arg.is_ref || arg.type == kResource; }

// A dtype that the argument takes: a real one where it may.
DType DTypeFor(const CaseMaker& maker, const ArgSpec& arg) {
  if (arg.type_attr.empty()) return arg.type;
  const AttrSpec* attr = maker.op().FindAttr(arg.type_attr);
  const DTypeSet allowed =
      attr->allowed_types.empty() ? kAnyType : attr->allowed_types;
  for (DType dtype : {maker.real(), maker.complex(), kInt32, kBool}) {
    if (allowed.contains(dtype)) return dtype;
  }
  return kInvalid;
}

void SuggestUnary(CaseMaker& maker) {
  const DType dtype = DTypeFor(maker, maker.op().inputs()[0]);
  const Shape shape = {maker.Size(2, 300), maker.Size(3, 700)};
  maker.Add({maker.Values(dtype, shape, -2, 2)});
}

void SuggestBinary(CaseMaker& maker) {
  const DType dtype = DTypeFor(maker, maker.op().inputs()[0]);
  const int64_t rows = maker.Size(2, 300), columns = maker.Size(3, 700);
  auto values = [&](const Shape& shape) {
    return maker.Values(dtype, shape, 0.5, 3.5);
  };
  maker.Add({values({rows, columns}), values({rows, columns})});
  // The gradient ops of unary functions repeat nothing.
  if (absl::EndsWith(maker.op().name(), "Grad")) return;
  maker.Add({values({rows, columns}), values({columns})});
  maker.Add({values({rows, 1}), values({1, columns})});
  maker.Add({values({}), values({rows, columns})});
}

void Suggest(CaseMaker& maker) {
  const std::vector<ArgSpec>& inputs = maker.op().inputs();
  for (const ArgSpec& arg : inputs) {
    if (arg.is_list()) return;
  }
  if (inputs.size() == 1 &&
      (!inputs[0].type_attr.empty() || inputs[0].type == kBool)) {
    SuggestUnary(maker);
  }
  if (inputs.size() == 2 && maker.op().Is(Trait::kElementwise) &&
      inputs[0].type_attr == inputs[1].type_attr) {
    SuggestBinary(maker);
  }
}

}  // namespace

std::string OpCase::Name() const {
  std::string name = op->name();
  for (const auto& [attr, value] : attrs) {
    absl::StrAppend(&name, " ", attr, "=", AttrToString(value));
  }
  for (const Tensor& input : inputs) {
    absl::StrAppend(&name, " ", DTypeName(input.dtype()),
                    input.shape().ToString());
  }
  return name;
}

Operation OpCase::BuildOn(const Graph& graph,
                          const std::vector<Output>& tensors) const {
  // Lists, equally long, take what the other arguments leave.
  const size_t lists = absl::c_count_if(
      op->inputs(), [](const ArgSpec& arg) { return arg.is_list(); });
  const size_t others = op->inputs().size() - lists;
  const size_t in_list = lists == 0 ? 0 : (tensors.size() - others) / lists;
  std::vector<BuildArgument> arguments;
  size_t next = 0;
  for (const ArgSpec& arg : op->inputs()) {
    if (arg.is_list()) {
      arguments.emplace_back(InputList(std::vector<Output>(
          tensors.begin() + next, tensors.begin() + next + in_list)));
      next += in_list;
    } else {
      arguments.emplace_back(tensors[next++]);
    }
  }
  return BuildNode(&graph, *op, arguments, attrs, {});
}

Tensor CaseMaker::Values(DType dtype, const Shape& shape, double low,
                         double high) {
  return Uniform(dtype, shape, low, high, ++seed_);
}

Tensor CaseMaker::Indices(const Shape& shape, int64_t count) {
  return Values(kInt32, shape, 0, static_cast<double>(count) - 1e-3);
}

Tensor CaseMaker::Integers(std::initializer_list<int32_t> values) {
  return Tensor::Of<int32_t>({static_cast<int64_t>(values.size())}, values);
}

Tensor CaseMaker::Integer(int32_t value) {
  return Tensor::Scalar<int32_t>(value);
}

void CaseMaker::Add(std::vector<Tensor> inputs,
                    const std::vector<AttrMap::Entry>& attrs) {
  OpCase added;
  added.op = &op_;
  for (const auto& [name, value] : attrs) added.attrs.Set(name, value);
  added.inputs = std::move(inputs);
  cases_.push_back(std::move(added));
}

void CaseMaker::AddWithConstants(const std::vector<int>& constants,
                                 std::vector<Tensor> inputs) {
  Add(std::move(inputs));
  cases_.back().constants = constants;
}

RegisteredCases::RegisteredCases(const CaseTable& cases) {
  AllCases().insert(cases.begin(), cases.end());
}

bool NeedsSession(const OpSchema& op) {
  for (const ArgSpec& arg : op.inputs()) {
    if (IsState(arg)) return true;
  }
  for (const ArgSpec& arg : op.outputs()) {
    if (IsState(arg)) return true;
  }
  return op.Is(Trait::kPlaceholder) || op.outputs().empty();
}

std::vector<const OpSchema*> OpsToTry() {
  std::vector<const OpSchema*> ops;
  for (const OpSchema* op : PublicOps()) {
    if (!NeedsSession(*op) && !KernelRegistry::ForOp(op->name()).empty()) {
      ops.push_back(op);
    }
  }
  return ops;
}

std::vector<OpCase> CasesOf(const OpSchema& op, DType real, bool large) {
  CaseMaker maker(op, real, large);
  const auto found = AllCases().find(op.name());
  if (found != AllCases().end()) {
    found->second(maker);
  } else {
    Suggest(maker);
  }
  return maker.Take();
}

}  // namespace thalweg
