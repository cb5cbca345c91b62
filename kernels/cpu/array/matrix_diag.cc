// MatrixDiag, MatrixDiagPart and MatrixSetDiag on the CPU, all forms.
#include "thalweg/ops/array/matrix_diag.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/ops/array/diagonal_band.h"

namespace thalweg {
namespace {

// How diagonals shorter than the longest lie in their rows.
struct Alignment {
  bool above_left = true;
  bool below_left = true;

  bool IsLeft(int64_t d) const {
    return (d >= 0 && above_left) || (d <= 0 && below_left);
  }
};

// The older forms have no attribute: all at the left.
absl::StatusOr<Alignment> AlignmentOf(const KernelInfo& info) {
  if (info.node().op().FindAttr("align") == nullptr) return Alignment();
  ASSIGN_OR_RETURN(const MatrixDiagAttrs attrs, info.attrs<MatrixDiagAttrs>());
  return Alignment{absl::StartsWith(attrs.align, "LEFT"),
                   absl::EndsWith(attrs.align, "LEFT")};
}

// What a kernel does with inputs of one shape.
struct DiagonalMove {
  Shape output;
  std::vector<StridedCopy> copies;  // One for each diagonal.
  // True when the copies fill the output.
  bool complete = false;
};

// The copies between matrices and their diagonals as rows.
std::vector<StridedCopy> CopyDiagonals(DType dtype, const Shape& matrices,
                                       const DiagonalBand& band,
                                       const Alignment& alignment,
                                       bool to_matrices) {
  const int rank = matrices.rank();
  const int64_t rows = matrices.dim(rank - 2);
  const int64_t columns = matrices.dim(rank - 1);
  const int64_t batch = matrices.Slice(0, rank - 2).num_elements();
  const int64_t longest = band.Longest(rows, columns);
  std::vector<StridedCopy> copies;
  copies.reserve(band.count());
  for (int64_t d = band.upper; d >= band.lower; --d) {
    // Diagonals may be asked for that small matrices do not have.
    const int64_t length =
        std::max<int64_t>(DiagonalBand::Length(d, rows, columns), 0);
    const int64_t in_row = alignment.IsLeft(d) ? 0 : longest - length;
    int64_t from = d >= 0 ? d : -d * columns;
    int64_t to = (band.upper - d) * longest + in_row;
    CopyAxis axes[] = {{batch, rows * columns, band.count() * longest},
                       {length, columns + 1, 1}};
    if (to_matrices) {
      std::swap(from, to);
      for (CopyAxis& axis : axes) std::swap(axis.from_stride, axis.to_stride);
    }
    copies.emplace_back(dtype, axes, from, to);
  }
  return copies;
}

// The number of elements that copies write.
int64_t NumCopied(const std::vector<StridedCopy>& copies) {
  int64_t count = 0;
  for (const StridedCopy& copy : copies) count += copy.num_elements();
  return count;
}

absl::StatusOr<DiagonalBand> ReadBand(const Tensor* k) {
  if (k == nullptr) return DiagonalBand();
  ASSIGN_OR_RETURN(const IndexVector elements, ReadIndices(*k));
  return DiagonalBandOf(k->shape(), elements);
}

// What a plan depends on: shapes of tensors, values of small integer inputs
// (null where the form of the op has none).
struct Arguments {
  absl::InlinedVector<const Shape*, 5> shapes;
  absl::InlinedVector<const Tensor*, 5> values;

  const Tensor* value(size_t i) const {
    return i < values.size() ? values[i] : nullptr;
  }
};

// Each says which input is moved, which other ones give integers (a range),
// which fills the rest (copied whole for kBase, one element for kPadding; only
// where the form has it), and how.
struct DiagRule {
  static constexpr int kMoved = 0;
  static constexpr int kIntegers[] = {1, 3};
  static constexpr int kBase = -1;
  static constexpr int kPadding = 4;
  static absl::StatusOr<DiagonalMove> Plan(DType dtype,
                                           const Arguments& arguments,
                                           const Alignment& alignment) {
    ASSIGN_OR_RETURN(const DiagonalBand band, ReadBand(arguments.value(1)));
    int64_t rows = -1;
    int64_t columns = -1;
    if (const Tensor* num_rows = arguments.value(2)) {
      ASSIGN_OR_RETURN(rows, ReadIndex(*num_rows, "num_rows", true));
      ASSIGN_OR_RETURN(columns,
                       ReadIndex(*arguments.value(3), "num_cols", true));
    }
    DiagonalMove move;
    ASSIGN_OR_RETURN(move.output, MatrixDiagShape(*arguments.shapes[0], band,
                                                  rows, columns));
    move.copies = CopyDiagonals(dtype, move.output, band, alignment,
                                /*to_matrices=*/true);
    return move;
  }
};

struct PartRule {
  static constexpr int kMoved = 0;
  static constexpr int kIntegers[] = {1, 1};
  static constexpr int kBase = -1;
  static constexpr int kPadding = 2;
  static absl::StatusOr<DiagonalMove> Plan(DType dtype,
                                           const Arguments& arguments,
                                           const Alignment& alignment) {
    const Shape& matrices = *arguments.shapes[0];
    ASSIGN_OR_RETURN(const DiagonalBand band, ReadBand(arguments.value(1)));
    DiagonalMove move;
    ASSIGN_OR_RETURN(move.output, MatrixDiagPartShape(matrices, band));
    move.copies = CopyDiagonals(dtype, matrices, band, alignment,
                                /*to_matrices=*/false);
    return move;
  }
};

struct SetRule {
  static constexpr int kMoved = 1;
  static constexpr int kIntegers[] = {2, 2};
  static constexpr int kBase = 0;
  static constexpr int kPadding = -1;
  static absl::StatusOr<DiagonalMove> Plan(DType dtype,
                                           const Arguments& arguments,
                                           const Alignment& alignment) {
    ASSIGN_OR_RETURN(const DiagonalBand band, ReadBand(arguments.value(2)));
    DiagonalMove move;
    ASSIGN_OR_RETURN(
        move.output,
        MatrixSetDiagShape(*arguments.shapes[0], *arguments.shapes[1], band));
    move.copies = CopyDiagonals(dtype, move.output, band, alignment,
                                /*to_matrices=*/true);
    return move;
  }
};

template <class Rule>
class DiagonalKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<DiagonalKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const Alignment alignment, AlignmentOf(info));
    ASSIGN_OR_RETURN(Tensor zero, Tensor::Zeros(info.input_dtype(0), {}));
    auto kernel = std::make_unique<DiagonalKernel>(alignment, std::move(zero));
    Arguments arguments;
    for (int i = 0; i < info.num_inputs(); ++i) {
      if (IsInteger(i) ? info.constant(i) == nullptr
                       : !info.input_shape(i).IsFullyDefined()) {
        return kernel;
      }
      arguments.shapes.push_back(&info.input_shape(i));
      arguments.values.push_back(info.constant(i));
    }
    ASSIGN_OR_RETURN(kernel->move_, kernel->Plan(arguments));
    return kernel;
  }
  DiagonalKernel(Alignment alignment, Tensor zero)
      : alignment_(alignment), zero_(std::move(zero)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (move_.has_value()) return Run(*move_, context);
    Arguments arguments;
    for (int i = 0; i < context.num_inputs(); ++i) {
      arguments.shapes.push_back(&context.input(i).shape());
      arguments.values.push_back(&context.input(i));
    }
    ASSIGN_OR_RETURN(const DiagonalMove move, Plan(arguments));
    return Run(move, context);
  }

 private:
  static bool IsInteger(int i) {
    return i >= Rule::kIntegers[0] && i <= Rule::kIntegers[1];
  }

  absl::StatusOr<DiagonalMove> Plan(const Arguments& arguments) const {
    ASSIGN_OR_RETURN(DiagonalMove move,
                     Rule::Plan(zero_.dtype(), arguments, alignment_));
    move.complete = NumCopied(move.copies) == move.output.num_elements();
    return move;
  }

  absl::Status Run(const DiagonalMove& move, KernelContext& context) const {
    const bool has_padding =
        Rule::kPadding >= 0 && Rule::kPadding < context.num_inputs();
    const Tensor& padding = has_padding ? context.input(Rule::kPadding) : zero_;
    if (padding.num_elements() != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("padding_value must be a scalar, got shape ",
                       padding.shape().ToString()));
    }
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, move.output));
    if (Rule::kBase >= 0) {
      const Tensor& base = context.input(Rule::kBase);
      if (base.raw() != output->raw()) CopyElements(base, *output);
    } else if (!move.complete) {
      FillElements(context, zero_.dtype(), padding.raw(),
                   output->num_elements(), output->mutable_raw());
    }
    for (const StridedCopy& copy : move.copies) {
      copy.Run(context, context.input(Rule::kMoved).raw(),
               output->mutable_raw());
    }
    return absl::OkStatus();
  }

  const Alignment alignment_;
  const Tensor zero_;
  // Set where shapes and integers are the same in every run.
  std::optional<DiagonalMove> move_;
};

// Registers a rule for the three forms of an op.
template <class Rule>
class DiagonalKernels {
 public:
  DiagonalKernels(std::initializer_list<const char*> ops) {
    for (const char* op : ops) {
      KernelRegistration(
          CpuKernel<DiagonalKernel<Rule>>(op).For("T", kNumbers | kBool));
    }
  }
};

const DiagonalKernels<DiagRule> kMatrixDiag({"MatrixDiag", "MatrixDiagV2",
                                             "MatrixDiagV3"});
const DiagonalKernels<PartRule> kMatrixDiagPart({"MatrixDiagPart",
                                                 "MatrixDiagPartV2",
                                                 "MatrixDiagPartV3"});
const DiagonalKernels<SetRule> kMatrixSetDiag({"MatrixSetDiag",
                                               "MatrixSetDiagV2",
                                               "MatrixSetDiagV3"});

}  // namespace
}  // namespace thalweg
