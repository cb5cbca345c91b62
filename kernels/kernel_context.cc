#include "thalweg/kernels/kernel_context.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/thread_pool.h"

namespace thalweg {
namespace {

// More pieces than this even out no better and only cost claims.
constexpr int64_t kMaxPieces = 64;
// Long ranges are cut at multiples of this, so that two threads seldom write
// to one cache line.
constexpr int64_t kCut = 64;

absl::Status WrongShape(int output, const Shape& planned, const Shape& got) {
  return absl::InternalError(absl::StrCat(
      "output ", output, " was planned with shape ", planned.ToString(),
      ", but the kernel gives ", got.ToString()));
}

}  // namespace

absl::StatusOr<Tensor*> KernelContext::AllocateOutput(int i,
                                                      const Shape& shape) {
  if (!wanted(i)) {
    return absl::InternalError(
        absl::StrCat("nobody reads output ", i, ": it has no place"));
  }
  if (planned(i)) return WrongShape(i, outputs_[i]->shape(), shape);
  ASSIGN_OR_RETURN(*outputs_[i],
                   AllocateOn(output_memory(i), output_dtypes_[i], shape));
  return outputs_[i];
}

absl::Status KernelContext::SetOutput(int i, Tensor value) {
  if (!wanted(i)) return absl::OkStatus();
  Tensor& output = *outputs_[i];
  if (!planned(i)) {
    // What is not owned lies in an arena, whose plan knows no other user.
    if (!value.owned() && value) {
      ASSIGN_OR_RETURN(value, CopyOn(output_memory(i), value));
    }
    output = std::move(value);
    return absl::OkStatus();
  }
  if (output.shape() != value.shape()) {
    return WrongShape(i, output.shape(), value.shape());
  }
  if (output.raw() == value.raw()) return absl::OkStatus();
  if (Device* device = output_memory(i)) {
    return device->CopyFrom(*device, value, output);
  }
  CopyElements(value, output);
  return absl::OkStatus();
}

void KernelContext::Parallel(int64_t count,
                             absl::FunctionRef<void(int64_t)> piece) const {
  if (count > 1 && run_ != nullptr && run_->pool != nullptr) {
    run_->pool->Run(count, piece);
    return;
  }
  for (int64_t i = 0; i < count; ++i) piece(i);
}

void KernelContext::ParallelRange(
    int64_t total, int64_t grain,
    absl::FunctionRef<void(int64_t, int64_t)> body) const {
  if (total <= 0) return;
  int64_t size = std::max({grain, int64_t{1}, total / kMaxPieces});
  if (size > kCut) size = (size + kCut - 1) / kCut * kCut;
  const int64_t count = std::max<int64_t>(total / size, 1);
  if (count == 1) return body(0, total);
  // The last piece takes the rest, which alone would be below the grain.
  Parallel(count, [&](int64_t i) {
    body(i * size, i == count - 1 ? total : (i + 1) * size);
  });
}

}  // namespace thalweg
