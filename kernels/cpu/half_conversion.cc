#include "thalweg/kernels/cpu/half_conversion.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/half_conversion.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/half_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

void HalfToFloat(const Half* from, float* to, int64_t n) {
  ToFloat(from, to, n);
}
void BFloat16ToFloat(const BFloat16* from, float* to, int64_t n) {
  ToFloat(from, to, n);
}
void HalfFromFloat(const float* from, Half* to, int64_t n) {
  FromFloat(from, to, n);
}
void BFloat16FromFloat(const float* from, BFloat16* to, int64_t n) {
  FromFloat(from, to, n);
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(HalfToFloat);
HWY_EXPORT(BFloat16ToFloat);
HWY_EXPORT(HalfFromFloat);
HWY_EXPORT(BFloat16FromFloat);

void ConvertToFloat(const Half* from, float* to, int64_t n) {
  HWY_DYNAMIC_DISPATCH(HalfToFloat)(from, to, n);
}
void ConvertToFloat(const BFloat16* from, float* to, int64_t n) {
  HWY_DYNAMIC_DISPATCH(BFloat16ToFloat)(from, to, n);
}
void ConvertFromFloat(const float* from, Half* to, int64_t n) {
  HWY_DYNAMIC_DISPATCH(HalfFromFloat)(from, to, n);
}
void ConvertFromFloat(const float* from, BFloat16* to, int64_t n) {
  HWY_DYNAMIC_DISPATCH(BFloat16FromFloat)(from, to, n);
}

}  // namespace thalweg
#endif  // HWY_ONCE
