#include "thalweg/runtime/passes/fuse.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/control/feed_fetch.h"
#include "thalweg/ops/control/no_op.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Status ProductShape(ShapeContext& context) {
  const Shape& a = context.input(0);
  const Shape& b = context.input(1);
  context.set_output(0, a.rank() == 2 && b.rank() == 2
                            ? Shape({a.dim(0), b.dim(1)})
                            : Shape::OfRank(2));
  return absl::OkStatus();
}

absl::Status LossShape(ShapeContext& context) {
  const Shape& scores = context.input(0);
  context.set_output(
      0, Shape({scores.rank() == 2 ? scores.dim(0) : Shape::kUnknown}));
  context.set_output(1, scores);
  return absl::OkStatus();
}

// Output 0 is input 0 as a column.
absl::Status ColumnShape(ShapeContext& context) {
  context.set_output(0, context.input(0).Concat({1}));
  return absl::OkStatus();
}

struct FormatAttrs {
  std::string data_format = "NHWC";
  void Fields(AttrFields& fields) { fields("data_format", data_format); }
};
struct FusedAttrs {
  bool transpose = false;
  std::string data_format = "NHWC";
  std::vector<std::string> fused_ops;
  void Fields(AttrFields& fields) {
    fields("transpose", transpose)("data_format", data_format)("fused_ops",
                                                               fused_ops);
  }
};
struct ProductAttrs {
  bool transpose = false;
  std::string data_format = "NHWC";
  bool hint = false;
  void Fields(AttrFields& fields) {
    fields("transpose", transpose)("data_format", data_format)("hint", hint);
  }
};
struct SlopeAttrs {
  float slope = 0.5f;
  void Fields(AttrFields& fields) { fields("slope", slope); }
};

// The roles, without the ops that play them in the engine.
const OpRegistration kProduct = OpSchema("FuseTestProduct")
                                    .Input("a", "T")
                                    .Input("b", "T")
                                    .Output("c", "T")
                                    .Attr("T", kNumbers)
                                    .Attrs<ProductAttrs>()
                                    .Traits({Trait::kContraction})
                                    .FusedForm("_FuseTestProduct")
                                    .Shape(ProductShape);
const OpRegistration kFusedProduct = OpSchema("_FuseTestProduct")
                                         .Input("a", "T")
                                         .Input("b", "T")
                                         .InputList("args", "num_args", "T")
                                         .Output("c", "T")
                                         .Attr("T", {kFloat, kInt32})
                                         .Number("num_args", 0)
                                         .Attrs<FusedAttrs>()
                                         .Shape(ProductShape);
const OpRegistration kBias = OpSchema("FuseTestBias")
                                 .Input("x", "T")
                                 .Input("bias", "T")
                                 .Output("y", "T")
                                 .Attr("T", kNumbers)
                                 .Attrs<FormatAttrs>()
                                 .Traits({Trait::kBias})
                                 .Shape(SameAsInput);
const OpRegistration kSum = OpSchema("FuseTestSum")
                                .Input("x", "T")
                                .Input("y", "T")
                                .Output("z", "T")
                                .Attr("T", kNumbers)
                                .Traits({Trait::kAdd})
                                .Shape(BroadcastInputs);
const OpRegistration kTimes = OpSchema("FuseTestTimes")
                                  .Input("x", "T")
                                  .Input("y", "T")
                                  .Output("z", "T")
                                  .Attr("T", kNumbers)
                                  .Traits({Trait::kMultiply})
                                  .Shape(BroadcastInputs);
const OpRegistration kCurve = OpSchema("FuseTestCurve")
                                  .Input("x", "T")
                                  .Output("y", "T")
                                  .Attr("T", kNumbers)
                                  .Traits({Trait::kActivation})
                                  .Shape(SameAsInput);
const OpRegistration kOddCurve = OpSchema("FuseTestOddCurve")
                                     .Input("x", "T")
                                     .Output("y", "T")
                                     .Attr("T", kNumbers)
                                     .Traits({Trait::kActivation})
                                     .Shape(SameAsInput);
const OpRegistration kSlope = OpSchema("FuseTestSlope")
                                  .Input("x", "T")
                                  .Output("y", "T")
                                  .Attr("T", kNumbers)
                                  .Attrs<SlopeAttrs>()
                                  .Traits({Trait::kActivation})
                                  .Shape(SameAsInput);
const OpRegistration kLoss = OpSchema("FuseTestLoss")
                                 .Input("scores", "T")
                                 .Input("labels", "T")
                                 .Output("loss", "T")
                                 .Output("gradient", "T")
                                 .Attr("T", kNumbers)
                                 .Traits({Trait::kLossWithGradient})
                                 .FusedForm("_FuseTestLoss")
                                 .Shape(LossShape);
const OpRegistration kFusedLoss = OpSchema("_FuseTestLoss")
                                      .Input("scores", "T")
                                      .Input("labels", "T")
                                      .Input("scale", "T")
                                      .Output("loss", "T")
                                      .Output("gradient", "T")
                                      .Attr("T", kNumbers)
                                      .Shape(LossShape);
const OpRegistration kColumn = OpSchema("FuseTestColumn")
                                   .Input("x", "T")
                                   .Output("y", "T")
                                   .Attr("T", kNumbers)
                                   .Traits({Trait::kView})
                                   .Shape(ColumnShape);

class EmptyKernel : public Kernel {
 public:
  absl::Status Compute(KernelContext&) const override {
    return absl::OkStatus();
  }
};

// Knows biases and one curve.
absl::StatusOr<std::unique_ptr<Kernel>> MakeFused(const KernelInfo& info) {
  const auto* ops =
      info.node().attrs().Get<std::vector<std::string>>("fused_ops");
  if (ops != nullptr && absl::c_linear_search(*ops, "FuseTestOddCurve")) {
    return absl::UnimplementedError("no odd curves");
  }
  return std::unique_ptr<Kernel>(std::make_unique<EmptyKernel>());
}
const KernelRegistration kFusedProductKernel =
    KernelCandidateBuilder("_FuseTestProduct", "CPU", &MakeFused)
        .For("T", kFloat);
const KernelRegistration kFusedLossKernel =
    KernelCandidateBuilder("_FuseTestLoss", "CPU", &MakeFused).For("T", kFloat);

// Builds with the roles above; all nodes are on one device unless moved.
class FuseTest : public ::testing::Test {
 protected:
  FuseTest() {
    for (const DeviceFactory* factory : DeviceFactory::All()) {
      if (absl::string_view(factory->type()) != "CPU") continue;
      devices_ = factory->CreateDevices({.count = 2}, nullptr).value();
    }
    for (const auto& device : devices_) {
      environment_.devices.push_back(device.get());
    }
  }

  Output X(Shape shape, DType dtype = kFloat) {
    return Placeholder(step_.graph, dtype, std::move(shape));
  }
  Output Product(DType dtype = kFloat, ProductAttrs attrs = {}) {
    return Build(kProduct, {X({5, 2}, dtype), X({2, 3}, dtype)}, attrs);
  }
  Output Bias(Output x, FormatAttrs attrs = {}) {
    return Build(kBias, {x, X({3}, x.dtype())}, attrs);
  }
  Output Add(Output x, Output y) { return Build(kSum, {x, y}); }
  Output Curve(Output x) { return Build(kCurve, {x}); }
  Output Times(Output x, Output y) { return Build(kTimes, {x, y}); }
  Output Column(Output x) { return Build(kColumn, {x}); }
  void Fetch(Output x) {
    step_.fetches.push_back(
        AddFetchNode(step_.graph, x.edge(),
                     static_cast<int64_t>(step_.fetches.size()),
                     step_.graph.UniqueName("fetch"))
            .value());
  }
  void PutOn(Output x, int device) {
    step_.device_of.resize(step_.graph.num_node_ids(), nullptr);
    step_.device_of[x.node()->id()] = environment_.devices[device];
  }

  int Fused() {
    EXPECT_OK(step_.graph.status());
    step_.device_of.resize(step_.graph.num_node_ids(), nullptr);
    for (Device*& device : step_.device_of) {
      if (device == nullptr) device = environment_.devices[0];
    }
    absl::StatusOr<int> fused = Fuse(environment_, step_);
    EXPECT_OK(fused);
    return fused.value_or(-1);
  }
  // The nodes of the roles that are left, in order.
  std::vector<std::string> Ops() const {
    std::vector<std::string> ops;
    for (const auto& node : step_.graph.nodes()) {
      if (node && !node->Is(Trait::kPlaceholder) && !node->Is(Trait::kFetch) &&
          !node->Is(Trait::kConstant)) {
        ops.push_back(node->op().name());
      }
    }
    return ops;
  }
  // What fetch i reads.
  Edge Fetched(int i = 0) const { return step_.fetches[i]->input(0); }

  std::vector<std::unique_ptr<Device>> devices_;
  CompileEnvironment environment_;
  StepGraph step_;
};

TEST_F(FuseTest, AProductItsBiasAndItsActivationBecomeOneNode) {
  Output product =
      Product(kFloat, {.transpose = true, .hint = true}).Named("product");
  Output bias = Bias(product);
  const Edge bias_input = bias.node()->input(1);
  const std::vector<Edge> factors(product.node()->inputs().begin(),
                                  product.node()->inputs().end());
  Fetch(Curve(bias).Named("layer"));
  EXPECT_EQ(Fused(), 1);
  EXPECT_THAT(Ops(), ElementsAre("_FuseTestProduct"));
  const Node& node = *Fetched().node;
  EXPECT_EQ(node.name(), "layer");
  EXPECT_THAT(node.inputs(), ElementsAre(factors[0], factors[1], bias_input));
  EXPECT_EQ(node.output_shape(0), Shape({5, 3}));
  EXPECT_EQ(*node.attrs().Get<bool>("transpose"), true);
  EXPECT_EQ(node.attrs().Find("hint"), nullptr);
  EXPECT_THAT(*node.attrs().Get<std::vector<std::string>>("fused_ops"),
              ElementsAre(OpRegistry::FindByTrait(Trait::kBias)->name(),
                          "FuseTestCurve"));
  EXPECT_EQ(step_.device_of[node.id()], environment_.devices[0]);
}

TEST_F(FuseTest, ABiasAloneIsFused) {
  Fetch(Bias(Product()));
  EXPECT_EQ(Fused(), 1);
  EXPECT_THAT(Ops(), ElementsAre("_FuseTestProduct"));
}

TEST_F(FuseTest, ASumWithAVectorIsABiasInEitherOrder) {
  Output product = Product(), vector = X({3});
  Fetch(Curve(Add(product, vector)));
  Fetch(Add(X({3}), Product()));
  EXPECT_EQ(Fused(), 2);
  EXPECT_THAT(Ops(), ElementsAre("_FuseTestProduct", "_FuseTestProduct"));
  EXPECT_EQ(Fetched().node->input(2), vector.edge());
}

TEST_F(FuseTest, ASumThatIsNoBiasIsLeftAlone) {
  Fetch(Add(Product(), X({-1})));
  Fetch(Add(Product(), X({1})));
  Fetch(Add(Product(), X({5, 3})));
  Fetch(Add(Product(), X(Shape::Unknown())));
  Output product = Product();
  Fetch(Add(product, product));
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, ASumAfterChannelsFirstIsNoBias) {
  Fetch(Add(Product(kFloat, {.data_format = "NCHW"}), X({3})));
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, TheLayoutOfTheBiasMustBeThatOfTheProduct) {
  Fetch(Bias(Product(), {.data_format = "NCHW"}));
  EXPECT_EQ(Fused(), 0);
  Fetch(
      Bias(Product(kFloat, {.data_format = "NCHW"}), {.data_format = "NCHW"}));
  EXPECT_EQ(Fused(), 1);
  EXPECT_EQ(*Fetched(1).node->attrs().Get<std::string>("data_format"), "NCHW");
}

TEST_F(FuseTest, WhatSomebodyElseReadsIsKept) {
  Output product = Product();
  Fetch(Bias(product));
  Fetch(product);
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, AnActivationOfABiasThatIsFetchedTooIsKept) {
  Output bias = Bias(Product());
  Fetch(bias);
  Fetch(Curve(bias));
  EXPECT_EQ(Fused(), 1);
  EXPECT_THAT(Ops(), ElementsAre("FuseTestCurve", "_FuseTestProduct"));
}

TEST_F(FuseTest, TargetsAreKept) {
  Output product = Product();
  Fetch(Bias(product));
  step_.targets.push_back(product.node());
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, ControlEdgesAtTheEndsMoveAndInBetweenForbid) {
  Node* before = NoOp(step_.graph).node();
  Node* after = NoOp(step_.graph).node();
  Output product = Product(), bias = Bias(product);
  step_.graph.AddControlEdge(before, product.node());
  step_.graph.AddControlEdge(bias.node(), after);
  Fetch(bias);
  Output waited = Product();
  step_.graph.AddControlEdge(waited.node(), after);
  Fetch(Bias(waited));
  Output waiting = Bias(Product());
  step_.graph.AddControlEdge(before, waiting.node());
  Fetch(waiting);
  EXPECT_EQ(Fused(), 1);
  Node* node = Fetched().node;
  EXPECT_EQ(node->op().name(), "_FuseTestProduct");
  EXPECT_THAT(node->control_inputs(), ElementsAre(before));
  EXPECT_THAT(node->control_consumers(), ElementsAre(after));
}

TEST_F(FuseTest, NodesOfTwoDevicesStayApart) {
  Output bias = Bias(Product());
  PutOn(bias, 1);
  Fetch(bias);
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, TypesWithoutAFusedKernelAreLeftAlone) {
  Fetch(Bias(Product(kDouble)));  // Not in the schema.
  Fetch(Bias(Product(kInt32)));   // No kernel.
  EXPECT_EQ(Fused(), 0);
  EXPECT_THAT(Ops(), ElementsAre("FuseTestProduct", "FuseTestBias",
                                 "FuseTestProduct", "FuseTestBias"));
}

TEST_F(FuseTest, ActivationsThatTheFusedFormCannotDoStayApart) {
  Fetch(Build(kOddCurve, {Bias(Product())}));
  Fetch(Build(kSlope, {Bias(Product())}));
  EXPECT_EQ(Fused(), 2);
  EXPECT_THAT(Ops(), ElementsAre("FuseTestOddCurve", "FuseTestSlope",
                                 "_FuseTestProduct", "_FuseTestProduct"));
}

TEST_F(FuseTest, ALossAndItsScaledGradientBecomeOneNode) {
  Operation loss = Build(kLoss, {X({5, 3}), X({5, 3})}).Named("loss");
  Output upstream = X({5});
  Fetch(loss[0]);
  Fetch(Times(Column(upstream), loss[1]));
  EXPECT_EQ(Fused(), 1);
  Node* node = Fetched(0).node;
  EXPECT_EQ(node->op().name(), "_FuseTestLoss");
  EXPECT_EQ(node->name(), "loss");
  EXPECT_EQ(node->input(2), upstream.edge());
  EXPECT_EQ(Fetched(0), node->output(0));
  EXPECT_EQ(Fetched(1), node->output(1));
}

TEST_F(FuseTest, AConstantScaleIsMadeAVector) {
  Operation loss = Build(kLoss, {X({2, 3}), X({2, 3})});
  Fetch(Times(loss[1],
              Constant(step_.graph, Tensor::Of<float>({2, 1}, {0.25f, 0.5f}))));
  EXPECT_EQ(Fused(), 1);
  const Edge scale = Fetched().node->input(2);
  const Tensor& value = *scale.node->attrs().Get<Tensor>("value");
  EXPECT_EQ(value.shape(), Shape({2}));
  EXPECT_THAT(value.flat<float>(), ElementsAre(0.25f, 0.5f));
  EXPECT_EQ(step_.device_of[scale.node->id()], environment_.devices[0]);
}

TEST_F(FuseTest, AScaleThatDependsOnTheLossIsNotFused) {
  Operation loss = Build(kLoss, {X({5, 3}), X({5, 3})});
  Fetch(Times(loss[1], Column(Curve(loss[0]))));
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, AScaleThatWaitsForTheLossIsNotFused) {
  Operation loss = Build(kLoss, {X({5, 3}), X({5, 3})});
  Output scale = Curve(X({5}));
  Node* after = Curve(loss[0]).node();
  step_.graph.AddControlEdge(after, scale.node());
  Fetch(Times(loss[1], Column(scale)));
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, AGradientThatIsReadElsewhereIsNotScaledInPlace) {
  Operation loss = Build(kLoss, {X({5, 3}), X({5, 3})});
  Fetch(Times(loss[1], Column(X({5}))));
  Fetch(loss[1]);
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, AScaleOfAnotherShapeIsNotFused) {
  for (Shape shape : {Shape({1}), Shape({-1}), Shape({})}) {
    Operation loss = Build(kLoss, {X({5, 3}), X({5, 3})});
    Fetch(Times(loss[1], Column(X(shape))));
  }
  Operation loss = Build(kLoss, {X({5, 3}), X({5, 3})});
  Fetch(Times(loss[1], X({5, 3})));
  EXPECT_EQ(Fused(), 0);
}

TEST_F(FuseTest, ALongWayToTheScaleCountsAsDependence) {
  Output scale = X({5});
  for (int i = 0; i < 20000; ++i) scale = Curve(scale);
  Operation loss = Build(kLoss, {X({5, 3}), X({5, 3})});
  Fetch(Times(loss[1], Column(scale)));
  EXPECT_EQ(Fused(), 0);
}

}  // namespace
}  // namespace thalweg
