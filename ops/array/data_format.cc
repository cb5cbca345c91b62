#include "thalweg/ops/array/data_format.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status DimMapShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<DataFormatAttrs>());
  RETURN_IF_ERROR(FormatPermutation(attrs).status());
  return SameAsInput(context);
}

absl::Status VecPermuteShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<DataFormatAttrs>());
  RETURN_IF_ERROR(FormatPermutation(attrs).status());
  RETURN_IF_ERROR(CheckVecPermute(context.input(0), attrs));
  return SameAsInput(context);
}

const OpRegistration kDataFormatDimMap =
    OpSchema("DataFormatDimMap")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kIndices, kInt32)
        .Attrs<DataFormatAttrs>()
        .Traits({Trait::kElementwise})
        .MayOverwrite({0})
        .Shape(DimMapShape)
        .NotDifferentiable("yields integers");

const OpRegistration kDataFormatVecPermute =
    OpSchema("DataFormatVecPermute")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kIndices, kInt32)
        .Attrs<DataFormatAttrs>()
        .Shape(VecPermuteShape)
        .NotDifferentiable("yields integers");

bool IsSpace(char letter) {
  return letter == 'D' || letter == 'H' || letter == 'W';
}

absl::Status CheckLength(const char* which, const std::string& format) {
  if (format.size() == 4 || format.size() == 5) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      which, " format must be of length 4 or 5, received ", format));
}

std::string SpaceOf(std::string format) {
  format.erase(std::remove_if(format.begin(), format.end(),
                              [](char letter) { return !IsSpace(letter); }),
               format.end());
  return format;
}

}  // namespace

absl::StatusOr<std::vector<int>> FormatPermutation(const DataFormatAttrs& attrs,
                                                   bool only_space) {
  std::string src = attrs.src_format;
  std::string dst = attrs.dst_format;
  RETURN_IF_ERROR(CheckLength("Source", src));
  RETURN_IF_ERROR(CheckLength("Destination", dst));
  if (only_space) {
    src = SpaceOf(src);
    dst = SpaceOf(dst);
    if (src.size() + 2 != attrs.src_format.size() || src.size() != dst.size()) {
      return absl::InvalidArgumentError(
          "Format specifier must contain H and W for 2D case and D, H, and W "
          "for 3D case");
    }
  }
  std::vector<int> places;
  for (char letter : src) places.push_back(static_cast<int>(dst.find(letter)));
  std::vector<int> sorted = places;
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (src.size() == dst.size() && sorted[i] == static_cast<int>(i)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "Destination and source format must determine a permutation, got ", src,
        " and ", dst));
  }
  return places;
}

absl::Status CheckVecPermute(const Shape& x, const DataFormatAttrs& attrs) {
  if (!x.has_rank()) return absl::OkStatus();
  const int64_t full = attrs.src_format.size();
  if (x.rank() != 1 && x.rank() != 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "input must be a vector or 2D tensor, but got shape ", x.ToString()));
  }
  if (x.dim(0) >= 0 && x.dim(0) != full && x.dim(0) != full - 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "input must have ", full - 2, " or ", full,
        " elements along its first dimension, but got shape ", x.ToString()));
  }
  if (x.rank() == 2 && x.dim(1) >= 0 && x.dim(1) != 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("Second dimension of 2D input must be of size 2, but got "
                     "shape ",
                     x.ToString()));
  }
  return absl::OkStatus();
}

Output DataFormatDimMap(Input x, DataFormatAttrs attrs) {
  return Build(kDataFormatDimMap, {x}, attrs);
}

Output DataFormatVecPermute(Input x, DataFormatAttrs attrs) {
  return Build(kDataFormatVecPermute, {x}, attrs);
}

}  // namespace thalweg
