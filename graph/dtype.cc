#include "thalweg/graph/dtype.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/resource.h"

namespace thalweg {
namespace {

struct Entry {
  const char* name;
  size_t size;
};

// In the order of the numbers.
constexpr Entry kEntries[kNumDTypes] = {
    {"invalid", 0},
    {"float", sizeof(float)},
    {"double", sizeof(double)},
    {"int32", 4},
    {"uint8", 1},
    {"int16", 2},
    {"int8", 1},
    {"string", sizeof(std::string)},
    {"complex64", sizeof(std::complex<float>)},
    {"int64", 8},
    {"bool", sizeof(bool)},
    {"qint8", 1},
    {"quint8", 1},
    {"qint32", 4},
    {"bfloat16", sizeof(BFloat16)},
    {"qint16", 2},
    {"quint16", 2},
    {"uint16", 2},
    {"complex128", sizeof(std::complex<double>)},
    {"half", sizeof(Half)},
    {"resource", sizeof(ResourceHandle)},
    {"variant", sizeof(Variant)},
    {"uint32", 4},
    {"uint64", 8},
};

// A DType may come from a file unchecked by way of a cast.
const Entry& Find(DType dtype) {
  const int number = static_cast<int>(dtype);
  return kEntries[number < kNumDTypes ? number : 0];
}

}  // namespace

absl::string_view DTypeName(DType dtype) { return Find(dtype).name; }

std::optional<DType> DTypeFromName(absl::string_view name) {
  for (int i = 1; i < kNumDTypes; ++i) {
    if (name == kEntries[i].name) return static_cast<DType>(i);
  }
  return std::nullopt;
}

std::optional<DType> DTypeFromNumber(int64_t number) {
  if (number <= 0 || number >= kNumDTypes) return std::nullopt;
  return static_cast<DType>(number);
}

size_t DTypeSize(DType dtype) { return Find(dtype).size; }

std::string DTypeSet::ToString() const {
  std::string text;
  for (int i = 0; i < kNumDTypes; ++i) {
    const DType dtype = static_cast<DType>(i);
    if (!contains(dtype)) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", DTypeName(dtype));
  }
  return text;
}

}  // namespace thalweg
