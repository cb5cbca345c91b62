#include "thalweg/tests/contract/op_cases.h"

namespace thalweg {
namespace {

using Entry = AttrMap::Entry;

Tensor Seed() { return Tensor::Of<int64_t>({2}, {3, -5}); }

Tensor Dims(CaseMaker& m) { return m.Integers({m.large() ? 300 : 2, 101}); }

std::vector<Entry> FloatingAttrs(CaseMaker& m) { return {{"dtype", m.real()}}; }

// Shape, seed and, for integers of a range, two bounds.
void Seeded(CaseMaker& m) { m.Add({Dims(m), Seed()}, FloatingAttrs(m)); }
void SeededIntegers(CaseMaker& m) {
  m.Add({Dims(m), Seed(), m.Integer(-3), m.Integer(1000)});
}
void SeededFullIntegers(CaseMaker& m) {
  m.Add({Dims(m), Seed()}, {{"dtype", kInt32}});
  m.Add({Dims(m), Seed()}, {{"dtype", kUint64}});
}

// The same with a key, a counter about to carry, and an algorithm.
std::vector<Tensor> KeyedInputs(CaseMaker& m) {
  return {Dims(m), Tensor::Of<uint64_t>({1}, {77}),
          Tensor::Of<uint64_t>({2}, {~uint64_t{0} - 5, 1}), m.Integer(1)};
}
void Keyed(CaseMaker& m) { m.Add(KeyedInputs(m), FloatingAttrs(m)); }
void KeyedIntegers(CaseMaker& m) {
  std::vector<Tensor> inputs = KeyedInputs(m);
  inputs.push_back(m.Integer(-3));
  inputs.push_back(m.Integer(1000));
  m.Add(std::move(inputs));
}
void KeyedFullIntegers(CaseMaker& m) {
  m.Add(KeyedInputs(m), {{"dtype", kUint32}});
}

void KeysOfSeeds(CaseMaker& m) { m.Add({Seed()}); }
void Nothing(CaseMaker& m) { m.Add({}); }

std::vector<Entry> Seeds() {
  return {{"seed", int64_t{7}}, {"seed2", int64_t{11}}};
}

void Shuffles(CaseMaker& m) {
  m.Add({m.Values({m.Size(5, 3000), 3})}, Seeds());
  m.Add({m.Values({m.Size(7, 3000)})}, Seeds());
}

void Classes(CaseMaker& m) {
  m.Add({m.Values({m.Size(2, 300), 7}), m.Integer(5)}, Seeds());
}
void SeededClasses(CaseMaker& m) {
  m.Add({m.Values({m.Size(2, 300), 7}), m.Integer(5), Seed()},
        {{"output_dtype", kInt32}});
}

void Samplers(CaseMaker& m) {
  const Tensor classes = Tensor::Of<int64_t>({3, 1}, {0, 4, 19});
  for (bool unique : {false, true}) {
    std::vector<Entry> attrs = Seeds();
    attrs.insert(attrs.end(), {{"num_true", int64_t{1}},
                               {"num_sampled", int64_t{8}},
                               {"unique", unique},
                               {"range_max", int64_t{20}}});
    m.Add({classes}, attrs);
  }
}

// Not of doubles: the gradient follows a sample's place in the distribution,
// central differences what the generator makes of the same words.
void Gammas(CaseMaker& m) {
  m.Add({m.Integers({static_cast<int32_t>(m.Size(2, 3000))}),
         m.Values(kFloat, {3}, 0.5, 4)},
        Seeds());
}

void GammaDerivatives(CaseMaker& m) {
  m.Add({m.Values({m.Size(2, 200), 3}, 0.5, 4), m.Values({3}, 0.5, 4)});
}

void Poissons(CaseMaker& m) {
  std::vector<Entry> attrs = Seeds();
  attrs.push_back({"dtype", kFloat});
  m.Add({m.Integers({static_cast<int32_t>(m.Size(2, 3000))}),
         m.Values({3}, 1, 30)},
        attrs);
}

void BoundedNormals(CaseMaker& m) {
  auto scalar = [&](double value) { return m.Values({}, value, value + 0.1); };
  m.Add({Dims(m), scalar(1), scalar(2), scalar(-2), scalar(4)}, Seeds());
}

const RegisteredCases kRandomCases({
    {"StatelessRandomUniform", Seeded},
    {"StatelessRandomNormal", Seeded},
    {"StatelessTruncatedNormal", Seeded},
    {"StatelessRandomUniformInt", SeededIntegers},
    {"StatelessRandomUniformFullInt", SeededFullIntegers},
    {"StatelessRandomUniformV2", Keyed},
    {"StatelessRandomNormalV2", Keyed},
    {"StatelessTruncatedNormalV2", Keyed},
    {"StatelessRandomUniformIntV2", KeyedIntegers},
    {"StatelessRandomUniformFullIntV2", KeyedFullIntegers},
    {"StatelessRandomGetKeyCounter", KeysOfSeeds},
    {"StatelessRandomGetAlg", Nothing},
    {"RandomShuffle", Shuffles},
    {"Multinomial", Classes},
    {"StatelessMultinomial", SeededClasses},
    {"UniformCandidateSampler", Samplers},
    {"LogUniformCandidateSampler", Samplers},
    {"RandomGamma", Gammas},
    {"RandomGammaGrad", GammaDerivatives},
    {"RandomPoissonV2", Poissons},
    {"ParameterizedTruncatedNormal", BoundedNormals},
});

}  // namespace
}  // namespace thalweg
