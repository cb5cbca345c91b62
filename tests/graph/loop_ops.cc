// Ops that only the tests of graph/ have: loops and removed ops.
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kTestMerge = OpSchema("TestMerge")
                                      .InputList("inputs", "N", "T")
                                      .Output("output", "T")
                                      .Attr("T", kAnyType)
                                      .Number("N")
                                      .Traits({Trait::kMerge})
                                      .Shape(UnknownOutputs)
                                      .NotDifferentiable("is a test's");

const OpRegistration kTestNextIteration = OpSchema("TestNextIteration")
                                              .Input("data", "T")
                                              .Output("output", "T")
                                              .Attr("T", kAnyType)
                                              .Traits({Trait::kNextIteration})
                                              .Shape(SameAsInput)
                                              .NotDifferentiable("is a test's");

const OpRegistration kTestRemoved = OpSchema("TestRemoved")
                                        .Deprecated(9, "Use something else")
                                        .Shape(NoOutputs)
                                        .NotDifferentiable("is a test's");

}  // namespace
}  // namespace thalweg
