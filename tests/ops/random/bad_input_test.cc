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
};

INSTANTIATE_TEST_SUITE_P(Random, BadInputTest, testing::ValuesIn(kRows),
                         RowName);

}  // namespace
}  // namespace thalweg::bad_input
