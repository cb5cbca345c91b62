// Special functions against numbers computed with 40 digits.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/bessel.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/erf.h"
#include "thalweg/ops/math/gamma.h"
#include "thalweg/ops/math/incomplete_beta.h"
#include "thalweg/ops/math/incomplete_gamma.h"
#include "thalweg/ops/math/integrals.h"
#include "thalweg/ops/math/next_after.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Unary = Output (*)(Input);
using Binary = Output (*)(Input, Input);
using Numbers = std::vector<double>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct UnaryValues {
  const char* name;
  Unary op;
  Numbers x, y;
};

const UnaryValues kUnary[] = {
    {"BesselI0",
     BesselI0,
     {0, -0.5, 3, 25, -600},
     {1.0, 1.0634833707413235, 4.8807925858650241, 5774560606.4663103,
      6.1463054039368448e+258}},
    {"BesselI1",
     BesselI1,
     {-0.5, 3, 25, -600},
     {-0.25789430539089632, 3.9533702174026094, 5657865129.8787014,
      -6.1411813450668919e+258}},
    {"BesselI0e",
     BesselI0e,
     {0, 0.001, -4, 19.9, 20.1, 10000.0},
     {1.0, 0.99900074958351556, 0.2070019212239867, 0.090008588864389597,
      0.089553763620613444, 0.0039894726746047321}},
    {"BesselI1e",
     BesselI1e,
     {0.001, -4, 19.9, 20.1, 10000.0},
     {0.00049950031235422135, -0.17875083950243533, 0.087717102131706101,
      0.087296851843201592, 0.0039892731959836623}},
    {"BesselJ0",
     BesselJ0,
     {0, -1, 2.5, 40},
     {1.0, 0.76519768655796655, -0.048383776468197996, 0.0073668905842372896}},
    {"BesselJ1",
     BesselJ1,
     {-1, 2.5, 40},
     {-0.44005058574493352, 0.49709410246427404, 0.126038318037585}},
    {"BesselK0",
     BesselK0,
     {1e-06, 0.5, 2, 2.1, 10, 18.5, 300},
     {13.931442073626419, 0.92441907122766586, 0.11389387274953344,
      0.10078374088996693, 1.7780062316167652e-5, 2.6740339670954047e-9,
      3.7236948548891433e-132}},
    {"BesselK1",
     BesselK1,
     {1e-06, 0.5, 2, 2.1, 10, 18.5, 300},
     {999999.99999278432, 1.6564411200033009, 0.13986588181652243,
      0.1227464115335079, 1.8648773453825585e-5, 2.7453772913993467e-9,
      3.7298958583323727e-132}},
    {"BesselK0e",
     BesselK0e,
     {1e-06, 0.5, 2.1, 17.9, 18.1, 10000.0},
     {13.931456005075459, 1.5241093857739095, 0.82301715253166206,
      0.29422583989774707, 0.29261718911958634, 0.012532984717699285}},
    {"BesselK1e",
     BesselK1e,
     {1e-06, 0.5, 2.1, 17.9, 18.1, 10000.0},
     {1000000.9999932843, 2.7310097082117857, 1.0023680527405791,
      0.30233556370331754, 0.30059457807667741, 0.012533611351270506}},
    {"BesselY0",
     BesselY0,
     {0.001, 1, 2.5, 40},
     {-4.4714166113759233, 0.088256964215676958, 0.49807035961523189,
      0.12593641705826093}},
    {"BesselY1",
     BesselY1,
     {0.001, 1, 2.5, 40},
     {-636.62216723113941, -0.78121282130028872, 0.1459181379667858,
      -0.0057935058215496329}},
    {"Dawsn",
     Dawsn,
     {0.0001, -0.5, 2, 6.3, 6.4, 25},
     {9.9999999333333341e-5, -0.4244363835020223, 0.30134038892379197,
      0.080405294895388344, 0.079115935911133728, 0.020016038554466408}},
    {"Digamma",
     Digamma,
     {0.001, 1, 2.5, 9.9, 100, -0.5, -7.3},
     {-1000.5755719318103, -0.57721566490153286, 0.70315664064524319,
      2.2411803166063814, 4.6001618527380874, 0.036489973978576521,
      4.3373073055100501}},
    {"Erfinv",
     Erfinv,
     {0.1, -0.5, 0.849, -0.851, 0.999999},
     {0.088855990494257692, -0.47693627620446987, 1.0154111558190085,
      -1.0204064737926705, 3.4589107372754988}},
    {"Expint",
     Expint,
     {1e-05, 0.3, 1, 12, 39, 41, 500},
     {-10.935699800043695, -0.30266853926582593, 1.8951178163559368,
      14959.532666397529, 2280446200301902.6, 16006649143245041.0,
      2.8128213978862943e+214}},
    {"FresnelCos",
     FresnelCos,
     {0.001, -0.5, 1.99, 2.01, -7.5, 300},
     {0.00099999999999975328, -0.49234422587144639, 0.47825995987439224,
      0.4982468029499104, -0.51601825015233635, 0.49999999624736357}},
    {"FresnelSin",
     FresnelSin,
     {0.001, -0.5, 1.99, 2.01, -7.5, 300},
     {5.2359877559820663e-10, -0.064732432859999278, 0.34372921130831539,
      0.34373025726590508, -0.46070123294683061, 0.49893896704609385}},
    {"Lgamma",
     Lgamma,
     {0.001, 2.5, 30, -0.5, -7.3},
     {6.9071788853838537, 0.28468287047291916, 71.257038967168009,
      1.2655121234846454, -7.7791016298268517}},
    {"Ndtri",
     Ndtri,
     {1e-12, 0.01, 0.2, 0.93, 0.9999},
     {-7.0344838253011319, -2.3263478740408411, -0.84162123357291417,
      1.4757910281791711, 3.7190164854557084}},
    {"Spence",
     Spence,
     {0, 0.001, 0.49, 0.51, 1.3, 2.1, 10000.0},
     {1.6449340668482264, 1.6370226052761177, 0.59616536137795075,
      0.5684384438966669, -0.28007433375958294, -0.89083809026228267,
      -44.05909786808333}},
};

struct BinaryValues {
  const char* name;
  Binary op;
  Numbers a, x, z;
};

const BinaryValues kBinary[] = {
    {"Igamma",
     Igamma,
     {0.5, 0.5, 3, 3, 200, 30000, 30000},
     {0.2, 3, 2.9, 9, 190, 29900, 30200},
     {0.47291074313446193, 0.98569412156457036, 0.55403680144281939,
      0.99376780489362268, 0.2433474271006238, 0.28228461596462975,
      0.87576383491531458}},
    {"Igammac",
     Igammac,
     {0.5, 0.5, 3, 3, 200, 30000, 30000},
     {0.2, 3, 2.9, 9, 190, 29900, 30200},
     {0.52708925686553807, 0.01430587843542964, 0.44596319855718061,
      0.0062321951063773172, 0.7566525728993762, 0.71771538403537025,
      0.12423616508468542}},
    {"IgammaGradA",
     IgammaGradA,
     {0.5, 0.5, 3, 3, 200, 30000, 30000},
     {0.2, 3, 2.9, 9, 190, 29900, 30200},
     {-0.82016140648633888, -0.047240326447973751, -0.24043647054200535,
      -0.0086954664197425259, -0.022352828341550041, -0.0019522337189985928,
      -0.0011821096040948844}},
    {"Polygamma",
     Polygamma,
     {0, 1, 1, 2, 5, 3},
     {2.5, 0.3, -2.5, -2.5, 7, 40},
     {0.70315664064524319, 12.245364546107731, 9.5392466449891238,
      -0.1082040516417274, 0.0020094931750490291, 3.24414001515635e-5}},
    {"Zeta",
     Zeta,
     {1.5, 2, 7, 40, 30, 3, 4},
     {1, 0.01, 3.5, 2, 60.5, -2.5, -2.5},
     {2.6123753486854883, 10001.621213528313, 0.00019216403826393778,
      9.0949478402638893e-13, 9.2652188976020042e-54, 0.054102025820863702,
      32.457979369864604}},
};

Tensor Vector(const Numbers& values, DType dtype = kDouble) {
  return MakeTensor(dtype, {static_cast<int64_t>(values.size())}, values);
}

// The quotients of the op's results and the numbers expected, which no
// magnitude hides.
void ExpectRatiosOfOne(const GraphFunction& function,
                       const std::vector<Tensor>& inputs,
                       const Numbers& expected, double tolerance) {
  ExpectCloseEveryWay(
      [&](const Graph& graph, const std::vector<Output>& x) {
        return function(graph, x) / Constant(graph, Vector(expected));
      },
      inputs, Vector(Numbers(expected.size(), 1)), tolerance);
}

GraphFunction Apply(Unary op) {
  return [op](const Graph&, const std::vector<Output>& x) { return op(x[0]); };
}
GraphFunction Apply(Binary op) {
  return [op](const Graph&, const std::vector<Output>& x) {
    return op(x[0], x[1]);
  };
}
Output ApplyBetainc(const Graph&, const std::vector<Output>& x) {
  return Betainc(x[0], x[1], x[2]);
}

TEST(SpecialFunctionTest, OfOneArgumentIsExactToTwelveDigits) {
  for (const UnaryValues& values : kUnary) {
    SCOPED_TRACE(values.name);
    ExpectRatiosOfOne(Apply(values.op), {Vector(values.x)}, values.y, 1e-13);
  }
}

TEST(SpecialFunctionTest, OfTwoArgumentsIsExactToElevenDigits) {
  for (const BinaryValues& values : kBinary) {
    SCOPED_TRACE(values.name);
    ExpectRatiosOfOne(Apply(values.op), {Vector(values.a), Vector(values.x)},
                      values.z, 1e-11);
  }
}

TEST(SpecialFunctionTest, BetaincIsExactToTwelveDigits) {
  ExpectRatiosOfOne(
      ApplyBetainc,
      {Vector({2, 0.5, 30, 700, 0.01, 20}), Vector({3, 0.5, 40, 0.02, 200, 2}),
       Vector({0.4, 0.9, 0.4, 0.999, 0.001, 0.5})},
      {0.52480000000000004, 0.79516723530086657, 0.31814380259056299,
       0.0075899118802761038, 0.98776839086845762, 1.049041748046875e-5},
      1e-12);
}

// Computed in double and rounded once.
TEST(SpecialFunctionTest, HasTheSameValuesInNarrowTypes) {
  for (DType dtype : {kFloat, kHalf, kBfloat16}) {
    for (const UnaryValues& values : kUnary) {
      SCOPED_TRACE(values.name);
      const Tensor x = MakeTensor(dtype, {4}, {0.125, 0.25, 0.625, 0.75});
      const double tolerance = dtype == kFloat ? 2e-7 : 5e-3;
      ExpectCloseEveryWay(
          [&](const Graph&, const std::vector<Output>& inputs) {
            return Cast(values.op(inputs[0]), kDouble) /
                   values.op(Cast(inputs[0], kDouble));
          },
          {x}, Vector({1, 1, 1, 1}), tolerance);
    }
  }
}

// ---- The ends of the line ----

void ExpectValues(Unary op, const Numbers& x, const Numbers& y) {
  ExpectEveryWay(Apply(op), {Vector(x)}, Vector(y));
  ExpectEveryWay(Apply(op), {Vector(x, kFloat)}, Vector(y, kFloat));
}
void ExpectValues(Binary op, const Numbers& a, const Numbers& x,
                  const Numbers& z) {
  ExpectEveryWay(Apply(op), {Vector(a), Vector(x)}, Vector(z));
}

TEST(SpecialFunctionTest, KeepsNaN) {
  for (const UnaryValues& values : kUnary) {
    SCOPED_TRACE(values.name);
    ExpectValues(values.op, {kNaN}, {kNaN});
  }
  for (const BinaryValues& values : kBinary) {
    SCOPED_TRACE(values.name);
    ExpectValues(values.op, {kNaN, 2}, {2, kNaN}, {kNaN, kNaN});
  }
}

TEST(SpecialFunctionTest, HasItsValueAtZero) {
  for (Unary op : {BesselI0, BesselI0e, BesselJ0}) ExpectValues(op, {0}, {1});
  for (Unary op :
       {BesselI1, BesselI1e, BesselJ1, Dawsn, Erfinv, FresnelCos, FresnelSin}) {
    ExpectValues(op, {0}, {0});
  }
  ExpectValues(Expint, {0, -1}, {-kInfinity, kNaN});
  ExpectValues(Lgamma, {0, 1, 2, -3}, {kInfinity, 0, 0, kInfinity});
  ExpectValues(Digamma, {0, -1, -4}, {kNaN, kNaN, kNaN});
}

TEST(SpecialFunctionTest, BesselFunctionsOfTheSecondKindAreInfiniteUpToZero) {
  for (Unary op : {BesselK0, BesselK0e, BesselK1, BesselK1e}) {
    ExpectValues(op, {0, -2}, {kInfinity, kInfinity});
  }
  for (Unary op : {BesselY0, BesselY1}) {
    ExpectValues(op, {0, -2}, {-kInfinity, -kInfinity});
  }
}

TEST(SpecialFunctionTest, HasItsLimits) {
  for (Unary op : {FresnelCos, FresnelSin}) {
    ExpectValues(op, {kInfinity, -kInfinity}, {0.5, -0.5});
  }
  for (Unary op : {BesselI0e, BesselI1e, BesselK0, BesselK0e, BesselK1,
                   BesselK1e, Dawsn}) {
    ExpectValues(op, {kInfinity}, {0});
  }
  for (Unary op : {Expint, Digamma, Lgamma}) {
    ExpectValues(op, {kInfinity}, {kInfinity});
  }
  ExpectValues(Spence, {1, kInfinity, -1}, {0, -kInfinity, kNaN});
}

TEST(SpecialFunctionTest, QuantilesEndAtCertainty) {
  ExpectValues(Ndtri, {0, 0.5, 1, -0.1, 1.1},
               {-kInfinity, 0, kInfinity, kNaN, kNaN});
  ExpectValues(Erfinv, {-1, 1, -1.1, 1.1}, {-kInfinity, kInfinity, kNaN, kNaN});
}

TEST(SpecialFunctionTest, IncompleteGammaHasADomain) {
  ExpectValues(Igamma, {2, 0, -1, -1, 2, 2, kInfinity},
               {0, 1, 0, 1, -1, kInfinity, 1}, {0, kNaN, 0, kNaN, kNaN, 1, 0});
  ExpectValues(Igammac, {2, 0, -1, 2, 2, kInfinity},
               {0, 1, 0, -1, kInfinity, 1}, {1, kNaN, kNaN, kNaN, 0, 1});
  ExpectValues(IgammaGradA, {2, 0, 2, 2}, {0, 1, -1, kInfinity},
               {0, kNaN, kNaN, 0});
}

TEST(SpecialFunctionTest, IncompleteGammaOfHugeArgumentsEnds) {
  ExpectValues(Igamma, {1e15, 1e15, 1e300}, {1, 2e15, 1e301}, {0, 1, 1});
}

TEST(SpecialFunctionTest, PolygammaTakesWholeOrders) {
  ExpectValues(Polygamma, {0.5, -1, 1, 2}, {1, 1, 0, -1},
               {kNaN, kNaN, kInfinity, kNaN});
}

TEST(SpecialFunctionTest, ZetaHasADomain) {
  ExpectValues(Zeta, {1, 0.5, 2, 3, 2.5, kInfinity}, {2, 2, 0, -1, -0.5, 2},
               {kInfinity, kNaN, kInfinity, kNaN, kNaN, 0});
}

TEST(SpecialFunctionTest, NextAfterStepsByOneNumber) {
  const float denormal = std::numeric_limits<float>::denorm_min();
  const Tensor from = Tensor::Of<float>({4}, {1, 0, 2, INFINITY});
  const Tensor to = Tensor::Of<float>({4}, {2, -1, 2, 0});
  ExpectEveryWay(Apply(NextAfter), {from, to},
                 Tensor::Of<float>({4}, {1 + 0x1p-23f, -denormal, 2,
                                         std::numeric_limits<float>::max()}));
  ExpectValues(NextAfter, {1, kNaN, 1}, {0, 1, kNaN},
               {1 - 0x1p-53, kNaN, kNaN});
}

// ---- Betainc's shapes ----

TEST(BetaincTest, HasADomain) {
  ExpectEveryWay(
      ApplyBetainc,
      {Vector({1, 2, 2, 0, 1, 1, kNaN}), Vector({1, 2, 2, 1, -1, 1, 1}),
       Vector({0.25, 0, 1, 0.5, 0.5, 1.5, 0.5})},
      Vector({0.25, 0, 1, kNaN, kNaN, kNaN, kNaN}));
}

TEST(BetaincTest, RepeatsScalars) {
  const Tensor x = MakeTensor(kFloat, {2, 2}, {0, 0.25, 0.5, 1});
  const Tensor one = MakeTensor(kFloat, {}, {1});
  ExpectCloseEveryWay(ApplyBetainc, {one, one, x}, x, 1e-6);
  ExpectCloseEveryWay(
      ApplyBetainc,
      {MakeTensor(kFloat, {3}, {1, 1, 1}), one, MakeTensor(kFloat, {}, {0.25})},
      MakeTensor(kFloat, {3}, {0.25, 0.25, 0.25}), 1e-6);
  ExpectCloseEveryWay(ApplyBetainc, {one, one, one}, one, 1e-6);
  ExpectEveryWay(ApplyBetainc, {one, one, MakeTensor(kFloat, {0, 2}, {})},
                 MakeTensor(kFloat, {0, 2}, {}));
}

TEST(BetaincTest, RefusesShapesThatDiffer) {
  const Tensor one = MakeTensor(kFloat, {1}, {1});
  const Tensor two = MakeTensor(kFloat, {2}, {1, 1});
  const Tensor scalar = MakeTensor(kFloat, {}, {1});
  ExpectRefusedEveryWay(ApplyBetainc, {one, two, scalar}, "");
  ExpectRefusedEveryWay(ApplyBetainc, {scalar, one, two}, "");
  ExpectRefusedEveryWay(ApplyBetainc, {two, scalar, one}, "");
}

}  // namespace
}  // namespace thalweg
