#include "thalweg/kernels/cpu/math/row_numbers.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/kernels/cpu/array/index_input.h"

namespace thalweg {

void ReadRowNumbers(const Tensor& tensor, std::vector<int64_t>& numbers) {
  numbers.resize(tensor.num_elements());
  ReadIndexRange(tensor, 0, absl::MakeSpan(numbers));
}

int64_t FindOutside(const std::vector<int64_t>& numbers, int64_t limit) {
  const auto found =
      std::find_if(numbers.begin(), numbers.end(), [limit](int64_t number) {
        return static_cast<uint64_t>(number) >= static_cast<uint64_t>(limit);
      });
  return found == numbers.end() ? -1 : found - numbers.begin();
}

absl::Status RowNumberError(const char* name, const Tensor& tensor, int64_t at,
                            const char* place, int64_t limit) {
  int64_t number = 0;
  ReadIndexRange(tensor, at, {&number, 1});
  Shape::Dims position(tensor.rank());
  for (int i = tensor.rank() - 1; i >= 0; --i) {
    position[i] = at % tensor.dim(i);
    at /= tensor.dim(i);
  }
  const std::string where =
      position.empty() ? "" : "[" + absl::StrJoin(position, ",") + "]";
  return absl::InvalidArgumentError(absl::StrCat(
      name, where, " = ", number, " ", place, " [0, ", limit, ")"));
}

}  // namespace thalweg
