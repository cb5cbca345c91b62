#include "thalweg/runtime/step_compiler.h"

#include <chrono>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/passes/bind.h"
#include "thalweg/runtime/passes/drop_unread.h"
#include "thalweg/runtime/passes/emit.h"
#include "thalweg/runtime/passes/fuse.h"
#include "thalweg/runtime/passes/infer.h"
#include "thalweg/runtime/passes/order.h"
#include "thalweg/runtime/passes/partition.h"
#include "thalweg/runtime/passes/place.h"
#include "thalweg/runtime/passes/placement_log.h"
#include "thalweg/runtime/passes/plan_memory.h"
#include "thalweg/runtime/passes/simplify.h"

namespace thalweg {
namespace {

// Times one pass after another.
class PassLog {
 public:
  // Closes the record of the pass that just ran on `graph`.
  void Add(const char* name, const Graph& graph, std::string note) {
    const auto now = std::chrono::steady_clock::now();
    records_.push_back(
        {name, std::chrono::duration<double, std::milli>(now - last_).count(),
         nodes_, graph.num_nodes(), std::move(note)});
    nodes_ = graph.num_nodes();
    last_ = std::chrono::steady_clock::now();
  }
  PassLog(const Graph& graph, CompileObserver* observer)
      : observer_(observer), nodes_(graph.num_nodes()) {}
  // Shows the observer, if there is one, what `what` makes it see; its time is
  // no pass's.
  template <class What>
  void Show(What what) {
    if (observer_ == nullptr) return;
    what(*observer_);
    last_ = std::chrono::steady_clock::now();
  }
  std::vector<PassRecord> Take() { return std::move(records_); }

 private:
  CompileObserver* const observer_;
  int nodes_;
  std::chrono::steady_clock::time_point last_ =
      std::chrono::steady_clock::now();
  std::vector<PassRecord> records_;
};

std::string MemoryNote(const MemoryPlan& memory) {
  int64_t bytes = 0;
  for (int64_t arena : memory.arena_bytes) bytes += arena;
  return absl::StrCat(bytes, " bytes in ", memory.buffers.size(), " buffers, ",
                      memory.lower_bound, " at the widest step, ",
                      memory.num_in_place, " in place");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Plan>> CompileStep(
    const Graph& graph, const StepRequest& request,
    const CompileEnvironment& environment, CompileObserver* observer) {
  PassLog log(graph, observer);

  // Only what the fetches and targets need ever runs.
  ASSIGN_OR_RETURN(StepGraph step, Prune(graph, request));
  log.Add("prune", step.graph, "");
  log.Show([&](CompileObserver& to) { to.OnPruned(step); });
  if (environment.explain) {
    step.rewrites = std::make_unique<std::vector<Rewrite>>();
  }
  // The shapes actually fed let the passes below decide what would otherwise
  // be decided in every run.
  RETURN_IF_ERROR(Infer(step));
  log.Add("infer", step.graph, "");
  // Before placement: fewer nodes to place, and constants know no device.
  if (environment.optimize) {
    ASSIGN_OR_RETURN(std::string note, Simplify(environment, step));
    log.Add("simplify", step.graph, std::move(note));
  }
  // Devices decide which kernels there are, so this comes before fusion.
  RETURN_IF_ERROR(Place(environment, graph, step));
  if (environment.log_device_placement) LogPlacement(step);
  log.Add("place", step.graph, "");
  log.Show([&](CompileObserver& to) { to.OnPlaced(step); });
  // Fewer passes over memory; all nodes of a fusion are on one device.
  if (environment.optimize) {
    ASSIGN_OR_RETURN(const int fused, Fuse(environment, step));
    DropUnread(step);
    log.Add("fuse", step.graph, absl::StrCat(fused, " fused"));
  }
  // Last change to the graph: values cross devices where they must.
  ASSIGN_OR_RETURN(const int copies, Partition(environment, step));
  log.Add("partition", step.graph, absl::StrCat(copies, " copies"));
  log.Show([&](CompileObserver& to) { to.OnOptimized(step); });
  // Kernels are made for the shapes they will see, and say what scratch
  // memory they need.
  RETURN_IF_ERROR(Bind(environment, step));
  log.Add("bind", step.graph, "");
  // The order fixes lifetimes, lifetimes fix addresses.
  RETURN_IF_ERROR(Order(step));
  const MemoryPlan memory = PlanMemory(environment, step);
  log.Add("order and plan memory", step.graph, MemoryNote(memory));
  log.Show([&](CompileObserver& to) { to.OnPlanned(step, memory); });
  // What is left for a run to do.
  std::unique_ptr<Plan> plan = Emit(environment, std::move(step), memory);
  log.Add("emit", plan->graph.graph,
          absl::StrCat(plan->steps.size(), " steps"));
  plan->passes = log.Take();
  return plan;
}

}  // namespace thalweg
