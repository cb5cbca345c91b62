#include "thalweg/ops/math/product_flops.h"

namespace thalweg {

double ProductFlops(absl::Span<const Shape> inputs,
                    absl::Span<const Shape> outputs) {
  const Shape& a = inputs[0];
  const Shape& product = outputs[0];
  if (product.num_elements() == 0) return 0;
  // a's matrix is [rows, inner] or [inner, rows].
  const int last = a.rank() - 1;
  const int64_t rows = product.dim(product.rank() - 2);
  const int64_t inner = a.dim(last - 1) * a.dim(last) / rows;
  return 2.0 * static_cast<double>(product.num_elements()) *
         static_cast<double>(inner);
}

}  // namespace thalweg
