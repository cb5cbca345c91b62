#include "thalweg/graph/arg_count.h"

namespace thalweg {

int ArgCount(const ArgSpec& arg, const AttrMap& attrs) {
  if (!arg.number_attr.empty()) {
    const int64_t* number = attrs.Get<int64_t>(arg.number_attr);
    return number == nullptr ? 0 : static_cast<int>(*number);
  }
  if (!arg.type_list_attr.empty()) {
    const auto* types = attrs.Get<std::vector<DType>>(arg.type_list_attr);
    return types == nullptr ? 0 : static_cast<int>(types->size());
  }
  return 1;
}

}  // namespace thalweg
