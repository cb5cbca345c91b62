// EditDistance on the CPU.
#include "thalweg/ops/array/edit_distance.h"

#include <algorithm>
#include <complex>
#include <limits>
#include <numeric>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/key_table.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// A sparse tensor whose rows are sequences.
struct Sequences {
  const char* name;
  const Tensor& indices;
  const Tensor& values;
  const Tensor& shape;

  int64_t size() const { return values.num_elements(); }
};

absl::Status CheckParts(const Sequences& s) {
  if (s.indices.rank() != 2 || s.values.rank() != 1 || s.shape.rank() != 1 ||
      s.indices.dim(0) != s.values.dim(0) ||
      s.indices.dim(1) != s.shape.dim(0)) {
    return absl::InvalidArgumentError(absl::StrCat(
        s.name, "_indices should be a matrix with a row for each of ", s.name,
        "_values and a column for each of ", s.name, "_shape, got shapes ",
        s.indices.shape().ToString(), ", ", s.values.shape().ToString(), ", ",
        s.shape.shape().ToString()));
  }
  return absl::OkStatus();
}

absl::StatusOr<Shape> DenseShape(const Tensor& shape) {
  const auto dims = shape.flat<int64_t>();
  if (std::any_of(dims.begin(), dims.end(),
                  [](int64_t dim) { return dim < 0; })) {
    return absl::InvalidArgumentError("a dense shape has a negative dimension");
  }
  return Shape::Make(dims);
}

// The element of the output that each value counts for.
absl::StatusOr<std::vector<int64_t>> RowsOf(const Sequences& s,
                                            const Shape& output) {
  std::vector<int64_t> rows(s.size());
  const int64_t* index = s.indices.data<int64_t>();
  for (size_t i = 0; i < rows.size(); ++i, ++index) {
    for (int d = 0; d < output.rank(); ++d, ++index) {
      if (*index < 0 || *index >= output.dim(d)) {
        return absl::InvalidArgumentError(
            absl::StrCat(s.name, "_indices[", i, ",", d, "] = ", *index,
                         " is not in [0, ", output.dim(d), ")"));
      }
      rows[i] = rows[i] * output.dim(d) + *index;
    }
    if (i > 0 && rows[i] < rows[i - 1]) {
      return absl::InvalidArgumentError(
          absl::StrCat(s.name, "_indices[", i, "] is out of order"));
    }
  }
  return rows;
}

// The first value after `begin` that belongs to another row.
int64_t EndOfRow(const std::vector<int64_t>& rows, int64_t begin) {
  return std::upper_bound(rows.begin() + begin, rows.end(), rows[begin]) -
         rows.begin();
}

// By dynamic programming: row[j] is the distance of the first i elements of a
// from the first j of b.
template <class T>
int64_t Distance(absl::Span<const T> a, absl::Span<const T> b,
                 std::vector<int64_t>& row) {
  row.resize(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    int64_t diagonal = row[0];
    row[0] = static_cast<int64_t>(i) + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const int64_t replaced = diagonal + !ElementKey<T>::Same(a[i], b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

float Normalized(int64_t distance, int64_t truth_size) {
  if (truth_size == 0) {
    return distance == 0 ? 0 : std::numeric_limits<float>::infinity();
  }
  return static_cast<float>(distance) / static_cast<float>(truth_size);
}

class EditDistanceKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<EditDistanceKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<EditDistanceAttrs>());
    return std::make_unique<EditDistanceKernel>(attrs.normalize);
  }
  explicit EditDistanceKernel(bool normalize) : normalize_(normalize) {}

  absl::Status Compute(KernelContext& context) const override {
    const Sequences hypothesis = {"hypothesis", context.input(0),
                                  context.input(1), context.input(2)};
    const Sequences truth = {"truth", context.input(3), context.input(4),
                             context.input(5)};
    RETURN_IF_ERROR(CheckParts(hypothesis));
    RETURN_IF_ERROR(CheckParts(truth));
    ASSIGN_OR_RETURN(const Shape hypothesis_shape,
                     DenseShape(hypothesis.shape));
    ASSIGN_OR_RETURN(const Shape truth_shape, DenseShape(truth.shape));
    ASSIGN_OR_RETURN(const Shape shape,
                     EditDistanceShape(hypothesis_shape, truth_shape));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<int64_t> hypothesis_rows,
                     RowsOf(hypothesis, shape));
    ASSIGN_OR_RETURN(const std::vector<int64_t> truth_rows,
                     RowsOf(truth, shape));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    std::fill_n(output->mutable_data<float>(), output->num_elements(), 0.0f);
    Run(hypothesis, hypothesis_rows, truth, truth_rows, *output);
    return absl::OkStatus();
  }

 private:
  void Run(const Sequences& hypothesis,
           const std::vector<int64_t>& hypothesis_rows, const Sequences& truth,
           const std::vector<int64_t>& truth_rows, Tensor& output) const {
    const auto run = [&](auto* type) {
      using T = std::remove_pointer_t<decltype(type)>;
      const T* a = static_cast<const T*>(hypothesis.values.raw());
      const T* b = static_cast<const T*>(truth.values.raw());
      Compare<T>(a, hypothesis_rows, b, truth_rows,
                 output.mutable_data<float>());
    };
    switch (hypothesis.values.dtype()) {
      case kComplex64:
        return run(static_cast<std::complex<float>*>(nullptr));
      case kComplex128:
        return run(static_cast<std::complex<double>*>(nullptr));
      default:
        return VisitKeyType(hypothesis.values.dtype(), run);
    }
  }

  // Rows that neither has stay 0.
  template <class T>
  void Compare(const T* a, const std::vector<int64_t>& a_rows, const T* b,
               const std::vector<int64_t>& b_rows, float* output) const {
    constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
    std::vector<int64_t> scratch;
    int64_t i = 0, j = 0;
    const int64_t a_size = static_cast<int64_t>(a_rows.size());
    const int64_t b_size = static_cast<int64_t>(b_rows.size());
    while (i < a_size || j < b_size) {
      const int64_t row = std::min(i < a_size ? a_rows[i] : kNone,
                                   j < b_size ? b_rows[j] : kNone);
      const int64_t a_end =
          i < a_size && a_rows[i] == row ? EndOfRow(a_rows, i) : i;
      const int64_t b_end =
          j < b_size && b_rows[j] == row ? EndOfRow(b_rows, j) : j;
      const absl::Span<const T> x(a + i, a_end - i), y(b + j, b_end - j);
      const int64_t distance = Distance(x, y, scratch);
      output[row] = normalize_ ? Normalized(distance, b_end - j)
                               : static_cast<float>(distance);
      i = a_end;
      j = b_end;
    }
  }

  const bool normalize_;
};

const KernelRegistration kEditDistance =
    CpuKernel<EditDistanceKernel>("EditDistance")
        .For("T", kNumbers | DTypeSet{kBool, kString});

}  // namespace
}  // namespace thalweg
