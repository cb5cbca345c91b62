#include "thalweg/runtime/passes/fuse_contraction.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/passes/fusion.h"

namespace thalweg {
namespace {

constexpr absl::string_view kDataFormat = "data_format";

// Where the channels of the node's tensor lie: its attribute, or what a bias
// takes it to be where there is none.
std::string DataFormat(const Node& node, const OpSchema& bias_op) {
  if (const auto* format = node.attrs().Get<std::string>(kDataFormat)) {
    return *format;
  }
  const AttrSpec* attr = bias_op.FindAttr(kDataFormat);
  const auto* usual = attr == nullptr
                          ? nullptr
                          : std::get_if<std::string>(&attr->default_value);
  return usual == nullptr ? "" : *usual;
}

// True for f(x) with no parameter but the type.
bool IsPlainActivation(const Node& node) {
  return node.Is(Trait::kActivation) && node.num_inputs() == 1 &&
         absl::c_all_of(node.op().attrs(), [](const AttrSpec& attr) {
           return attr.kind == AttrKind::kType;
         });
}

// A vector whose element i is added to all elements of index i in the last
// dimension of `to`.
bool IsAlongLastDim(const Shape& vector, const Shape& to) {
  return vector.rank() == 1 && to.rank() >= 1 && vector.dim(0) >= 0 &&
         vector.dim(0) == to.dim(to.rank() - 1);
}

// Of the lists that the fused form takes after `num_inputs` plain inputs, the
// first holds the bias and the others nothing.
void SetListSizes(const OpSchema& op, int num_inputs, DType bias,
                  AttrMap& attrs) {
  if (op.FindAttr("num_args") != nullptr) attrs.Set("num_args", int64_t{1});
  for (size_t i = num_inputs; i < op.inputs().size(); ++i) {
    const ArgSpec& list = op.inputs()[i];
    const bool first = i == static_cast<size_t>(num_inputs);
    if (!list.number_attr.empty()) {
      attrs.Set(list.number_attr, int64_t{first});
    } else if (!list.type_list_attr.empty()) {
      attrs.Set(list.type_list_attr,
                first ? std::vector<DType>{bias} : std::vector<DType>{});
    }
  }
}

class ContractionFuser {
 public:
  ContractionFuser(const CompileEnvironment& environment, StepGraph& step)
      : environment_(environment),
        step_(step),
        bias_op_(OpRegistry::FindByTrait(Trait::kBias)) {}

  absl::StatusOr<int> Run() {
    if (bias_op_ == nullptr) return 0;
    int fused = 0;
    const int num_ids = step_.graph.num_node_ids();
    for (int id = 0; id < num_ids; ++id) {
      Node* node = step_.graph.nodes()[id].get();
      if (node == nullptr || !node->Is(Trait::kContraction)) continue;
      ASSIGN_OR_RETURN(const bool done, Fuse(node));
      fused += done;
    }
    return fused;
  }

 private:
  absl::StatusOr<bool> Fuse(Node* contraction) {
    const OpSchema* op = OpRegistry::Find(contraction->op().fused_form());
    Node* add = OnlyReader(contraction->output(0));
    if (op == nullptr || add == nullptr) return false;
    const Edge bias = BiasOf(*add, contraction->output(0));
    if (!bias) return false;
    Node* activation = OnlyReader(add->output(0));
    if (activation != nullptr && IsPlainActivation(*activation)) {
      ASSIGN_OR_RETURN(const bool done,
                       Join(*op, {contraction, add, activation}, bias));
      if (done) return true;
    }
    return Join(*op, {contraction, add}, bias);
  }

  // What `add` adds to `sum` as a bias; nothing when it does not.
  Edge BiasOf(const Node& add, Edge sum) const {
    const std::string format = DataFormat(*sum.node, *bias_op_);
    if (add.Is(Trait::kBias)) {
      const bool fits =
          add.input(0) == sum && DataFormat(add, *bias_op_) == format;
      return fits ? add.input(1) : Edge();
    }
    if (!add.Is(Trait::kAdd) || add.num_inputs() != 2) return Edge();
    const Edge other = add.input(0) == sum ? add.input(1) : add.input(0);
    const AttrSpec* attr = bias_op_->FindAttr(kDataFormat);
    const bool channels_last =
        attr == nullptr || AttrsEqual(attr->default_value, format);
    return channels_last && IsAlongLastDim(other.shape(), sum.shape()) ? other
                                                                       : Edge();
  }

  absl::StatusOr<bool> Join(const OpSchema& op, std::vector<Node*> nodes,
                            Edge bias) {
    if (!MayJoin(step_, nodes)) return false;
    const Edge result = nodes.back()->output(0);
    Node* fused = TryAddFused(environment_, step_, SpecOf(op, nodes, bias),
                              step_.device_of[nodes[0]->id()], {result});
    if (fused == nullptr) return false;
    step_.graph.ReplaceUses(result, fused->output(0));
    RETURN_IF_ERROR(RemoveJoined(step_, nodes, *nodes.back(), fused));
    return true;
  }

  NodeSpec SpecOf(const OpSchema& op, const std::vector<Node*>& nodes,
                  Edge bias) {
    const Node& contraction = *nodes[0];
    NodeSpec spec;
    spec.op = &op;
    spec.name =
        step_.graph.UniqueName(absl::StrCat(nodes.back()->name(), "_fused"));
    spec.location = contraction.location();
    spec.device = contraction.device();
    spec.inputs.assign(contraction.inputs().begin(),
                       contraction.inputs().end());
    spec.inputs.push_back(bias);
    spec.control_inputs.assign(contraction.control_inputs().begin(),
                               contraction.control_inputs().end());
    for (const auto& [name, value] : contraction.attrs()) {
      if (op.FindAttr(name) != nullptr) spec.attrs.Set(name, value);
    }
    std::vector<std::string> fused_ops = {bias_op_->name()};
    if (nodes.size() > 2) fused_ops.push_back(nodes[2]->op().name());
    spec.attrs.Set("fused_ops", std::move(fused_ops));
    SetListSizes(op, contraction.num_inputs(), bias.dtype(), spec.attrs);
    return spec;
  }

  const CompileEnvironment& environment_;
  StepGraph& step_;
  const OpSchema* bias_op_;
};

}  // namespace

absl::StatusOr<int> FuseContractions(const CompileEnvironment& environment,
                                     StepGraph& step) {
  return ContractionFuser(environment, step).Run();
}

}  // namespace thalweg
