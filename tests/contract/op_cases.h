// OpCase: one use of an op, for tests that hold for all ops.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

struct OpCase {
  const OpSchema* op = nullptr;
  AttrMap attrs;
  // In the order of the node's inputs, lists laid flat.
  std::vector<Tensor> inputs;
  // Inputs that no gradient goes to, though the function depends on them.
  std::vector<int> constants;

  // "MatMul {transpose_a=true}".
  std::string Name() const;
  // The node, fed by `tensors`, one for each input.
  Operation BuildOn(const Graph& graph,
                    const std::vector<Output>& tensors) const;
};

// Gathers the cases of one op.
class CaseMaker {
 public:
  // `real`: float or double, for arguments that may be either. `large`: sizes
  // at which kernels split their work.
  CaseMaker(const OpSchema& op, DType real, bool large)
      : op_(op), real_(real), large_(large) {}

  const OpSchema& op() const { return op_; }
  DType real() const { return real_; }
  // The complex type of that precision.
  DType complex() const { return real_ == kDouble ? kComplex128 : kComplex64; }
  bool large() const { return large_; }
  int64_t Size(int64_t small, int64_t large) const {
    return large_ ? large : small;
  }
  // Values spread over [low, high), other ones each time.
  Tensor Values(const Shape& shape, double low = -2, double high = 2) {
    return Values(real_, shape, low, high);
  }
  Tensor Values(DType dtype, const Shape& shape, double low, double high);
  // Row, column or class numbers in [0, count).
  Tensor Indices(const Shape& shape, int64_t count);
  // An int32 vector or scalar.
  static Tensor Integers(std::initializer_list<int32_t> values);
  static Tensor Integer(int32_t value);

  void Add(std::vector<Tensor> inputs,
           const std::vector<AttrMap::Entry>& attrs = {});
  // The same of an op whose gradient leaves out the inputs in `constants`.
  void AddWithConstants(const std::vector<int>& constants,
                        std::vector<Tensor> inputs);
  std::vector<OpCase> Take() { return std::move(cases_); }

 private:
  const OpSchema& op_;
  const DType real_;
  const bool large_;
  uint32_t seed_ = 1;
  std::vector<OpCase> cases_;
};

// Adds the cases of an op, by its name.
using CaseTable = std::map<std::string, void (*)(CaseMaker&)>;

// Makes the cases of a table known; at namespace scope, so that a file of cases
// is in no list:
//
//   const RegisteredCases kPadCases({{"Pad", Paddings}, {"PadV2", Paddings}});
struct RegisteredCases {
  explicit RegisteredCases(const CaseTable& cases);
};

// True when the op needs what a case can't hold: a variable, a feed; or gives
// nothing.
bool NeedsSession(const OpSchema& op);

// The public ops that cases are for and that have a kernel at all: where one is
// missing is the completeness test's to say.
std::vector<const OpSchema*> OpsToTry();

// The cases of the table, else one that the schema suggests for functions of
// one argument and elementwise ones of two; empty when it suggests none.
std::vector<OpCase> CasesOf(const OpSchema& op, DType real, bool large);

}  // namespace thalweg
