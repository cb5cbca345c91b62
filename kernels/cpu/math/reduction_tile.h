// ReductionTile: the unit of work of a reduction, and the functions that do it
// for each operation and dtype.
#pragma once

#include <cstddef>
#include <cstdint>

#include "thalweg/graph/dtype.h"

namespace thalweg {

// `count` arrays of rows x columns; each is reduced to its columns. Steps are
// in elements, of the input's type and of the output's.
struct ReductionTile {
  const void* input = nullptr;
  void* output = nullptr;
  int64_t count = 1;
  int64_t input_step = 0;
  int64_t output_step = 0;
  int64_t rows = 1;  // >= 1.
  int64_t row_step = 1;
  int64_t columns = 1;

  // One result of elements in a row.
  bool contiguous() const { return columns == 1 && row_step == 1; }
};
using ReductionTileFunction = void (*)(const ReductionTile&);

enum class ReductionOp {
  kSum,
  kMean,
  kProd,
  kMax,
  kMin,
  kAll,
  kAny,
  // The root of the sum of squares; half that sum.
  kEuclideanNorm,
  kHalfOfSquares,
};

// True where the result of one element is that element.
constexpr bool KeepsSingleElements(ReductionOp op) {
  return op != ReductionOp::kEuclideanNorm && op != ReductionOp::kHalfOfSquares;
}

struct ReductionFunctions {
  // From elements to accumulators, which are float for half and bfloat16,
  // 64-bit integers for the mean of integers, else elements.
  ReductionTileFunction first = nullptr;
  // From accumulators to accumulators.
  ReductionTileFunction next = nullptr;
  // Makes results of accumulators, each of `count` elements; in place where
  // both have one type; null where they are the same.
  void (*finish)(const void* accumulators, void* results, int64_t size,
                 int64_t count) = nullptr;
  // The results of no elements.
  void (*fill)(void* results, int64_t size) = nullptr;
  size_t element_size = 0;
  size_t accumulator_size = 0;
  bool in_place = true;
};

// `first` is null for a dtype that the operation does not know.
ReductionFunctions FindReductionFunctions(ReductionOp op, DType dtype);

// Vectorised, of float and double; null for others.
ReductionTileFunction FindSimdReduction(ReductionOp op, DType dtype);
// Of half and bfloat16, into float; null for others.
ReductionTileFunction FindHalfReduction(ReductionOp op, DType dtype);

}  // namespace thalweg
