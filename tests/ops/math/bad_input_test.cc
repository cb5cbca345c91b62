// Malformed inputs of the math ops.
#include "thalweg/tests/ops/bad_input.h"

namespace thalweg::bad_input {
namespace {

const std::vector<Row> kRows = {
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
    {"BroadcastBeyondInt64", "BroadcastTo", {}, {F({1, 1}), L({kHuge, kHuge})}},
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
    {"BatchesThatDoNotMeet", "BatchMatMulV2", {}, {F({2, 1, 1}), F({3, 1, 1})}},
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

};

INSTANTIATE_TEST_SUITE_P(Math, BadInputTest, testing::ValuesIn(kRows), RowName);

}  // namespace
}  // namespace thalweg::bad_input
