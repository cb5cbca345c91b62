#include "thalweg/graph/flops.h"

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"

namespace thalweg {
namespace {

absl::flat_hash_map<const OpSchema*, FlopsFunction>& Functions() {
  static auto* const functions =
      new absl::flat_hash_map<const OpSchema*, FlopsFunction>;
  return *functions;
}

}  // namespace

FlopsRegistration::FlopsRegistration(const OpSchema& op,
                                     FlopsFunction function) {
  Functions().emplace(&op, function);
}

double CountFlops(const OpSchema& op, absl::Span<const Shape> inputs,
                  absl::Span<const Shape> outputs) {
  const auto is_known = [](const Shape& s) { return s.IsFullyDefined(); };
  if (!absl::c_all_of(inputs, is_known) || !absl::c_all_of(outputs, is_known)) {
    return 0;
  }
  const auto found = Functions().find(&op);
  if (found != Functions().end()) return found->second(inputs, outputs);
  if (!op.Is(Trait::kElementwise) || outputs.empty()) return 0;
  return static_cast<double>(outputs[0].num_elements());
}

}  // namespace thalweg
