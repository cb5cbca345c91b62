#include "thalweg/runtime/passes/place.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/control/feed_fetch.h"
#include "thalweg/runtime/state_homes.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::HasSubstr;

constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;

// A device that only has a name.
class NamedDevice : public Device {
 public:
  NamedDevice(const char* type, int id, int priority)
      : Device(type, id), priority_(priority) {}
  int priority() const override { return priority_; }
  int64_t memory_limit() const override { return 0; }
  std::string description() const override { return ""; }
  bool host_memory() const override { return true; }
  absl::StatusOr<BufferRef> Allocate(size_t) override {
    return absl::UnimplementedError("no memory");
  }
  absl::Status CopyFrom(const Device&, const Tensor&, Tensor&) override {
    return absl::UnimplementedError("no memory");
  }
  absl::Status CopyToHost(const Tensor&, Tensor&) override {
    return absl::UnimplementedError("no memory");
  }
  ThreadPool& thread_pool() override { return *pool_; }

 private:
  int priority_;
  ThreadPool* pool_ = nullptr;
};

// Two kinds of device: TPU is preferred to CPU where both have a kernel.
const OpRegistration kBoth = OpSchema("PlaceTestBoth")
                                 .Input("x", "T")
                                 .Output("y", "T")
                                 .Attr("T", kAnyType)
                                 .Shape(SameAsInput);
const OpRegistration kCpuOnly = OpSchema("PlaceTestCpuOnly")
                                    .Input("x", "T")
                                    .Output("y", "T")
                                    .Attr("T", kAnyType)
                                    .Shape(SameAsInput);
const OpRegistration kTpuOnly = OpSchema("PlaceTestTpuOnly")
                                    .Input("x", "T")
                                    .Output("y", "T")
                                    .Attr("T", kAnyType)
                                    .Shape(SameAsInput);
const OpRegistration kPrefersCpu = OpSchema("PlaceTestPrefersCpu")
                                       .Input("x", "T")
                                       .Output("y", "T")
                                       .Attr("T", kAnyType)
                                       .Shape(SameAsInput);
const OpRegistration kPrefersTpu = OpSchema("PlaceTestPrefersTpu")
                                       .Input("x", "T")
                                       .Output("y", "T")
                                       .Attr("T", kAnyType)
                                       .Shape(SameAsInput);
const OpRegistration kNowhere = OpSchema("PlaceTestNowhere")
                                    .Input("x", "T")
                                    .Output("y", "T")
                                    .Attr("T", kAnyType)
                                    .Shape(SameAsInput);
const OpRegistration kShapeOf = OpSchema("PlaceTestShapeOf")
                                    .Input("x", "T")
                                    .Output("y", kInt32)
                                    .Attr("T", kAnyType)
                                    .Traits({Trait::kShapeOnly})
                                    .Shape(UnknownOutputs);
const OpRegistration kSource =
    OpSchema("PlaceTestSource").Output("y", kFloat).Shape(ScalarOutput);
const OpRegistration kVariable = OpSchema("PlaceTestVariable")
                                     .RefOutput("ref", "dtype")
                                     .Attr("dtype", kAnyType, kFloat)
                                     .Traits({Trait::kStateful})
                                     .Shape(ScalarOutput);
const OpRegistration kAssign = OpSchema("PlaceTestAssign")
                                   .RefInput("ref", "T")
                                   .Input("value", "T")
                                   .RefOutput("out", "T")
                                   .Attr("T", kAnyType)
                                   .Shape(ScalarOutput);
const OpRegistration kHandle = OpSchema("PlaceTestHandle")
                                   .Output("handle", kResource)
                                   .Traits({Trait::kStateful, Trait::kHandle})
                                   .Shape(ScalarOutput);
const OpRegistration kReadOnCpu = OpSchema("PlaceTestReadOnCpu")
                                      .Input("handle", kResource)
                                      .Output("value", kFloat)
                                      .Shape(ScalarOutput);
const OpRegistration kRead = OpSchema("PlaceTestRead")
                                 .Input("handle", kResource)
                                 .Output("value", kFloat)
                                 .Shape(ScalarOutput);

const OpRegistration kAnywhere = OpSchema("PlaceTestAnywhere")
                                     .Input("x", "T")
                                     .Output("y", "T")
                                     .Attr("T", kAnyType)
                                     .Shape(SameAsInput);

absl::StatusOr<std::unique_ptr<Kernel>> NoKernel(const KernelInfo&) {
  return absl::UnimplementedError("computes nothing");
}
KernelCandidateBuilder On(const char* op, const char* device) {
  return KernelCandidateBuilder(op, device, &NoKernel);
}
const KernelRegistration kKernels[] = {
    On("PlaceTestBoth", "CPU"),
    On("PlaceTestBoth", "TPU").For("T", kFloating),
    On("PlaceTestCpuOnly", "CPU"),
    On("PlaceTestTpuOnly", "TPU"),
    On("PlaceTestPrefersCpu", "CPU").Priority(1),
    On("PlaceTestPrefersCpu", "TPU"),
    On("PlaceTestPrefersTpu", "CPU").Priority(1),
    On("PlaceTestPrefersTpu", "TPU").Priority(3),
    // Only the first that is asked counts.
    On("PlaceTestPrefersTpu", "CPU").Priority(2),
    On("PlaceTestShapeOf", "CPU"),
    On("PlaceTestShapeOf", "TPU"),
    On("PlaceTestSource", "CPU"),
    On("PlaceTestSource", "TPU"),
    On("PlaceTestVariable", "CPU"),
    On("PlaceTestVariable", "TPU"),
    On("PlaceTestAssign", "CPU"),
    On("PlaceTestAssign", "TPU"),
    On("PlaceTestHandle", "CPU"),
    On("PlaceTestHandle", "TPU"),
    On("PlaceTestRead", "CPU"),
    On("PlaceTestRead", "TPU"),
    On("PlaceTestReadOnCpu", "CPU"),
    On("PlaceTestAnywhere", kAnyDeviceType),
};

class PlaceTest : public ::testing::Test {
 protected:
  // Adds a node; `device` is its request, `with` the node it is colocated with.
  Node* Add(const OpSchema& op, const std::string& name,
            std::vector<Node*> inputs, const std::string& device = "",
            const std::string& with = "") {
    NodeSpec spec;
    spec.op = &op;
    spec.name = name;
    for (Node* input : inputs) spec.inputs.push_back(input->output(0));
    spec.device = device;
    if (!with.empty()) {
      spec.attrs.Set("_class",
                     std::vector<std::string>{absl::StrCat("loc:@", with)});
    }
    absl::StatusOr<Node*> node = step_.graph.AddNode(std::move(spec));
    EXPECT_OK(node);
    return node.value_or(nullptr);
  }
  Node* Float(const std::string& name) {
    return Const(step_.graph, Tensor::Scalar(1.0f)).Named(name).node();
  }
  Node* Feed() {
    return AddFeedNode(step_.graph, kFloat, 0, "_arg_x_0_0").value();
  }
  Node* Fetch(Node* node) {
    return AddFetchNode(step_.graph, node->output(0), 0,
                        absl::StrCat("_retval_", node->name()))
        .value();
  }

  absl::Status PlaceOn(std::vector<Device*> devices, bool soft = false) {
    CompileEnvironment environment;
    environment.devices = std::move(devices);
    environment.allow_soft_placement = soft;
    environment.explain = true;
    environment.homes = &homes_;
    return Place(environment, whole_.has_value() ? *whole_ : step_.graph,
                 step_);
  }
  // From here on the step is a part of what there is now: of these nodes.
  void KeepOnly(const std::vector<Node*>& nodes) {
    whole_ = step_.graph.Clone();
    for (int id = step_.graph.num_node_ids(); id-- > 0;) {
      Node* node = step_.graph.nodes()[id].get();
      if (node != nullptr && !absl::c_linear_search(nodes, node)) {
        step_.graph.RemoveNode(node);
      }
    }
  }
  absl::Status PlaceOnCpus(bool soft = false) {
    return PlaceOn({&cpu0_, &cpu1_}, soft);
  }
  absl::Status PlaceOnAll(bool soft = false) {
    return PlaceOn({&cpu0_, &cpu1_, &tpu0_}, soft);
  }
  // "CPU:0".
  std::string DeviceOf(const Node* node) const {
    const Device* device = step_.device_of[node->id()];
    return device == nullptr ? "none"
                             : absl::StrCat(device->type(), ":", device->id());
  }

  const std::string& ReasonOf(const Node* node) const {
    return step_.placement_reason[node->id()];
  }

  NamedDevice cpu0_{"CPU", 0, 70};
  NamedDevice cpu1_{"CPU", 1, 70};
  NamedDevice tpu0_{"TPU", 0, 200};
  StepGraph step_;
  std::optional<Graph> whole_;
  StateHomes homes_;
};

TEST_F(PlaceTest, WithoutRequestsTheBestDeviceWithAKernelIsTaken) {
  Node* x = Add(kSource, "x", {});
  Node* both = Add(kBoth, "both", {x});
  Node* cpu = Add(kCpuOnly, "cpu", {both});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(both), "TPU:0");
  EXPECT_EQ(DeviceOf(cpu), "CPU:0");
}

TEST_F(PlaceTest, KernelsAreAskedForByType) {
  Node* shape = Add(kShapeOf, "shape", {Float("c")});
  Node* integers = Add(kBoth, "integers", {shape});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(integers), "CPU:0");
}

TEST_F(PlaceTest, RequestsMayBePartialAndAbbreviated) {
  Node* c = Float("c");
  Node* abbreviated = Add(kBoth, "a", {c}, "/cpu:1");
  Node* type = Add(kBoth, "b", {c}, "/device:CPU:*");
  Node* task = Add(kBoth, "d", {c}, "/job:localhost/task:0");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(abbreviated), "CPU:1");
  EXPECT_EQ(DeviceOf(type), "CPU:0");
  EXPECT_EQ(DeviceOf(task), "TPU:0");
}

TEST_F(PlaceTest, RequestsAreReadInAllTheirSpellings) {
  Node* c = Float("c");
  std::vector<std::pair<Node*, const char*>> expected;
  int number = 0;
  for (const auto& [request, device] :
       std::vector<std::pair<const char*, const char*>>{
           {"/cpu:1", "CPU:1"},
           {"/CPU:1", "CPU:1"},
           {"/device:cpu:1", "CPU:1"},
           {"/device:CPU:*", "CPU:0"},
           {"/device:CPU", "CPU:0"},
           {"/cpu:*", "CPU:0"},
           {"/device:*:1", "CPU:1"},
           {"/device:tpu:0", "TPU:0"},
           {"/task:0/device:CPU:1", "CPU:1"},
           {"/device:CPU:1/replica:0", "CPU:1"},
           {"/job:*/replica:*/task:*/device:CPU:1", "CPU:1"},
           {"/job:localhost/replica:0/task:0/cpu:1", "CPU:1"},
           {"/job:localhost", "TPU:0"},
           {"/", "TPU:0"},
       }) {
    const std::string name = absl::StrCat("n", number++);
    expected.emplace_back(Add(kBoth, name, {c}, request), device);
  }
  ASSERT_OK(PlaceOnAll());
  for (const auto& [node, device] : expected) {
    EXPECT_EQ(DeviceOf(node), device) << node->device();
  }
}

TEST_F(PlaceTest, KernelPriorityComesBeforeDevicePriority) {
  Node* c = Float("c");
  Node* cpu = Add(kPrefersCpu, "cpu", {c});
  Node* tpu = Add(kPrefersTpu, "tpu", {c});
  Node* on_second = Add(kPrefersCpu, "second", {c}, "/device:*:1");
  Node* asked = Add(kPrefersCpu, "asked", {c}, "/device:TPU:0");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(cpu), "CPU:0");
  EXPECT_EQ(ReasonOf(cpu), "highest kernel priority");
  EXPECT_EQ(DeviceOf(tpu), "TPU:0");
  EXPECT_EQ(DeviceOf(on_second), "CPU:1");
  EXPECT_EQ(DeviceOf(asked), "TPU:0");
}

TEST_F(PlaceTest, AGroupHasTheKernelPriorityOfThoseThatPrefer) {
  Node* c = Float("c");
  Node* indifferent = Add(kBoth, "indifferent", {c});
  Node* prefers = Add(kPrefersCpu, "prefers", {c}, "", "indifferent");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(indifferent), "CPU:0");
  EXPECT_EQ(DeviceOf(prefers), "CPU:0");
}

TEST_F(PlaceTest, WhereKernelPrioritiesDifferTheDevicesDecide) {
  Node* c = Float("c");
  for (const auto& [first, second] :
       {std::pair(&kPrefersCpu, &kPrefersTpu), {&kPrefersTpu, &kPrefersCpu}}) {
    const std::string name = absl::StrCat("a", step_.graph.num_nodes());
    Node* a = Add(*first, name, {c});
    Node* b = Add(*second, absl::StrCat("with_", name), {c}, "", name);
    ASSERT_OK(PlaceOnAll());
    EXPECT_EQ(DeviceOf(a), "TPU:0");
    EXPECT_EQ(DeviceOf(b), "TPU:0");
  }
}

TEST_F(PlaceTest, OfEqualDevicesTheLowestNumberIsTaken) {
  Node* node = Add(kBoth, "node", {Float("c")});
  ASSERT_OK(PlaceOn({&cpu1_, &cpu0_}));
  EXPECT_EQ(DeviceOf(node), "CPU:0");
}

TEST_F(PlaceTest, FeedsAndFetchesAreOnTheHost) {
  Node* feed = Feed();
  Node* on_tpu = Add(kTpuOnly, "on_tpu", {feed});
  Node* fetch = Fetch(on_tpu);
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(feed), "CPU:0");
  EXPECT_EQ(DeviceOf(on_tpu), "TPU:0");
  EXPECT_EQ(DeviceOf(fetch), "CPU:0");
}

TEST_F(PlaceTest, ClassesBringNodesTogether) {
  Node* c = Float("c");
  Node* a = Add(kBoth, "a", {c}, "/cpu:1");
  Node* b = Add(kBoth, "b", {c}, "", "a");
  Node* d = Add(kBoth, "d", {c}, "", "b");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(a), "CPU:1");
  EXPECT_EQ(DeviceOf(b), "CPU:1");
  EXPECT_EQ(DeviceOf(d), "CPU:1");
}

TEST_F(PlaceTest, NodesColocatedWithAPrunedNodeStayTogether) {
  Node* c = Float("c");
  Node* a = Add(kBoth, "a", {c}, "/cpu:1", "gone");
  Node* b = Add(kBoth, "b", {c}, "", "gone");
  Node* other = Add(kBoth, "other", {c}, "", "gone_too");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(a), "CPU:1");
  EXPECT_EQ(DeviceOf(b), "CPU:1");
  EXPECT_EQ(DeviceOf(other), "TPU:0");
}

TEST_F(PlaceTest, WhatAPrunedNodeAsksOfItsGroupCounts) {
  Node* c = Float("c");
  Node* kept = Add(kBoth, "kept", {c});
  Node* other = Add(kBoth, "other", {c});
  Add(kBoth, "asks", {c}, "/cpu:1", "kept");
  Add(kCpuOnly, "limits", {c}, "", "other");
  KeepOnly({c, kept, other});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(kept), "CPU:1");
  EXPECT_EQ(ReasonOf(kept), "with 'asks': requested /cpu:1");
  EXPECT_EQ(DeviceOf(other), "CPU:0");
  EXPECT_EQ(ReasonOf(other), "kernels for CPU only");
}

TEST_F(PlaceTest, NodesThatOnlyAPrunedOneBringsTogetherAreTogether) {
  Node* c = Float("c");
  Node* a = Add(kBoth, "a", {c}, "/cpu:1");
  Add(kBoth, "between", {c}, "", "a");
  Node* b = Add(kBoth, "b", {c}, "", "between");
  KeepOnly({c, a, b});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(a), "CPU:1");
  EXPECT_EQ(DeviceOf(b), "CPU:1");
}

TEST_F(PlaceTest, AVariableIsOnOneDeviceInEveryStep) {
  Node* c = Float("c");
  Node* variable = Add(kVariable, "v", {});
  Node* assign = Add(kAssign, "assign", {variable, c});
  Add(kAssign, "update", {assign, c}, "/cpu:1");
  Node* handle = Add(kHandle, "handle", {});
  Add(kReadOnCpu, "reader", {handle});
  KeepOnly({c, variable, assign, handle});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(variable), "CPU:1");
  EXPECT_EQ(DeviceOf(assign), "CPU:1");
  EXPECT_EQ(DeviceOf(handle), "CPU:0");
}

TEST_F(PlaceTest, StateStaysWhereItIsWhileThatServesTheStep) {
  Node* c = Float("c");
  Node* stays = Add(kHandle, "stays", {});
  Node* read = Add(kRead, "read", {stays});
  Add(kReadOnCpu, "late", {stays});
  Node* goes = Add(kHandle, "goes", {});
  Add(kReadOnCpu, "reader", {goes});
  Node* asks = Add(kVariable, "asks", {});
  Add(kAssign, "assign", {asks, c}, "/cpu:1");
  for (Node* node : {stays, goes, asks}) {
    homes_.Remember(node->name(), &tpu0_);
    homes_.Remember(node->name(), &cpu0_);
  }
  KeepOnly({c, stays, read, goes, step_.graph.FindNode("reader"), asks,
            step_.graph.FindNode("assign")});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(stays), "TPU:0");
  EXPECT_EQ(DeviceOf(read), "TPU:0");
  EXPECT_EQ(ReasonOf(stays), "where its state is");
  EXPECT_EQ(DeviceOf(goes), "CPU:0");
  EXPECT_EQ(DeviceOf(asks), "CPU:1");
}

TEST_F(PlaceTest, WhatPrunedNodesAskInVainIsNoErrorOfTheStep) {
  Node* c = Float("c");
  Node* kept = Add(kTpuOnly, "kept", {c});
  Add(kCpuOnly, "elsewhere", {c}, "", "kept");
  Node* asks = Add(kBoth, "asks", {c}, "/cpu:1");
  Add(kBoth, "contradicts", {c}, "/cpu:0", "asks");
  Node* any = Add(kBoth, "any", {c});
  Add(kBoth, "absent", {c}, "/device:GPU:0", "any");
  Add(kNowhere, "nowhere", {c}, "", "any");
  Add(kBoth, "malformed", {c}, "/device:CPU:x", "any");
  KeepOnly({c, kept, asks, any});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(kept), "TPU:0");
  EXPECT_EQ(DeviceOf(asks), "CPU:1");
  EXPECT_EQ(DeviceOf(any), "TPU:0");
}

TEST_F(PlaceTest, SoftPlacementWidensAlikeInEveryStep) {
  for (const char* kept : {"on_cpu", "on_tpu"}) {
    step_ = StepGraph();
    whole_.reset();
    Node* handle = Add(kHandle, "handle", {});
    Add(kRead, "on_cpu", {handle}, "/cpu:1");
    Add(kRead, "on_tpu", {handle}, "/device:TPU:0");
    KeepOnly({handle, step_.graph.FindNode(kept)});
    ASSERT_OK(PlaceOnAll(/*soft=*/true));
    EXPECT_EQ(DeviceOf(handle), "TPU:0");
  }
}

TEST_F(PlaceTest, PartialRequestsOfAGroupAreMerged) {
  Node* c = Float("c");
  Node* a = Add(kBoth, "a", {c}, "/device:CPU:*");
  Node* b = Add(kBoth, "b", {c}, "/device:*:1", "a");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(a), "CPU:1");
  EXPECT_EQ(DeviceOf(b), "CPU:1");
}

TEST_F(PlaceTest, AGroupGoesWhereAllMembersHaveKernels) {
  Node* c = Float("c");
  Node* a = Add(kBoth, "a", {c});
  Node* b = Add(kCpuOnly, "b", {c}, "", "a");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(a), "CPU:0");
  EXPECT_EQ(DeviceOf(b), "CPU:0");
}

TEST_F(PlaceTest, ReferencesAndResourcesStayWhereTheirProducerIs) {
  Node* c = Float("c");
  Node* variable = Add(kVariable, "v", {}, "/cpu:1");
  Node* assign = Add(kAssign, "assign", {variable, c});
  Node* again = Add(kAssign, "again", {assign, c});
  // Takes the value, not the reference.
  Node* value = Add(kBoth, "value", {variable});
  Node* handle = Add(kHandle, "handle", {}, "/cpu:1");
  Node* read = Add(kRead, "read", {handle});
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(assign), "CPU:1");
  EXPECT_EQ(DeviceOf(again), "CPU:1");
  EXPECT_EQ(DeviceOf(value), "TPU:0");
  EXPECT_EQ(DeviceOf(read), "CPU:1");
}

TEST_F(PlaceTest, ASourceGoesWhereItsOnlyReadersAre) {
  Node* for_cpu = Add(kSource, "for_cpu", {});
  Add(kBoth, "a", {for_cpu}, "/cpu:1");
  Add(kBoth, "b", {for_cpu}, "/cpu:1");
  Node* for_both = Add(kSource, "for_both", {});
  Add(kBoth, "c", {for_both}, "/cpu:1");
  Add(kTpuOnly, "d", {for_both});
  Node* constant = Float("constant");
  Node* e = Add(kBoth, "e", {constant}, "/cpu:1");
  Fetch(constant);
  Node* fetched = Float("fetched");
  Fetch(fetched);
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(for_cpu), "CPU:1");
  EXPECT_EQ(DeviceOf(for_both), "TPU:0");
  EXPECT_EQ(DeviceOf(constant), DeviceOf(e));
  EXPECT_EQ(DeviceOf(fetched), "CPU:0");
}

TEST_F(PlaceTest, AShapeIsTakenWhereItsTensorIs) {
  Node* c = Float("c");
  Node* a = Add(kBoth, "a", {c}, "/cpu:1");
  Node* shape = Add(kShapeOf, "shape", {a});
  Node* rank = Add(kShapeOf, "rank", {shape});
  Node* elsewhere = Add(kShapeOf, "elsewhere", {a}, "/device:TPU:0");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(shape), "CPU:1");
  EXPECT_EQ(DeviceOf(rank), "CPU:1");
  EXPECT_EQ(DeviceOf(elsewhere), "TPU:0");
}

TEST_F(PlaceTest, AnOpWithoutAKernelOfItsDeviceTakesThatForAnyDevice) {
  Node* handle = Add(kAnywhere, "anywhere", {Float("c")}, "/device:TPU:0");
  ASSERT_OK(PlaceOnAll());
  EXPECT_EQ(DeviceOf(handle), "TPU:0");
}

TEST_F(PlaceTest, TellsWhyANodeIsWhereItIs) {
  Node* feed = Feed();
  Node* source = Add(kSource, "source", {});
  Node* asks = Add(kBoth, "asks", {source}, "/cpu:1");
  Node* with = Add(kBoth, "with", {feed}, "", "asks");
  Node* limited = Add(kCpuOnly, "limited", {feed});
  Node* best = Add(kBoth, "best", {feed});
  Node* partial = Add(kBoth, "partial", {feed}, "/device:CPU:*");
  Node* shape = Add(kShapeOf, "shape", {asks});
  Node* absent = Add(kBoth, "absent", {feed}, "/device:GPU:0");
  Node* fetch = Fetch(best);
  ASSERT_OK(PlaceOnAll(/*soft=*/true));
  EXPECT_EQ(ReasonOf(feed), "the caller's");
  EXPECT_EQ(ReasonOf(fetch), "the caller's");
  EXPECT_EQ(ReasonOf(source), "where it is read");
  EXPECT_EQ(ReasonOf(asks), "requested /cpu:1");
  EXPECT_EQ(ReasonOf(with), "with 'asks': requested /cpu:1");
  EXPECT_EQ(ReasonOf(limited), "kernels for CPU only");
  EXPECT_EQ(ReasonOf(best), "highest priority");
  EXPECT_EQ(ReasonOf(partial), "requested /device:CPU:*");
  EXPECT_EQ(ReasonOf(shape), "where its input is");
  EXPECT_EQ(ReasonOf(absent), "soft placement: no /device:GPU:0 with a kernel");
}

TEST_F(PlaceTest, KeepsNoReasonsUnasked) {
  Float("c");
  CompileEnvironment environment;
  environment.devices = {&cpu0_};
  ASSERT_OK(Place(environment, step_.graph, step_));
  EXPECT_TRUE(step_.placement_reason.empty());
}

TEST_F(PlaceTest, AnAbsentDeviceIsRefusedInTensorFlowsWords) {
  Add(kBoth, "c", {Float("x")}, "/device:GPU:0");
  EXPECT_THAT(
      PlaceOn({&cpu0_}),
      StatusIs(kInvalidArgument,
               "Cannot assign a device for operation c: {{node c}} was "
               "explicitly assigned to /device:GPU:0 but available devices "
               "are [ /job:localhost/replica:0/task:0/device:CPU:0 ]. Make "
               "sure the device specification refers to a valid device."));
}

TEST_F(PlaceTest, TheNodeThatAskedIsNamedInItsGroup) {
  Node* c = Float("x");
  Add(kBoth, "innocent", {c});
  Add(kBoth, "asking", {c}, "/cpu:7", "innocent");
  const absl::Status status = PlaceOnCpus();
  EXPECT_THAT(status, StatusIs(kInvalidArgument,
                               "Cannot assign a device for operation asking: "
                               "{{node asking}} was explicitly assigned to "
                               "/cpu:7 but available devices are [ "));
  EXPECT_THAT(
      std::string(status.message()),
      HasSubstr("\n  PlaceTestBoth 'innocent': requested any, has kernels for "
                "CPU\n  PlaceTestBoth 'asking': requested /cpu:7, has kernels "
                "for CPU"));
}

TEST_F(PlaceTest, ADeviceWithoutAKernelIsRefusedWithTheKernels) {
  Add(kCpuOnly, "c", {Float("x")}, "/device:TPU:0");
  const absl::Status status = PlaceOnAll();
  EXPECT_THAT(status,
              StatusIs(kInvalidArgument,
                       "Cannot assign a device for operation c: Could not "
                       "satisfy explicit device specification "
                       "'/device:TPU:0' because no supported kernel for TPU "
                       "devices is available."));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("Registered kernels:\n  device='CPU'"));
}

TEST_F(PlaceTest, AnOpWithoutAKernelForAnyDeviceIsRefused) {
  Add(kNowhere, "n", {Float("x")});
  EXPECT_THAT(
      PlaceOnCpus(/*soft=*/true),
      StatusIs(kInvalidArgument,
               "No OpKernel was registered to support Op 'PlaceTestNowhere' "
               "used by {{node n}} with these attrs: [T=DT_FLOAT]\n"
               "Registered devices: [CPU]\nRegistered kernels:\n"
               "  <no registered kernels>\n"));
}

TEST_F(PlaceTest, ColocatedNodesWithoutACommonTypeAreRefused) {
  Node* c = Float("x");
  Add(kBoth, "first", {c});
  Add(kCpuOnly, "a", {c}, "", "first");
  Add(kTpuOnly, "b", {c}, "", "first");
  EXPECT_THAT(
      PlaceOnAll(/*soft=*/true),
      StatusIs(kInvalidArgument,
               "PlaceTestTpuOnly 'b': Cannot colocate nodes {{colocation_node "
               "a}} and {{colocation_node b}} because no device type supports "
               "both of those nodes and the other nodes colocated with "
               "them."));
}

TEST_F(PlaceTest, ColocatedNodesWithContradictingRequestsAreRefused) {
  Node* c = Float("x");
  Add(kBoth, "first", {c});
  Add(kBoth, "a", {c}, "/cpu:0", "first");
  Add(kBoth, "b", {c}, "/cpu:1", "first");
  EXPECT_THAT(PlaceOnCpus(),
              StatusIs(kInvalidArgument,
                       "Cannot colocate nodes {{colocation_node a}} and "
                       "{{colocation_node b}}: Cannot merge devices with "
                       "incompatible ids: '/device:CPU:0' and "
                       "'/device:CPU:1'"));
}

TEST_F(PlaceTest, RequestsThatOnlyTogetherCannotBeMetAreRefused) {
  Node* c = Float("x");
  Add(kBoth, "a", {c}, "/device:TPU:*");
  Add(kBoth, "b", {c}, "/device:*:1", "a");
  EXPECT_THAT(PlaceOnAll(),
              StatusIs(kInvalidArgument,
                       "because the node {{colocation_node b}} was colocated "
                       "with a group of nodes that required incompatible "
                       "device '/device:TPU:1'."));
}

TEST_F(PlaceTest, AMalformedDeviceIsRefusedEvenWithSoftPlacement) {
  Add(kBoth, "c", {Float("x")}, "/device:CPU:x");
  EXPECT_THAT(PlaceOnCpus(/*soft=*/true),
              StatusIs(kInvalidArgument,
                       "PlaceTestBoth 'c': Malformed device specification "
                       "'/device:CPU:x'"));
}

TEST_F(PlaceTest, SoftPlacementTakesAnotherDevice) {
  Node* c = Float("x");
  Node* absent = Add(kBoth, "absent", {c}, "/device:GPU:0");
  Node* no_kernel = Add(kCpuOnly, "no_kernel", {c}, "/device:TPU:0");
  Node* met = Add(kBoth, "met", {c}, "/cpu:1");
  Node* first = Add(kBoth, "first", {c}, "/cpu:0");
  Node* second = Add(kBoth, "second", {c}, "/device:TPU:0", "first");
  ASSERT_OK(PlaceOnAll(/*soft=*/true));
  EXPECT_EQ(DeviceOf(absent), "TPU:0");
  EXPECT_EQ(DeviceOf(no_kernel), "CPU:0");
  EXPECT_EQ(DeviceOf(met), "CPU:1");
  EXPECT_EQ(DeviceOf(first), DeviceOf(second));
}

TEST_F(PlaceTest, SoftPlacementLeavesStateWhereItWasToBe) {
  Node* handle = Add(kHandle, "handle", {}, "/cpu:1");
  Node* read = Add(kRead, "read", {handle}, "/device:CPU:7");
  ASSERT_OK(PlaceOnCpus(/*soft=*/true));
  EXPECT_EQ(DeviceOf(handle), "CPU:1");
  EXPECT_EQ(DeviceOf(read), "CPU:1");
}

TEST_F(PlaceTest, SoftPlacementDoesNotLeaveTheTask) {
  Add(kBoth, "c", {Float("x")}, "/job:worker/task:3/device:CPU:0");
  EXPECT_THAT(PlaceOnCpus(/*soft=*/true),
              StatusIs(kInvalidArgument,
                       "was explicitly assigned to "
                       "/job:worker/task:3/device:CPU:0"));
}

TEST_F(PlaceTest, AHundredThousandNodesTakeLittleTime) {
  constexpr int kNodes = 100000;
  Node* last = Float("x");
  for (int i = 0; i < kNodes; ++i) {
    last = Add(kBoth, absl::StrCat("n", i), {last}, i % 2 ? "/cpu:1" : "");
  }
  const auto start = std::chrono::steady_clock::now();
  ASSERT_OK(PlaceOnCpus());
  const std::chrono::duration<double> time =
      std::chrono::steady_clock::now() - start;
  // A few hundredths; quadratic work would take minutes.
  EXPECT_LT(time.count(), 2.0);
  EXPECT_EQ(DeviceOf(last), "CPU:1");
}

}  // namespace
}  // namespace thalweg
