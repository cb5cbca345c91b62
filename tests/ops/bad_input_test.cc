// Malformed inputs that crashed TensorFlow, and their kin: each is refused
// where the values are constants (by shape functions, or by kernels when they
// are folded) and where nothing is known before the run (by kernels).
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr int64_t kHuge = int64_t{1} << 40;
constexpr int32_t kMaxInt = std::numeric_limits<int32_t>::max();

Tensor F(const Shape& shape, float value = 1) {
  Tensor tensor = Tensor::Allocate(kFloat, shape).value();
  for (float& element : tensor.mutable_flat<float>()) element = value;
  return tensor;
}
Tensor I(const std::vector<int32_t>& values) {
  return Tensor::Vector<int32_t>(values);
}
Tensor L(const std::vector<int64_t>& values) {
  return Tensor::Vector<int64_t>(values);
}
Tensor Scalar(int32_t value) { return Tensor::Scalar(value); }
Tensor B(const Shape& shape) { return Tensor::Zeros(kBool, shape).value(); }
Tensor Matrix(const Shape& shape, std::initializer_list<int32_t> values) {
  return Tensor::Of<int32_t>(shape, values);
}

using Attributes = std::vector<std::pair<std::string, Attr>>;

struct Row {
  const char* name;
  const char* op;
  Attributes attrs;
  std::vector<Tensor> inputs;
  // In the message, whoever refuses; of several, one.
  std::vector<const char*> texts = {""};
};

const std::vector<int64_t> kOnes = {1, 1, 1, 1};
const std::vector<int64_t> kTwos = {1, 2, 2, 1};

Attributes Window(const char* padding, std::vector<int64_t> strides = kOnes) {
  return {{"strides", std::move(strides)}, {"padding", std::string(padding)}};
}
Attributes Pool(std::vector<int64_t> ksize, std::vector<int64_t> strides,
                const char* padding = "VALID") {
  return {{"ksize", std::move(ksize)},
          {"strides", std::move(strides)},
          {"padding", std::string(padding)}};
}
Attributes Listed(const char* attr, int64_t n) { return {{attr, n}}; }

std::vector<Row> Rows() {
  return {
      // Windows.
      {"FilterWithoutElements",
       "Conv2D",
       Window("SAME"),
       {F({1, 2, 2, 1}), F({0, 1, 1, 1})}},
      {"ChannelsThatDisagree",
       "Conv2D",
       Window("VALID"),
       {F({1, 4, 4, 3}), F({2, 2, 2, 1})}},
      {"ImageOfRank3",
       "Conv2D",
       Window("VALID"),
       {F({4, 4, 3}), F({2, 2, 3, 1})}},
      {"StrideZero",
       "Conv2D",
       Window("VALID", {1, 0, 1, 1}),
       {F({1, 4, 4, 3}), F({2, 2, 3, 1})}},
      {"PaddingNegative",
       "Conv2D",
       {{"strides", kOnes},
        {"padding", std::string("EXPLICIT")},
        {"explicit_paddings", std::vector<int64_t>{0, 0, -1, 1, 0, 0, 0, 0}}},
       {F({1, 4, 4, 3}), F({2, 2, 3, 1})}},
      {"FilterSizesOfOtherChannels",
       "Conv2DBackpropFilter",
       Window("VALID"),
       {F({1, 1, 1, 2}), I({1, 1, 1, 1}), F({1, 1, 1, 1})}},
      {"EmptyFilterSizes",
       "Conv2DBackpropFilter",
       Window("VALID", {1, 66, 18, 1}),
       {F({0, 0, 1, 0}), I({0, 0, 0, 0}), F({0, 0, 1, 1})}},
      {"TwoInputSizes",
       "Conv2DBackpropInput",
       Window("VALID"),
       {I({2, 2}), F({1, 1, 1, 1}), F({1, 2, 2, 1})}},
      {"InputSizesNegative",
       "Conv2DBackpropInput",
       Window("VALID"),
       {I({1, -2, 2, 1}), F({1, 1, 1, 1}), F({1, 2, 2, 1})}},
      {"GradientThatDoesNotFit",
       "Conv2DBackpropInput",
       Window("VALID"),
       {I({52, 1, 1, 5}), F({1, 1, 5, 1}), F({3, 1, 0, 3})}},
      {"WindowLargerThanTheImage",
       "MaxPool",
       Pool({1, 5, 5, 1}, kOnes),
       {F({1, 2, 2, 1})}},
      {"WindowOfZero", "MaxPool", Pool({1, 0, 1, 1}, kOnes), {F({1, 2, 2, 1})}},
      {"PooledImageOfRank2", "MaxPool", Pool(kTwos, kOnes), {F({2, 2})}},
      {"EmptyGradient",
       "MaxPoolGrad",
       Pool(kOnes, kOnes),
       {F({1, 1, 1, 1}), F({1, 1, 1, 1}), F({0, 0, 0, 0})}},
      {"OutputThatDoesNotFit",
       "MaxPoolGrad",
       Pool(kTwos, kOnes),
       {F({1, 4, 4, 1}), F({1, 9, 9, 1}), F({1, 9, 9, 1})}},
      {"SecondGradientThatDoesNotFit",
       "MaxPoolGradGrad",
       Pool(kTwos, kOnes),
       {F({1, 4, 4, 1}), F({1, 3, 3, 1}), F({1, 3, 3, 1})}},
      {"HugeWindow",
       "AvgPool",
       Pool({1, std::numeric_limits<int64_t>::max(), 1, 1}, kOnes),
       {F({1, 2, 2, 1})}},
      {"NegativeWindow",
       "AvgPool",
       Pool({1, -1, 1, 1}, kOnes),
       {F({1, 2, 2, 1})}},
      {"NegativeInputShape",
       "AvgPoolGrad",
       Pool(kOnes, kOnes),
       {I({-536870912, -536870912, -536870912, -536870912}), F({1, 1, 1, 1})}},
      {"GradientOfAnotherShape",
       "AvgPoolGrad",
       Pool({1, 1, 1, 1}, {1, 128, 128, 1}),
       {I({11, 9, 78, 9}), F({16, 16, 16, 16})}},
      {"StrideOfZero",
       "AvgPoolGrad",
       Pool(kOnes, {1, 1, 1, 0}),
       {I({1, 1, 1, 1}), F({1, 1, 1, 1})}},
      {"ShapeOfThree",
       "AvgPoolGrad",
       Pool(kOnes, kOnes),
       {I({1, 1, 1}), F({1, 1, 1, 1})}},

      // Elementwise operations and their gradients.
      {"ShapesThatDoNotMeet",
       "AddV2",
       {},
       {F({2}), F({3})},
       {"Incompatible shapes", "must be equal"}},
      {"SquareRootsGradient", "SqrtGrad", {}, {F({2}), F({0})}},
      {"ReciprocalRootsGradient", "RsqrtGrad", {}, {F({2}), F({3})}},
      {"TangentsGradient", "TanhGrad", {}, {F({2}), F({0})}},
      {"SigmoidsGradient", "SigmoidGrad", {}, {F({2, 2}), F({2})}},
      {"RectifiersGradient", "ReluGrad", {}, {F({2}), F({0})}},
      {"DivisionByZero",
       "FloorDiv",
       {},
       {I({1, 2}), I({1, 0})},
       {"Integer division by zero"}},
      {"RemainderByZero",
       "FloorMod",
       {},
       {I({1, 2}), I({1, 0})},
       {"Integer division by zero"}},
      {"NegativeIntegerPower", "Pow", {}, {I({2}), I({-1})}, {"negative"}},
      {"SumOfDifferentShapes", "AddN", Listed("N", 2), {F({2}), F({3})}},
      {"BroadcastBeyondInt64",
       "BroadcastTo",
       {},
       {F({1, 1}), L({kHuge, kHuge})}},
      {"BroadcastToNegative", "BroadcastTo", {}, {F({1}), I({-2})}},
      {"BroadcastToFewer", "BroadcastTo", {}, {F({2, 2}), I({2})}},
      {"BroadcastArgsOfMatrices",
       "BroadcastGradientArgs",
       {},
       {Matrix({1, 2}, {2, 2}), I({2})}},
      {"BroadcastArgsThatDoNotMeet",
       "BroadcastGradientArgs",
       {},
       {I({2}), I({3})}},
      {"BranchesThatDiffer", "Select", {}, {B({2}), F({2}), F({3})}},
      {"ConditionTooLong", "Select", {}, {B({3}), F({2, 2}), F({2, 2})}},
      {"ConditionThatDoesNotMeet", "SelectV2", {}, {B({3}), F({2}), F({2})}},

      // Products.
      {"VectorTimesMatrix", "MatMul", {}, {F({2}), F({2, 2})}},
      {"InnerSizesThatDiffer", "MatMul", {}, {F({1, 2}), F({3, 1})}},
      {"BatchesThatDoNotMeet",
       "BatchMatMulV2",
       {},
       {F({2, 1, 1}), F({3, 1, 1})}},
      {"BatchInnerSizesThatDiffer",
       "BatchMatMulV2",
       {},
       {F({2, 1, 3}), F({2, 1, 1})}},
      {"BatchOfVectors", "BatchMatMulV2", {}, {F({3}), F({3})}},
      {"OldBatchesThatDiffer", "BatchMatMul", {}, {F({2, 1, 1}), F({1, 1, 1})}},

      // Reductions and scans.
      {"AxisBeyondTheRank", "Sum", {}, {F({2}), I({1})}},
      {"AxisBelowTheRank", "Mean", {}, {F({2}), I({-10})}},
      {"AxisTwice", "Max", {}, {F({2, 2}), I({0, -2})}},
      {"ArgMaxOfAnAxisThatIsNotThere", "ArgMax", {}, {F({2}), Scalar(1)}},
      {"ArgMaxOfNothing", "ArgMax", {}, {F({0}), Scalar(0)}},
      {"ArgMaxOfAScalar", "ArgMax", {}, {F({}), Scalar(0)}},
      {"SumAlongAnAxisThatIsNotThere", "Cumsum", {}, {F({2}), Scalar(-3)}},
      {"ProductAlongTwoAxes", "Cumprod", {}, {F({2, 2}), I({0, 1})}},
      {"SegmentsOfAnotherShape",
       "UnsortedSegmentSum",
       {},
       {F({2}), I({0, 1, 2}), Scalar(3)}},
      {"NegativeNumberOfSegments",
       "UnsortedSegmentSum",
       {},
       {F({1}), I({0}), Scalar(-1)}},
      {"SegmentBeyondTheEnd",
       "UnsortedSegmentSum",
       {},
       {F({2}), I({0, 7}), Scalar(2)}},
      {"NumberOfSegmentsAsAVector",
       "UnsortedSegmentSum",
       {},
       {F({1}), I({0}), I({1, 2})}},

      // Arrays.
      {"PermutationBelowZero", "Transpose", {}, {F({2}), I({-10})}},
      {"PermutationThatRepeats", "Transpose", {}, {F({2, 2}), I({0, 0})}},
      {"PermutationTooShort", "Transpose", {}, {F({2, 2}), I({0})}},
      {"InverseOfARepetition", "InvertPermutation", {}, {I({0, 0})}},
      {"InverseOutOfRange", "InvertPermutation", {}, {I({1, 2})}},
      {"InverseOfAMatrix", "InvertPermutation", {}, {Matrix({1, 1}, {0})}},
      {"AxisOutOfRange",
       "ConcatV2",
       Listed("N", 2),
       {F({1}), F({1}), Scalar(static_cast<int32_t>(0xb500005b))}},
      {"AxisAsAVector",
       "ConcatV2",
       Listed("N", 2),
       {F({1}), F({1}), I({0, 0})}},
      {"OtherSizesThatDiffer",
       "ConcatV2",
       Listed("N", 2),
       {F({1, 2}), F({1, 3}), Scalar(0)}},
      {"RanksThatDiffer",
       "ConcatV2",
       Listed("N", 2),
       {F({1}), F({1, 1}), Scalar(0)}},
      {"OffsetsOfAnAxisThatIsNotThere",
       "ConcatOffset",
       Listed("N", 2),
       {Scalar(3), I({1, 2}), I({1, 2})}},
      {"OffsetsOfShapesThatDiffer",
       "ConcatOffset",
       Listed("N", 2),
       {Scalar(0), I({1, 2}), I({1, 3})}},
      {"TwoUnknownSizes", "Reshape", {}, {F({4}), I({-1, -1})}},
      {"NegativeSize", "Reshape", {}, {F({4}), I({-4})}},
      {"AnotherNumberOfElements", "Reshape", {}, {F({4}), I({3})}},
      {"SizesThatOverflow", "Reshape", {}, {F({4}), L({kHuge, kHuge})}},
      {"SizesAsAMatrix", "Reshape", {}, {F({4}), Matrix({1, 1}, {4})}},
      {"UnknownSizeBesideZero", "Reshape", {}, {F({4}), I({0, -1})}},
      {"AxisToAddOutOfRange", "ExpandDims", {}, {F({2}), Scalar(5)}},
      {"TwoAxesToAdd", "ExpandDims", {}, {F({2}), I({0, 1})}},
      {"AxisThatIsNotOne",
       "Squeeze",
       {{"squeeze_dims", std::vector<int64_t>{0}}},
       {F({2})}},
      {"AxisToDropOutOfRange",
       "Squeeze",
       {{"squeeze_dims", std::vector<int64_t>{-9}}},
       {F({1})}},
      {"MultiplesThatOverflow",
       "Tile",
       {},
       {F({1, 1, 1}), L({kHuge, kHuge, kHuge})}},
      {"NegativeMultiple", "Tile", {}, {F({1}), I({-1})}},
      {"TooManyMultiples", "Tile", {}, {F({1}), I({1, 1})}},
      {"StepOfZero", "Range", {}, {Scalar(0), Scalar(3), Scalar(0)}},
      {"StepTheWrongWay", "Range", {}, {Scalar(0), Scalar(3), Scalar(-1)}},
      {"LimitAsAVector", "Range", {}, {Scalar(0), I({3, 4}), Scalar(1)}},
      {"RangeBeyondInt64",
       "Range",
       {},
       {Tensor::Scalar(std::numeric_limits<int64_t>::min()),
        Tensor::Scalar(std::numeric_limits<int64_t>::max()),
        Tensor::Scalar(int64_t{1})}},
      {"RangeOfInfinity",
       "Range",
       {},
       {Tensor::Scalar(0.f),
        Tensor::Scalar(std::numeric_limits<float>::infinity()),
        Tensor::Scalar(1.f)}},
      {"NegativeFill", "Fill", {}, {I({-1}), F({})}},
      {"FillBeyondInt64", "Fill", {}, {L({kHuge, kHuge}), F({})}},
      {"FillWithAVector", "Fill", {}, {I({2}), F({2})}},
      {"FillOfAMatrix", "Fill", {}, {Matrix({1, 1}, {2}), F({})}},
      {"NegativePadding", "Pad", {}, {F({1}), Matrix({1, 2}, {-1, 0})}},
      {"PaddingOfAnotherRank",
       "Pad",
       {},
       {F({1}), Matrix({2, 2}, {0, 0, 0, 0})}},
      {"PaddingThatOverflows",
       "Pad",
       {},
       {F({1, 1, 1}), Matrix({3, 2}, {kMaxInt, kMaxInt, kMaxInt, kMaxInt,
                                      kMaxInt, kMaxInt})}},
      {"PaddingWithAVector",
       "PadV2",
       {},
       {F({1}), Matrix({1, 2}, {0, 0}), F({2})}},
      {"SliceBeyondTheEnd", "Slice", {}, {F({2}), I({1}), I({2})}},
      {"SliceFromBelowZero", "Slice", {}, {F({2}), I({-1}), I({1})}},
      {"SliceOfAnotherRank", "Slice", {}, {F({2}), I({0, 0}), I({1, 1})}},
      {"SliceThatOverflows",
       "Slice",
       {},
       {F({2}), L({1}), L({std::numeric_limits<int64_t>::max()})}},
      {"StrideOfNothing", "StridedSlice", {}, {F({2}), I({0}), I({1}), I({0})}},
      {"MoreStridesThanAxes",
       "StridedSlice",
       {},
       {F({2}), I({0, 0}), I({1, 1}), I({1, 1})}},
      {"ShrunkPositionOutOfRange",
       "StridedSlice",
       {{"shrink_axis_mask", int64_t{1}}},
       {F({2}), I({5}), I({6}), I({1})}},
      {"StridesOfAnotherLength",
       "StridedSlice",
       {},
       {F({2}), I({0}), I({1}), I({1, 1})}},
      {"SlicesGradientOfAnotherShape",
       "StridedSliceGrad",
       {},
       {I({4}), I({0}), I({2}), I({1}), F({3})}},
      {"SlicesGradientBeyondInt64",
       "StridedSliceGrad",
       {},
       {L({kHuge, kHuge}), L({0}), L({2}), L({1}), F({2, 1})}},
      {"PackedShapesThatDiffer", "Pack", Listed("N", 2), {F({1}), F({2})}},
      {"PackedAlongAnAxisThatIsNotThere",
       "Pack",
       {{"N", int64_t{1}}, {"axis", int64_t{-7}}},
       {F({1})}},
      {"UnpackedIntoAnotherNumber", "Unpack", Listed("num", 3), {F({2})}},
      {"UnpackedScalar", "Unpack", Listed("num", 1), {F({})}},
      {"IndexOutOfRange",
       "GatherV2",
       {},
       {F({2}), I({5}), Scalar(0)},
       {"indices[0] = 5 is not in [0, 2)"}},
      {"IndexBelowZero",
       "GatherV2",
       {},
       {F({2}), I({-1}), Scalar(0)},
       {"is not in [0, 2)"}},
      {"IndexIntoNothing",
       "GatherV2",
       {},
       {F({0, 3}), I({0}), Scalar(0)},
       {"is not in [0, 0)"}},
      {"GatherAxisOutOfRange", "GatherV2", {}, {F({2}), I({0}), Scalar(3)}},
      {"GatheredScalar", "GatherV2", {}, {F({}), I({0}), Scalar(0)}},
      {"BatchBeyondTheRank",
       "GatherV2",
       Listed("batch_dims", 5),
       {F({2}), I({0}), Scalar(0)}},
      {"NegativeDepth", "OneHot", {}, {I({0}), Scalar(-1), F({}), F({})}},
      {"DepthAsAVector", "OneHot", {}, {I({0}), I({2, 2}), F({}), F({})}},
      {"OnAsAVector", "OneHot", {}, {I({0}), Scalar(2), F({2}), F({})}},
      {"OneHotAxisOutOfRange",
       "OneHot",
       {{"axis", int64_t{7}}},
       {I({0}), Scalar(2), F({}), F({})}},

      // Networks.
      {"BiasOfAnotherLength", "BiasAdd", {}, {F({2, 3}), F({2})}},
      {"BiasAsAMatrix", "BiasAdd", {}, {F({2, 3}), F({1, 3})}},
      {"BiasOfAVector", "BiasAdd", {}, {F({3}), F({3})}},
      {"BiasGradientOfAVector", "BiasAddGrad", {}, {F({3})}},
      {"SoftmaxOfAScalar", "Softmax", {}, {F({})}},
      {"LogSoftmaxOfAScalar", "LogSoftmax", {}, {F({})}},
      {"LabelsOfAnotherShape",
       "SoftmaxCrossEntropyWithLogits",
       {},
       {F({2, 3}), F({3, 2})}},
      {"ScoresAsAVector",
       "SoftmaxCrossEntropyWithLogits",
       {},
       {F({3}), F({3})}},
      {"LabelOutOfRange",
       "SparseSoftmaxCrossEntropyWithLogits",
       {},
       {F({1, 2}), I({5})},
       {"Received a label value of 5 which is outside the valid range of "
        "[0, 2)"}},
      {"TooManyLabels",
       "SparseSoftmaxCrossEntropyWithLogits",
       {},
       {F({1, 2}), I({0, 1})}},
      {"LabelsWithoutClasses",
       "SparseSoftmaxCrossEntropyWithLogits",
       {},
       {F({1, 0}), I({0})}},

      // Random numbers.
      {"RandomOfNegativeShape",
       "RandomUniform",
       {{"dtype", kFloat}},
       {I({-1})}},
      {"RandomBeyondInt64",
       "RandomStandardNormal",
       {{"dtype", kFloat}},
       {L({kHuge, kHuge})}},
      {"RandomOfAMatrix",
       "TruncatedNormal",
       {{"dtype", kFloat}},
       {Matrix({1, 1}, {1})}},
      {"EmptyIntegerInterval",
       "RandomUniformInt",
       {},
       {I({2}), Scalar(3), Scalar(3)}},
      {"BoundsAsVectors",
       "RandomUniformInt",
       {},
       {I({2}), I({0, 0}), I({3, 3})}},
  };
}

bool IsRefusal(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument ||
         status.code() == absl::StatusCode::kOutOfRange ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

class BadInputTest : public testing::TestWithParam<Row> {
 protected:
  // Refused, with the node's name and the text that the row wants.
  void ExpectRefused(const absl::Status& status) {
    EXPECT_TRUE(IsRefusal(status)) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "'bad'")) << status;
    bool has_text = false;
    for (const char* text : GetParam().texts) {
      has_text = has_text || absl::StrContains(status.message(), text);
    }
    EXPECT_TRUE(has_text) << status;
  }

  absl::StatusOr<Output> Add(Graph& graph, const std::vector<Output>& inputs) {
    NodeSpec spec;
    spec.op = OpRegistry::Find(GetParam().op);
    if (spec.op == nullptr) return absl::NotFoundError("no such op");
    spec.name = "bad";
    for (const Output& input : inputs) spec.inputs.push_back(input.edge());
    for (const auto& [name, value] : GetParam().attrs) {
      spec.attrs.Set(name, value);
    }
    ASSIGN_OR_RETURN(Node * node, graph.AddNode(std::move(spec)));
    return Output(graph, node, 0);
  }
};

TEST_P(BadInputTest, IsRefusedWhereTheValuesAreKnown) {
  Graph graph;
  std::vector<Output> inputs;
  for (const Tensor& tensor : GetParam().inputs) {
    inputs.push_back(Const(graph, tensor));
  }
  absl::StatusOr<Output> bad = Add(graph, inputs);
  if (!bad.ok()) return ExpectRefused(bad.status());
  Output good = Const(graph, 2.f) * 3;
  for (bool optimize : {true, false}) {
    ASSERT_OK_AND_ASSIGN(
        Session session,
        Session::Create(graph, {.num_threads = 1, .optimize = optimize}));
    ExpectRefused(session.Run({}, {*bad}).status());
    EXPECT_OK(session.Run({}, {good}));
  }
}

TEST_P(BadInputTest, IsRefusedWhereNothingIsKnownBeforeTheRun) {
  Graph graph;
  std::vector<Output> inputs;
  std::vector<Feed> feeds;
  Feeds values;
  for (const Tensor& tensor : GetParam().inputs) {
    inputs.push_back(Placeholder(graph, tensor.dtype()));
    feeds.push_back({inputs.back(), tensor});
    values.emplace_back(inputs.back(), tensor);
  }
  absl::StatusOr<Output> bad = Add(graph, inputs);
  // Wrong whatever the inputs: an attribute.
  if (!bad.ok()) return ExpectRefused(bad.status());
  Output good = Const(graph, 2.f) * 3;
  // The kernel alone.
  ExpectRefused(Evaluate(*bad, values).status());
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph, {.num_threads = 1}));
  ExpectRefused(session.Run(feeds, {*bad}).status());
  EXPECT_OK(session.Run({}, {good}));
}

INSTANTIATE_TEST_SUITE_P(Rows, BadInputTest, testing::ValuesIn(Rows()),
                         [](const testing::TestParamInfo<Row>& info) {
                           return absl::StrCat(info.param.op, info.param.name);
                         });

}  // namespace
}  // namespace thalweg
