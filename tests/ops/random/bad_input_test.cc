// Malformed inputs of the random ops.
#include "thalweg/tests/ops/bad_input.h"

namespace thalweg::bad_input {
namespace {

const std::vector<Row> kRows = {
    {"RandomOfNegativeShape", "RandomUniform", {{"dtype", kFloat}}, {I({-1})}},
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
    {"BoundsAsVectors", "RandomUniformInt", {}, {I({2}), I({0, 0}), I({3, 3})}},
    {"SeedOfThree", "StatelessRandomUniform", {}, {I({2}), I({1, 2, 3})}},
    {"NegativeShape", "StatelessRandomNormal", {}, {I({-2}), I({1, 2})}},
    {"EmptyInterval",
     "StatelessRandomUniformInt",
     {},
     {I({2}), I({1, 2}), Scalar(3), Scalar(3)}},
    {"CounterOfOne",
     "StatelessRandomUniformV2",
     {},
     {I({2}), Tensor::Zeros(kUint64, {1}).value(),
      Tensor::Zeros(kUint64, {1}).value(), Scalar(1)}},
    {"AnAlgorithmThatIsAbsent",
     "StatelessRandomUniformV2",
     {},
     {I({2}), Tensor::Zeros(kUint64, {1}).value(),
      Tensor::Zeros(kUint64, {2}).value(), Scalar(9)}},
    {"LogitsAsAVector", "Multinomial", {}, {F({3}), Scalar(2)}},
    {"NegativeSamples", "Multinomial", {}, {F({1, 3}), Scalar(-2)}},
    {"NoClasses", "Multinomial", {}, {F({1, 0}), Scalar(2)}},
};

INSTANTIATE_TEST_SUITE_P(Random, BadInputTest, testing::ValuesIn(kRows),
                         RowName);

}  // namespace
}  // namespace thalweg::bad_input
