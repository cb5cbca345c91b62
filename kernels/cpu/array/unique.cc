// Unique and UniqueWithCounts, in both forms, on the CPU.
#include "thalweg/ops/array/unique.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/key_table.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// x as [outer, slices, inner].
struct SliceLayout {
  int axis = 0;
  int64_t outer = 1;
  int64_t slices = 1;
  int64_t inner = 1;
};

SliceLayout LayoutOf(const Shape& x, int axis) {
  return {axis, x.Slice(0, axis).num_elements(), x.dim(axis),
          x.Slice(axis + 1, x.rank()).num_elements()};
}

// Slices of an array of T. Elements of a vector are the common case and the
// quick one.
template <class T>
class Slices {
 public:
  Slices(const T* data, const SliceLayout& layout)
      : data_(data), layout_(layout) {}

  uint64_t Hash(int64_t i) const {
    if (layout_.outer == 1 && layout_.inner == 1) {
      return ElementKey<T>::Hash(data_[i]);
    }
    uint64_t hash = 0;
    for (int64_t o = 0; o < layout_.outer; ++o) {
      const T* run = Run(o, i);
      for (int64_t j = 0; j < layout_.inner; ++j) {
        hash = hash * 0x100000001b3u + ElementKey<T>::Hash(run[j]) + 1;
        hash ^= hash >> 29;
      }
    }
    return hash;
  }

  bool Same(int64_t a, int64_t b) const {
    for (int64_t o = 0; o < layout_.outer; ++o) {
      if (!std::equal(Run(o, a), Run(o, a) + layout_.inner, Run(o, b),
                      ElementKey<T>::Same)) {
        return false;
      }
    }
    return true;
  }

  // The slices named, in order.
  void Copy(const std::vector<int32_t>& slices, T* to) const {
    for (int64_t o = 0; o < layout_.outer; ++o) {
      for (int32_t i : slices) to = std::copy_n(Run(o, i), layout_.inner, to);
    }
  }

 private:
  const T* Run(int64_t outer, int64_t i) const {
    return data_ + (outer * layout_.slices + i) * layout_.inner;
  }

  const T* const data_;
  const SliceLayout& layout_;
};

// A vector of int32 or int64, written without knowing which.
class IndexWriter {
 public:
  explicit IndexWriter(Tensor& tensor)
      : data_(tensor.mutable_raw()), wide_(tensor.dtype() == kInt64) {}
  void Set(int64_t i, int64_t value) {
    if (wide_) {
      static_cast<int64_t*>(data_)[i] = value;
    } else {
      static_cast<int32_t*>(data_)[i] = static_cast<int32_t>(value);
    }
  }

 private:
  void* const data_;
  const bool wide_;
};

class UniqueKernel final : public Kernel {
 public:
  explicit UniqueKernel(const KernelInfo& info)
      : has_axis_(info.num_inputs() > 1) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const SliceLayout layout, Resolve(context));
    ASSIGN_OR_RETURN(Tensor idx, IndexOutput(context, 1, layout.slices));
    return VisitKeyType(context.input(0).dtype(), [&](auto* type) {
      using T = std::remove_pointer_t<decltype(type)>;
      return Run<T>(context, layout, idx);
    });
  }

 private:
  absl::StatusOr<SliceLayout> Resolve(const KernelContext& context) const {
    const Shape& x = context.input(0).shape();
    if (x.num_elements() > std::numeric_limits<int32_t>::max()) {
      return absl::InvalidArgumentError(
          absl::StrCat("unique does not support input tensors larger than ",
                       std::numeric_limits<int32_t>::max(), " elements"));
    }
    IndexVector axis;
    if (has_axis_) {
      ASSIGN_OR_RETURN(axis, ReadIndexVector(context.input(1), "axis"));
    }
    if (axis.size() > 1) {
      return absl::InvalidArgumentError(
          "axis does not support input tensors larger than 1 elements");
    }
    if (axis.empty()) {
      if (x.rank() == 1) return LayoutOf(x, 0);
      return absl::InvalidArgumentError("unique expects a 1D vector.");
    }
    ASSIGN_OR_RETURN(const int at, NormalizeAxis(axis[0], x.rank()));
    SliceLayout layout = LayoutOf(x, at);
    if (layout.slices <= std::numeric_limits<int32_t>::max()) return layout;
    return absl::InvalidArgumentError("unique has too many slices to number");
  }

  // A vector for output i, or of its own where nobody wants it.
  static absl::StatusOr<Tensor> IndexOutput(KernelContext& context, int i,
                                            int64_t size) {
    if (!context.wanted(i)) return Tensor::Allocate(kInt64, {size});
    ASSIGN_OR_RETURN(Tensor * output, context.Output(i, {size}));
    return *output;
  }

  template <class T>
  absl::Status Run(KernelContext& context, const SliceLayout& layout,
                   Tensor& idx) const {
    const Tensor& x = context.input(0);
    const Slices<T> slices(x.data<T>(), layout);
    KeyTable table(layout.slices);
    // Of each different slice: where it is first, and how often it comes.
    std::vector<int32_t> firsts, counts;
    IndexWriter writer(idx);
    for (int64_t i = 0; i < layout.slices; ++i) {
      const int64_t number = table.FindOrAdd(
          slices.Hash(i),
          [&](int32_t other) { return slices.Same(firsts[other], i); });
      if (number == static_cast<int64_t>(firsts.size())) {
        firsts.push_back(static_cast<int32_t>(i));
        counts.push_back(0);
      }
      ++counts[number];
      writer.Set(i, number);
    }
    if (context.wanted(0)) {
      Shape shape = x.shape();
      shape.set_dim(layout.axis, table.size());
      ASSIGN_OR_RETURN(Tensor * y, context.Output(0, shape));
      slices.Copy(firsts, static_cast<T*>(y->mutable_raw()));
    }
    return context.num_outputs() > 2 ? WriteCounts(context, counts)
                                     : absl::OkStatus();
  }

  static absl::Status WriteCounts(KernelContext& context,
                                  const std::vector<int32_t>& counts) {
    const int64_t size = static_cast<int64_t>(counts.size());
    ASSIGN_OR_RETURN(Tensor output, IndexOutput(context, 2, size));
    IndexWriter writer(output);
    for (int64_t i = 0; i < size; ++i) writer.Set(i, counts[i]);
    return absl::OkStatus();
  }

  const bool has_axis_;
};

constexpr DTypeSet kKeys = kRealNumbers | DTypeSet{kBool, kString};

const KernelRegistration kUnique =
    CpuKernel<UniqueKernel>("Unique").For("T", kKeys);
const KernelRegistration kUniqueV2 =
    CpuKernel<UniqueKernel>("UniqueV2").For("T", kKeys);
const KernelRegistration kUniqueWithCounts =
    CpuKernel<UniqueKernel>("UniqueWithCounts").For("T", kKeys);
const KernelRegistration kUniqueWithCountsV2 =
    CpuKernel<UniqueKernel>("UniqueWithCountsV2").For("T", kKeys);

}  // namespace
}  // namespace thalweg
