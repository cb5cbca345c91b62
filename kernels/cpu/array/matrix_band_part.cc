// MatrixBandPart on the CPU.
#include "thalweg/ops/array/matrix_band_part.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Columns [begin, end) of a row.
struct Stretch {
  int64_t begin;
  int64_t end;
};

struct Band {
  int64_t rows;
  int64_t columns;
  int64_t lower;
  int64_t upper;

  Stretch OfRow(int64_t row) const {
    const int64_t begin = lower < 0 ? 0 : std::max<int64_t>(row - lower, 0);
    const int64_t end =
        upper < 0 || row + upper >= columns ? columns : row + upper + 1;
    return {std::min(begin, end), end};
  }
};

// In all dtypes served, zero is zero bytes.
class MatrixBandPartKernel final : public Kernel {
 public:
  explicit MatrixBandPartKernel(const KernelInfo& info)
      : size_(static_cast<int64_t>(DTypeSize(info.input_dtype(0)))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    if (input.rank() < 2) {
      return absl::InvalidArgumentError(
          absl::StrCat("input must be at least 2-dim, received shape: ",
                       input.shape().ToString()));
    }
    Band band = {input.dim(input.rank() - 2), input.dim(input.rank() - 1), 0,
                 0};
    ASSIGN_OR_RETURN(band.lower, ReadIndex(context.input(1), "num_lower"));
    ASSIGN_OR_RETURN(band.upper, ReadIndex(context.input(2), "num_upper"));
    RETURN_IF_ERROR(CheckBandPart(input.shape(), band.lower, band.upper));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, input.shape()));
    if (input.num_elements() == 0) return absl::OkStatus();
    const char* from = static_cast<const char*>(input.raw());
    char* to = static_cast<char*>(output->mutable_raw());
    const int64_t row_bytes = band.columns * size_;
    context.ParallelRange(
        input.num_elements() / band.columns, kGrainBytes / row_bytes,
        [&](int64_t begin, int64_t end) {
          for (int64_t row = begin; row < end; ++row) {
            CopyRow(band.OfRow(row % band.rows), from + row * row_bytes,
                    to + row * row_bytes, row_bytes);
          }
        });
    return absl::OkStatus();
  }

 private:
  // What a thread takes at a time, at least.
  static constexpr int64_t kGrainBytes = 64 << 10;

  void CopyRow(Stretch stretch, const char* from, char* to,
               int64_t bytes) const {
    const int64_t begin = stretch.begin * size_;
    const int64_t end = stretch.end * size_;
    if (to != from) std::memcpy(to + begin, from + begin, end - begin);
    std::memset(to, 0, begin);
    std::memset(to + end, 0, bytes - end);
  }

  const int64_t size_;
};

const KernelRegistration kMatrixBandPart =
    CpuKernel<MatrixBandPartKernel>("MatrixBandPart")
        .For("T", kNumbers | kBool);

}  // namespace
}  // namespace thalweg
