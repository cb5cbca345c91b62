// Where on the CPU.
#include "thalweg/ops/array/where.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "absl/container/inlined_vector.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Elements that a thread takes at a time.
constexpr int64_t kPiece = 65536;

// A pattern with the bits set that are 0 in every zero: the sign is not.
Bytes16 BitsOfNonzero(DType dtype) {
  switch (dtype) {
    case kHalf:
    case kBfloat16:
      return {0x7fff, 0};
    case kFloat:
      return {0x7fffffff, 0};
    case kDouble:
      return {~uint64_t{0} >> 1, 0};
    case kComplex64:
      return {0x7fffffff7fffffff, 0};
    case kComplex128:
      return {~uint64_t{0} >> 1, ~uint64_t{0} >> 1};
    default:
      return {~uint64_t{0}, ~uint64_t{0}};
  }
}

template <class T>
bool HasBits(const T& x, const Bytes16& mask) {
  if constexpr (std::is_same_v<T, Bytes16>) {
    return ((x.low & mask.low) | (x.high & mask.high)) != 0;
  } else {
    return (x & static_cast<T>(mask.low)) != 0;
  }
}

template <class T>
int64_t Count(const void* input, const Bytes16& mask, int64_t begin,
              int64_t end) {
  const T* x = static_cast<const T*>(input);
  int64_t count = 0;
  for (int64_t i = begin; i < end; ++i) count += HasBits(x[i], mask);
  return count;
}

// The coordinates of elements [begin, end), row after row of the input.
template <class T>
void Write(const void* input, const Bytes16& mask, const Shape& shape,
           int64_t begin, int64_t end, int64_t* to) {
  const T* x = static_cast<const T*>(input);
  const int last = shape.rank() - 1;
  const int64_t columns = shape.dim(last);
  Shape::Dims row(shape.rank());
  while (begin < end) {
    int64_t rest = begin / columns;
    for (int i = last - 1; i >= 0; --i) {
      row[i] = rest % shape.dim(i);
      rest /= shape.dim(i);
    }
    int64_t column = begin % columns;
    const int64_t stop = std::min(columns, column + end - begin);
    for (; column < stop; ++column, ++begin) {
      if (!HasBits(x[begin], mask)) continue;
      to = std::copy_n(row.begin(), last, to);
      *to++ = column;
    }
  }
}

using CountFunction = int64_t (*)(const void*, const Bytes16&, int64_t,
                                  int64_t);
using WriteFunction = void (*)(const void*, const Bytes16&, const Shape&,
                               int64_t, int64_t, int64_t*);
struct Functions {
  CountFunction count;
  WriteFunction write;
};

template <class T>
constexpr Functions kFunctionsOf = {&Count<T>, &Write<T>};

Functions FindFunctions(DType dtype) {
  switch (DTypeSize(dtype)) {
    case 1:
      return kFunctionsOf<uint8_t>;
    case 2:
      return kFunctionsOf<uint16_t>;
    case 4:
      return kFunctionsOf<uint32_t>;
    case 8:
      return kFunctionsOf<uint64_t>;
    default:
      return kFunctionsOf<Bytes16>;
  }
}

class WhereKernel final : public Kernel {
 public:
  explicit WhereKernel(const KernelInfo& info)
      : functions_(FindFunctions(info.input_dtype(0))),
        mask_(BitsOfNonzero(info.input_dtype(0))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    if (input.rank() == 0) {
      return absl::InvalidArgumentError(
          "WhereOp : Unhandled input dimensions: 0");
    }
    if (!context.wanted(0)) return absl::OkStatus();
    const int64_t size = input.num_elements();
    const int64_t pieces = (size + kPiece - 1) / kPiece;
    // Where each piece begins in the output.
    absl::InlinedVector<int64_t, 8> starts(pieces + 1);
    context.Parallel(pieces, [&](int64_t i) {
      starts[i + 1] = functions_.count(input.raw(), mask_, i * kPiece,
                                       std::min(size, (i + 1) * kPiece));
    });
    for (int64_t i = 0; i < pieces; ++i) starts[i + 1] += starts[i];
    ASSIGN_OR_RETURN(Tensor * output,
                     context.Output(0, {starts[pieces], input.rank()}));
    int64_t* to = output->mutable_data<int64_t>();
    context.Parallel(pieces, [&](int64_t i) {
      functions_.write(input.raw(), mask_, input.shape(), i * kPiece,
                       std::min(size, (i + 1) * kPiece),
                       to + starts[i] * input.rank());
    });
    return absl::OkStatus();
  }

 private:
  const Functions functions_;
  const Bytes16 mask_;
};

const KernelRegistration kWhere =
    CpuKernel<WhereKernel>("Where").For("T", kNumbers | kBool);

}  // namespace
}  // namespace thalweg
