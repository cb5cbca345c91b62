#include "thalweg/graph/shape_proto.h"

#include "absl/strings/str_cat.h"
#include "thalweg/proto/tensor.pb.h"

namespace thalweg {

absl::StatusOr<Shape> ShapeFromProto(const TensorShapeProto& proto) {
  if (proto.unknown_rank()) {
    if (proto.dim_size() == 0) return Shape::Unknown();
    return absl::InvalidArgumentError(
        absl::StrCat("a shape of unknown rank has ", proto.dim_size(),
                     " dimensions; expected none"));
  }
  Shape::Dims dims;
  // One more than is allowed is enough for Make to refuse.
  for (int i = 0; i < proto.dim_size() && i <= Shape::kMaxRank; ++i) {
    dims.push_back(proto.dim(i).size());
  }
  return Shape::Make(dims);
}

void ShapeToProto(const Shape& shape, TensorShapeProto& proto) {
  proto.Clear();
  if (!shape.has_rank()) proto.set_unknown_rank(true);
  for (int64_t dim : shape.dims()) proto.add_dim()->set_size(dim);
}

}  // namespace thalweg
