#include "thalweg/ops/control/feed_fetch.h"

#include <utility>

#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

struct IndexAttrs {
  int64_t index = 0;
  void Fields(AttrFields& fields) { fields.Required("index", index); }
};

const OpRegistration kArg = OpSchema("_Arg")
                                .Output("output", "T")
                                .Attr("T", kAnyType)
                                .Attrs<IndexAttrs>()
                                .Minimum("index", 0)
                                .Traits({Trait::kStateful, Trait::kFeed})
                                .Shape(UnknownOutputs)
                                .NotDifferentiable("depends on nothing");

const OpRegistration kRetval = OpSchema("_Retval")
                                   .Input("input", "T")
                                   .Attr("T", kAnyType)
                                   .Attrs<IndexAttrs>()
                                   .Minimum("index", 0)
                                   .Traits({Trait::kStateful, Trait::kFetch})
                                   .Shape(NoOutputs)
                                   .NotDifferentiable("has no outputs");

const OpRegistration kCopyOp = OpSchema("_Copy")
                                   .Input("input", "T")
                                   .Output("output", "T")
                                   .Attr("T", kAnyType)
                                   .Traits({Trait::kCopy})
                                   .Shape(SameAsInput)
                                   .NotDifferentiable("belongs to one run");

}  // namespace

absl::StatusOr<Node*> AddFeedNode(Graph& graph, DType dtype, int64_t index,
                                  std::string name) {
  NodeSpec spec;
  spec.op = &static_cast<const OpSchema&>(kArg);
  spec.name = std::move(name);
  spec.attrs.Set("T", dtype);
  spec.attrs.Set("index", index);
  return graph.AddNode(std::move(spec));
}

absl::StatusOr<Node*> AddFetchNode(Graph& graph, Edge value, int64_t index,
                                   std::string name) {
  NodeSpec spec;
  spec.op = &static_cast<const OpSchema&>(kRetval);
  spec.name = std::move(name);
  spec.inputs = {value};
  spec.attrs.Set("index", index);
  return graph.AddNode(std::move(spec));
}

absl::StatusOr<Node*> AddCopyNode(Graph& graph, Edge value, std::string name) {
  NodeSpec spec;
  spec.op = &static_cast<const OpSchema&>(kCopyOp);
  spec.name = std::move(name);
  spec.inputs = {value};
  return graph.AddNode(std::move(spec));
}

}  // namespace thalweg
