#include "thalweg/runtime/session_impl.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/import.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/runtime/cost_graph.h"
#include "thalweg/runtime/explain_step.h"
#include "thalweg/runtime/fetches.h"
#include "thalweg/runtime/live_sessions.h"
#include "thalweg/runtime/partition_graphs.h"
#include "thalweg/runtime/resolve.h"
#include "thalweg/runtime/step_compiler.h"

namespace thalweg {
namespace {

// More threads or devices than any machine has are a mistake.
constexpr int kMaxThreads = 4096;
constexpr int kMaxDevices = 64;

absl::Status CheckOptions(const SessionOptions& options) {
  if (options.num_threads < 0 || options.num_threads > kMaxThreads) {
    return absl::InvalidArgumentError(
        absl::StrCat("SessionOptions::num_threads: expected 0 to ", kMaxThreads,
                     ", got ", options.num_threads));
  }
  if (options.num_threads != 0 && !options.thread_pools.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "SessionOptions::num_threads: expected 0 beside thread_pools, got ",
        options.num_threads));
  }
  if (absl::c_linear_search(options.thread_pools, nullptr)) {
    return absl::InvalidArgumentError(
        "SessionOptions::thread_pools: expected pools, got a null pointer");
  }
  for (const auto& [type, count] : options.device_count) {
    if (count < 0 || count > kMaxDevices) {
      return absl::InvalidArgumentError(
          absl::StrCat("SessionOptions::device_count[\"", type,
                       "\"]: expected 0 to ", kMaxDevices, ", got ", count));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckDtypes(const StepRequest& request,
                         absl::Span<const Tensor> feeds) {
  for (size_t i = 0; i < feeds.size(); ++i) {
    if (feeds[i].dtype() != request.feeds[i].dtype()) {
      return WrongFeedDtype(request, i, feeds[i].dtype());
    }
  }
  return absl::OkStatus();
}

absl::Status NoSuchPool(const StepOptions& options) {
  return absl::InvalidArgumentError(
      absl::StrCat("Invalid inter_op_thread_pool: ", options.thread_pool));
}

// An Extend adds nodes and changes none.
absl::Status CheckNewNames(const GraphDef& def, const Graph& graph) {
  for (const NodeDef& node : def.node()) {
    if (graph.FindNode(node.name()) == nullptr) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("GraphDef argument to Extend includes node '", node.name(),
                     "', which was created by a previous call to Create or "
                     "Extend in this session."));
  }
  return absl::OkStatus();
}

// What is known of a run before it.
absl::Status StartReport(const Plan& plan, const StepOptions& options,
                         StepReport& report) {
  report = {.compiled = report.compiled, .passes = plan.passes};
  for (int64_t bytes : plan.arena_bytes) report.arena_bytes += bytes;
  report.arena_lower_bound = plan.arena_lower_bound;
  if (options.partition_graphs) {
    ASSIGN_OR_RETURN(report.partition_graphs,
                     PartitionGraphs(plan.graph, plan.devices));
  }
  return absl::OkStatus();
}

// What is known after it.
void FinishReport(const Plan& plan, const StepOptions& options,
                  const StepRecorder& recorder, StepReport& report) {
  if (options.cost_graph) report.cost_graph = CostGraph(plan, recorder);
  if (!options.trace) return;
  report.steps = recorder.Steps();
  report.start_unix_ns = recorder.start_unix_ns();
}

}  // namespace

absl::Status SessionClosed() {
  return absl::CancelledError("Session has been closed.");
}

absl::StatusOr<std::shared_ptr<SessionImpl>> SessionImpl::Create(
    const Graph& graph, const SessionOptions& options) {
  RETURN_IF_ERROR(graph.status());
  RETURN_IF_ERROR(CheckOptions(options));
  std::shared_ptr<SessionImpl> impl(new SessionImpl(options));
  impl->CreatePools();
  RETURN_IF_ERROR(impl->CreateDevices());
  impl->graph_ = graph.Clone();
  impl->origin_ = graph.state();
  LiveSessions::Get().Add(impl);
  return impl;
}

SessionImpl::~SessionImpl() { LiveSessions::Get().Remove(this); }

absl::Status SessionImpl::ResetAll(const std::vector<std::string>& containers) {
  const auto sessions = LiveSessions::Get().All();
  // What runs must not see its resources go.
  for (const auto& session : sessions) RETURN_IF_ERROR(session->Close());
  for (const auto& session : sessions) session->ClearContainers(containers);
  return absl::OkStatus();
}

void SessionImpl::ClearContainers(const std::vector<std::string>& containers) {
  if (containers.empty()) resources_.Clear(ResourceStore::kDefaultContainer);
  for (const std::string& container : containers) resources_.Clear(container);
}

void SessionImpl::CreatePools() {
  pools_ = {std::make_shared<ThreadPool>(1)};
  for (const auto& pool : options_.thread_pools) pools_.push_back(pool);
  if (pools_.size() > 1) return;
  const int num_threads =
      options_.num_threads > 0
          ? options_.num_threads
          : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  pools_.push_back(std::make_shared<ThreadPool>(num_threads));
}

absl::Status SessionImpl::CreateDevices() {
  // Kernels make room for as many threads as their device's pool has: the
  // widest serves all.
  const auto& widest =
      *absl::c_max_element(pools_, [](const auto& a, const auto& b) {
        return a->num_threads() < b->num_threads();
      });
  DeviceOptions options;
  options.num_threads = widest->num_threads();
  for (const DeviceFactory* factory : DeviceFactory::All()) {
    auto count = options_.device_count.find(factory->type());
    options.count = count == options_.device_count.end() ? -1 : count->second;
    ASSIGN_OR_RETURN(auto devices, factory->CreateDevices(options, widest));
    for (auto& device : devices) {
      environment_.devices.push_back(device.get());
      devices_.push_back(std::move(device));
    }
  }
  if (devices_.empty() || !devices_[0]->host_memory()) {
    return absl::FailedPreconditionError(
        "a session needs a CPU device: none is linked in or asked for");
  }
  environment_.resources = &resources_;
  environment_.homes = &homes_;
  environment_.allow_soft_placement = options_.allow_soft_placement;
  environment_.log_device_placement = options_.log_device_placement;
  environment_.optimize = options_.optimize;
  return absl::OkStatus();
}

absl::Status SessionImpl::CheckOpen() const {
  return gate_.closed() ? SessionClosed() : absl::OkStatus();
}

absl::Status SessionImpl::Extend(const Graph& graph) {
  RETURN_IF_ERROR(CheckOpen());
  RETURN_IF_ERROR(graph.status());
  if (graph.state() != origin_) {
    return absl::InvalidArgumentError(
        "Extend: expected the graph that the session was made from, got "
        "another");
  }
  const std::unique_lock lock(graph_mutex_);
  graph_.CopyNewNodes(graph);
  return absl::OkStatus();
}

absl::Status SessionImpl::Extend(const GraphDef& def) {
  RETURN_IF_ERROR(CheckOpen());
  ImportOptions options;
  options.may_use_existing_nodes = true;
  Graph graph(origin_);
  const std::unique_lock lock(graph_mutex_);
  RETURN_IF_ERROR(CheckNewNames(def, graph_));
  RETURN_IF_ERROR(ImportGraphDef(def, options, graph).status());
  graph_.CopyNewNodes(graph);
  return absl::OkStatus();
}

std::vector<DeviceInfo> SessionImpl::ListDevices() const {
  std::vector<DeviceInfo> infos;
  for (const auto& device : devices_) {
    infos.push_back({device->name(), device->type(), device->memory_limit(),
                     device->description()});
  }
  return infos;
}

absl::Status SessionImpl::Close() {
  gate_.Close();
  return absl::OkStatus();
}

absl::StatusOr<StepRequest> SessionImpl::Resolve(
    const std::vector<Endpoint>& feeds, const std::vector<Endpoint>& fetches,
    const std::vector<Target>& targets) const {
  RETURN_IF_ERROR(CheckOpen());
  const std::shared_lock lock(graph_mutex_);
  return ResolveRequest({graph_, origin_.get()}, feeds, fetches, targets);
}

absl::StatusOr<StepRequest> SessionImpl::ResolveCallable(
    const std::vector<Endpoint>& feeds, const std::vector<Endpoint>& fetches,
    const std::vector<Target>& targets, const CallableDevices& devices) const {
  RETURN_IF_ERROR(CheckOpen());
  const std::shared_lock lock(graph_mutex_);
  return thalweg::ResolveCallable({graph_, origin_.get()}, feeds, fetches,
                                  targets, devices, environment_.devices);
}

absl::StatusOr<Edge> SessionImpl::Resolve(const Endpoint& endpoint,
                                          const char* role) const {
  const std::shared_lock lock(graph_mutex_);
  return ResolveEndpoint({graph_, origin_.get()}, endpoint, role);
}

absl::StatusOr<Plan*> SessionImpl::FindPlan(const std::string& key,
                                            const StepRequest& request,
                                            absl::Span<const Tensor> feeds,
                                            bool* compiled) {
  const RunGate::Pass pass(gate_);
  if (!pass) return SessionClosed();
  auto compile =
      [&](StepRequest complete) -> absl::StatusOr<std::unique_ptr<Plan>> {
    RETURN_IF_ERROR(CheckDtypes(request, feeds));
    CompileEnvironment environment = environment_;
    // A fused step would make a value wait for what it doesn't need.
    if (request.in_pieces) environment.optimize = false;
    const std::shared_lock lock(graph_mutex_);
    return CompileStep(graph_, complete, environment);
  };
  return plans_.FindOrCompile(key, request, feeds, compile, compiled);
}

absl::StatusOr<Explanation> SessionImpl::Explain(
    StepRequest request, absl::Span<const Tensor> feeds) const {
  RETURN_IF_ERROR(CheckDtypes(request, feeds));
  for (const Tensor& feed : feeds) {
    request.feed_specs.push_back({feed.dtype(), feed.shape()});
  }
  const std::shared_lock lock(graph_mutex_);
  return ExplainStep(graph_, std::move(request), environment_);
}

ExecuteControl SessionImpl::ControlOf(const StepOptions& options) const {
  ExecuteControl control;
  control.closing = &gate_.closed_flag();
  control.cancellation = options.cancellation;
  const int64_t timeout_ms =
      options.timeout_ms > 0 ? options.timeout_ms : options_.timeout_ms;
  if (timeout_ms > 0) {
    control.deadline = std::chrono::steady_clock::now() +
                       std::chrono::milliseconds(timeout_ms);
  }
  return control;
}

ThreadPool* SessionImpl::FindPool(const StepOptions& options) const {
  const size_t i = static_cast<size_t>(options.thread_pool) + 1;
  return i < pools_.size() ? pools_[i].get() : nullptr;
}

absl::Status SessionImpl::RunSteps(const Plan& plan, PlanInstance& instance,
                                   absl::Span<const int> steps,
                                   const StepOptions& options) {
  const RunGate::Pass pass(gate_);
  if (!pass) return SessionClosed();
  ThreadPool* const pool = FindPool(options);
  if (pool == nullptr) return NoSuchPool(options);
  instance.run.pool = pool;
  return ExecuteSteps(plan, instance, steps, ControlOf(options));
}

absl::Status SessionImpl::RunPlan(Plan& plan, absl::Span<const Tensor> feeds,
                                  absl::Span<Tensor> fetches,
                                  const StepOptions& options,
                                  StepReport* report) {
  const RunGate::Pass pass(gate_);
  if (!pass) return SessionClosed();
  ThreadPool* const pool = FindPool(options);
  if (pool == nullptr) return NoSuchPool(options);
  ExecuteControl control = ControlOf(options);
  std::unique_ptr<StepRecorder> recorder;
  if (report != nullptr) {
    RETURN_IF_ERROR(StartReport(plan, options, *report));
    if (options.trace || options.cost_graph) {
      recorder = std::make_unique<StepRecorder>(plan);
      control.recorder = recorder.get();
    }
  }
  ASSIGN_OR_RETURN(std::unique_ptr<PlanInstance> instance, plan.Acquire());
  instance->run.pool = pool;
  for (size_t i = 0; i < feeds.size(); ++i) {
    instance->slots[plan.feed_slots[i]] = feeds[i];
  }
  OfferFetches(plan, *instance, fetches);
  absl::Status status = Execute(plan, *instance, control);
  if (recorder != nullptr) FinishReport(plan, options, *recorder, *report);
  if (status.ok()) status = TakeFetches(plan, *instance, fetches);
  if (status.ok()) {
    for (int slot : plan.feed_slots) instance->slots[slot] = Tensor();
    for (const PlanFetch& fetch : plan.fetches) {
      if (plan.slots[fetch.slot].kind == SlotKind::kDynamic) {
        instance->slots[fetch.slot] = Tensor();
      }
    }
  } else {
    instance->Clear();
  }
  plan.Release(std::move(instance));
  return status;
}

}  // namespace thalweg
