#include "thalweg/kernels/cpu/math/einsum_operand.h"

#include <algorithm>

namespace thalweg {

EinsumView::EinsumView(const Shape& shape, absl::Span<const int> labels) {
  const Shape::Dims strides = ContiguousStrides(shape);
  for (size_t i = 0; i < labels.size(); ++i) {
    const int axis = static_cast<int>(i);
    if (shape.dim(axis) == 1) continue;
    const auto same = std::find_if(
        axes_.begin(), axes_.end(),
        [&](const EinsumAxis& other) { return other.label == labels[i]; });
    if (same != axes_.end()) {
      same->stride += strides[axis];
    } else {
      axes_.push_back({labels[i], shape.dim(axis), strides[axis]});
    }
  }
}

EinsumView::EinsumView(absl::Span<const int> labels, const EinsumView& view) {
  int64_t stride = 1;
  for (size_t i = labels.size(); i-- > 0;) {
    const int64_t size = view.Find(labels[i])->size;
    axes_.insert(axes_.begin(), {labels[i], size, stride});
    stride *= size;
  }
}

const EinsumAxis* EinsumView::Find(int label) const {
  for (const EinsumAxis& axis : axes_) {
    if (axis.label == label) return &axis;
  }
  return nullptr;
}

int64_t EinsumView::SizeOf(absl::Span<const int> labels) const {
  int64_t size = 1;
  for (int label : labels) size *= Find(label)->size;
  return size;
}

int64_t EinsumView::num_elements() const {
  int64_t elements = 1;
  for (const EinsumAxis& axis : axes_) elements *= axis.size;
  return elements;
}

bool EinsumView::is_dense() const {
  int64_t stride = 1;
  for (size_t i = axes_.size(); i-- > 0;) {
    if (axes_[i].stride != stride) return false;
    stride *= axes_[i].size;
  }
  return true;
}

StridedCopy CopyBetween(DType dtype, const EinsumView& from,
                        const EinsumView& to) {
  absl::InlinedVector<CopyAxis, 8> axes;
  for (const EinsumAxis& axis : to.axes()) {
    axes.push_back({axis.size, from.Find(axis.label)->stride, axis.stride});
  }
  return StridedCopy(dtype, axes);
}

size_t EinsumOperand::ReserveBytes(size_t bytes) {
  const size_t at = scratch_bytes_;
  scratch_bytes_ += (bytes + 63) / 64 * 64;
  return at;
}

size_t EinsumOperand::Reserve(int64_t elements) {
  return ReserveBytes(DTypeSize(dtype_) * elements);
}

void EinsumOperand::Sum(IsLabel is_summed) {
  absl::InlinedVector<int, 8> all, left;
  Shape shape;
  AxisMask mask;
  for (const EinsumAxis& axis : view_.axes()) {
    const bool summed = is_summed(axis.label);
    all.push_back(axis.label);
    if (!summed) left.push_back(axis.label);
    shape.AddDim(axis.size);
    mask.push_back(summed);
  }
  if (left.size() == all.size()) return;
  if (!view_.is_dense()) {
    const EinsumView dense(all, view_);
    dense_ = CopyBetween(dtype_, view_, dense);
    dense_at_ = Reserve(dense.num_elements());
  }
  reducer_ = Reducer(ReductionOp::kSum, dtype_);
  reduction_ = PlanReduction(shape, mask, /*keep_dims=*/false);
  reducing_at_ = ReserveBytes(reducer_.ScratchBytes(*reduction_));
  view_ = EinsumView(left, view_);
  reduced_at_ = Reserve(view_.num_elements());
}

void EinsumOperand::Arrange(absl::Span<const int> order) {
  const EinsumView wanted(order, view_);
  StridedCopy copy = CopyBetween(dtype_, view_, wanted);
  view_ = wanted;
  if (copy.is_plain()) return;
  arrange_ = copy;
  arranged_at_ = Reserve(wanted.num_elements());
}

const void* EinsumOperand::Run(const KernelContext& context, const void* input,
                               char* scratch) const {
  const void* at = input;
  if (dense_) {
    dense_->Run(context, at, scratch + dense_at_);
    at = scratch + dense_at_;
  }
  if (reduction_) {
    reducer_.RunPasses(context, *reduction_, static_cast<const char*>(at),
                       scratch + reducing_at_, scratch + reduced_at_);
    at = scratch + reduced_at_;
  }
  if (arrange_) {
    arrange_->Run(context, at, scratch + arranged_at_);
    at = scratch + arranged_at_;
  }
  return at;
}

}  // namespace thalweg
