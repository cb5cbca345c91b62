// FlushDenormals: arithmetic that takes the smallest numbers for zero.
#pragma once

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace thalweg {

// While it lives, this thread's denormal operands and results are zeros, as in
// TensorFlow's kernels: decaying sums (momentum, Adam) end there, and each
// operation on denormals costs a hundred cycles. Restores what was set before.
class FlushDenormals {
 public:
#if defined(__SSE__)
  FlushDenormals() : before_(_mm_getcsr()) {
    if ((before_ & kFlags) != kFlags) _mm_setcsr(before_ | kFlags);
  }
  ~FlushDenormals() {
    if ((before_ & kFlags) != kFlags) _mm_setcsr(before_);
  }
#else
  FlushDenormals() {}
  ~FlushDenormals() {}
#endif
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE__)
  // Flush to zero (results) and denormals are zero (operands).
  static constexpr unsigned kFlags = 0x8040;
  const unsigned before_;
#endif
};

}  // namespace thalweg
