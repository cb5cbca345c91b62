#include "thalweg/kernels/cpu/array/scatter_slices.h"

#include <algorithm>
#include <array>
#include <complex>
#include <cstring>
#include <string>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/real_types.h"
#include "thalweg/ops/array/scatter_nd.h"

namespace thalweg {
namespace {

// Elements changed that are worth handing to another thread.
constexpr int64_t kGrain = 32768;
// Columns that fill a cache line, so that two threads do not share one.
constexpr int64_t kMinColumns = 64;
constexpr int64_t kCopyGrainBytes = 256 << 10;

struct AssignRule {
  template <class T>
  static void Combine(T& x, const T& u) {
    x = u;
  }
};

// Integers are unsigned here, so that they wrap.
struct AddRule {
  template <class T>
  static void Combine(T& x, const T& u) {
    if constexpr (std::is_same_v<T, std::string>) {
      x += u;
    } else {
      x = static_cast<T>(WideValue(x) + WideValue(u));
    }
  }
};

struct OrRule {
  static void Combine(uint8_t& x, const uint8_t& u) { x |= u; }
};

struct SubRule {
  template <class T>
  static void Combine(T& x, const T& u) {
    x = static_cast<T>(WideValue(x) - WideValue(u));
  }
};

struct MaxRule {
  template <class T>
  static void Combine(T& x, const T& u) {
    if (WideValue(x) < WideValue(u)) x = u;
  }
};

struct MinRule {
  template <class T>
  static void Combine(T& x, const T& u) {
    if (WideValue(u) < WideValue(x)) x = u;
  }
};

}  // namespace

template <class T, class Rule>
void ScatterSlices::Apply(const NdIndices& indices, const void* updates,
                          void* output, int64_t begin, int64_t end) {
  const int64_t size = indices.slice_size();
  const T* update = static_cast<const T*>(updates);
  std::array<int64_t, NdIndices::kBlock> block;
  for (int64_t first = 0; first < indices.count(); first += NdIndices::kBlock) {
    const auto slices = absl::MakeSpan(block).first(
        std::min<int64_t>(NdIndices::kBlock, indices.count() - first));
    indices.Read(first, slices);
    for (int64_t slice : slices) {
      if (slice >= 0) {
        T* x = static_cast<T*>(output) + slice * size;
        for (int64_t j = begin; j < end; ++j) Rule::Combine(x[j], update[j]);
      }
      update += size;
    }
  }
}

struct ScatterSlices::Functions {
  static Function Assign(DType dtype) {
    return VisitElementType(dtype, [](auto* type) -> Function {
      return &Apply<std::remove_pointer_t<decltype(type)>, AssignRule>;
    });
  }

  static Function Add(DType dtype) {
    if (dtype == kBool) return &Apply<uint8_t, OrRule>;
    if (dtype == kString) return &Apply<std::string, AddRule>;
    return Sum<AddRule>(dtype);
  }

  // Integers of one size wrap alike.
  template <class Rule>
  static Function Sum(DType dtype) {
    switch (dtype) {
      case kFloat:
        return &Apply<float, Rule>;
      case kDouble:
        return &Apply<double, Rule>;
      case kHalf:
        return &Apply<Half, Rule>;
      case kBfloat16:
        return &Apply<BFloat16, Rule>;
      case kComplex64:
        return &Apply<std::complex<float>, Rule>;
      case kComplex128:
        return &Apply<std::complex<double>, Rule>;
      case kInt8:
      case kUint8:
        return &Apply<uint8_t, Rule>;
      case kInt16:
      case kUint16:
        return &Apply<uint16_t, Rule>;
      case kInt32:
      case kUint32:
        return &Apply<uint32_t, Rule>;
      case kInt64:
      case kUint64:
        return &Apply<uint64_t, Rule>;
      default:
        return nullptr;
    }
  }

  template <class Rule>
  static Function Extreme(DType dtype) {
    return VisitRealType(dtype, [](auto* type) -> Function {
      return &Apply<std::remove_pointer_t<decltype(type)>, Rule>;
    });
  }

  static Function Find(DType dtype, ScatterRule rule) {
    switch (rule) {
      case ScatterRule::kAssign:
        return Assign(dtype);
      case ScatterRule::kAdd:
        return Add(dtype);
      case ScatterRule::kSub:
        return Sum<SubRule>(dtype);
      case ScatterRule::kMax:
        return Extreme<MaxRule>(dtype);
      case ScatterRule::kMin:
        return Extreme<MinRule>(dtype);
    }
    return nullptr;
  }
};

absl::StatusOr<ScatterSlices> ScatterSlices::Create(
    DType dtype, Options options, const BadIndicesAttrs& attrs) {
  ASSIGN_OR_RETURN(const bool ignores, IgnoresBadIndices(attrs));
  const Function function = Functions::Find(dtype, options.rule);
  if (function == nullptr) {
    return absl::UnimplementedError(absl::StrCat("elements of type ",
                                                 std::string(DTypeName(dtype)),
                                                 " cannot be scattered so"));
  }
  return ScatterSlices(function, options.flat_vector, ignores);
}

absl::Status ScatterSlices::CheckShapes(const Shape& indices,
                                        const Shape& updates,
                                        const Shape& output) const {
  if (output.rank() == 0) {
    return absl::InvalidArgumentError(
        "Output must be at least 1-D, got shape: []");
  }
  if (indices.rank() != 1) return CheckScatterNd(indices, updates, output);
  if (flat_vector_) {
    return CheckScatterNd({indices.dim(0), 1}, updates, output);
  }
  RETURN_IF_ERROR(CheckScatterNd(indices, updates, output));
  if (updates.num_elements() == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("indices must be at least a matrix, got indices.shape ",
                   indices.ToString()));
}

absl::Status ScatterSlices::Run(const KernelContext& context,
                                const Tensor& indices, const Tensor& updates,
                                Tensor& output) const {
  RETURN_IF_ERROR(
      CheckShapes(indices.shape(), updates.shape(), output.shape()));
  const NdIndices slices(indices, output.shape(), flat_vector_);
  if (!ignores_bad_) RETURN_IF_ERROR(slices.CheckRange(context, "shape"));
  if (updates.num_elements() == 0) return absl::OkStatus();
  const int64_t grain = kGrain / slices.count();
  context.ParallelRange(slices.slice_size(), std::max(grain, kMinColumns),
                        [&](int64_t begin, int64_t end) {
                          function_(slices, updates.raw(), output.mutable_raw(),
                                    begin, end);
                        });
  return absl::OkStatus();
}

void CopyForScatter(const KernelContext& context, const Tensor& from,
                    Tensor& to) {
  if (from.raw() == to.raw()) return;
  if (!IsPlain(from.dtype())) return CopyElements(from, to);
  const char* source = static_cast<const char*>(from.raw());
  char* target = static_cast<char*>(to.mutable_raw());
  context.ParallelRange(static_cast<int64_t>(from.num_bytes()), kCopyGrainBytes,
                        [&](int64_t begin, int64_t end) {
                          std::memcpy(target + begin, source + begin,
                                      static_cast<size_t>(end - begin));
                        });
}

}  // namespace thalweg
