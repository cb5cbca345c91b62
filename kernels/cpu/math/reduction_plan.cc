#include "thalweg/kernels/cpu/math/reduction_plan.h"

#include <algorithm>

namespace thalweg {
namespace {

// So few elements are not worth a second thread.
constexpr int64_t kOneThread = 65536;

// Adjacent dimensions that are all reduced or all kept.
struct Group {
  int64_t size;
  bool reduced;
};
using Groups = absl::InlinedVector<Group, 8>;

void Append(Groups& groups, Group group) {
  if (group.size == 1) return;
  if (!groups.empty() && groups.back().reduced == group.reduced) {
    groups.back().size *= group.size;
  } else {
    groups.push_back(group);
  }
}

int64_t BlockRows(int64_t rows, int64_t inner) {
  constexpr int64_t kContiguous = 8192;
  constexpr int64_t kElements = 262144;
  const int64_t block =
      inner == 1 ? kContiguous
                 : std::clamp<int64_t>(kElements / inner & ~7, 32, 1024);
  return rows < 2 * block ? rows : block;
}

// Passes that reduce one group to 1.
void AppendPasses(int64_t outer, int64_t rows, int64_t inner,
                  ReductionPlan& plan) {
  while (rows > 1) {
    const ReductionPass pass = {outer, rows, inner, BlockRows(rows, inner)};
    plan.passes.push_back(pass);
    rows = pass.blocks();
  }
}

int64_t Product(const Groups& groups, size_t begin, size_t end) {
  int64_t product = 1;
  for (size_t i = begin; i < end; ++i) product *= groups[i].size;
  return product;
}

// The largest reduced group first: the others have the less to do.
void PlanPasses(Groups groups, ReductionPlan& plan) {
  while (true) {
    auto largest = groups.end();
    for (auto group = groups.begin(); group != groups.end(); ++group) {
      if (group->reduced &&
          (largest == groups.end() || group->size > largest->size)) {
        largest = group;
      }
    }
    if (largest == groups.end()) return;
    const size_t at = largest - groups.begin();
    AppendPasses(Product(groups, 0, at), largest->size,
                 Product(groups, at + 1, groups.size()), plan);
    Groups rest;
    for (size_t i = 0; i < groups.size(); ++i) {
      if (i != at) Append(rest, groups[i]);
    }
    groups = std::move(rest);
  }
}

}  // namespace

ReductionTile ReductionPass::Arrays(int64_t count) const {
  ReductionTile tile;
  tile.count = count;
  tile.input_step = rows * inner;
  tile.output_step = inner;
  tile.rows = rows;
  tile.row_step = inner;
  tile.columns = inner;
  return tile;
}

int64_t ReductionPlan::IntermediateResults(int parity) const {
  int64_t results = 0;
  for (size_t i = parity; i + 1 < passes.size(); i += 2) {
    results = std::max(results, passes[i].num_results());
  }
  return results;
}

ReductionPlan PlanReduction(const Shape& input, const AxisMask& mask,
                            bool keep_dims, bool keeps_single_elements) {
  ReductionPlan plan;
  plan.output = ReducedShape(input, mask, keep_dims);
  plan.num_outputs = plan.output.num_elements();
  plan.count = 1;
  Groups groups;
  for (int i = 0; i < input.rank(); ++i) {
    if (mask[i]) plan.count *= input.dim(i);
    Append(groups, {input.dim(i), mask[i]});
  }
  if (input.num_elements() > 0) PlanPasses(std::move(groups), plan);
  if (plan.passes.empty() && !keeps_single_elements && plan.count > 0) {
    plan.passes.push_back({1, 1, plan.num_outputs, 1});
  }
  if (plan.passes.size() == 1 && plan.passes[0].blocks() == 1 &&
      input.num_elements() < kOneThread) {
    plan.single = plan.passes[0].Arrays(plan.passes[0].outer);
  }
  return plan;
}

}  // namespace thalweg
