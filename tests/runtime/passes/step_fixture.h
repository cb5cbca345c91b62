// StepTest: builds a graph with the wrappers, prunes it as a run would, and
// hands the step graph to the pass under test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "thalweg/graph/output.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/kernels/thread_pool.h"
#include "thalweg/runtime/passes/infer.h"
#include "thalweg/runtime/passes/prune.h"
#include "thalweg/runtime/step_graph.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {

class StepTest : public ::testing::Test {
 protected:
  StepTest() {
    for (const DeviceFactory* factory : DeviceFactory::All()) {
      if (absl::string_view(factory->type()) != "CPU") continue;
      devices_ = factory->CreateDevices({.count = 2}, pool_).value();
    }
    for (const auto& device : devices_) {
      environment_.devices.push_back(device.get());
    }
    environment_.resources = &resources_;
  }

  // The step graph of a run; feeds have the shapes given with them.
  struct Fed {
    Output output;
    Shape shape;
  };
  StepRequest Request(const std::vector<Fed>& feeds,
                      const std::vector<Output>& fetches,
                      const std::vector<Operation>& targets = {}) {
    EXPECT_OK(graph_.status());
    StepRequest request;
    for (const Fed& fed : feeds) {
      request.feeds.push_back(fed.output.edge());
      request.feed_specs.push_back({fed.output.dtype(), fed.shape});
    }
    for (const Output& fetch : fetches) request.fetches.push_back(fetch.edge());
    for (const Operation& target : targets) {
      request.targets.push_back(target.node());
    }
    return request;
  }
  StepGraph Step(const std::vector<Fed>& feeds,
                 const std::vector<Output>& fetches,
                 const std::vector<Operation>& targets = {}) {
    absl::StatusOr<StepGraph> step =
        Prune(graph_, Request(feeds, fetches, targets));
    EXPECT_OK(step);
    if (!step.ok()) return {};
    EXPECT_OK(Infer(*step));
    // As if placed: all on the first device.
    step->device_of.assign(step->graph.num_node_ids(), environment_.devices[0]);
    return *std::move(step);
  }

  static bool Has(const StepGraph& step, const Output& output) {
    return step.graph.FindNode(output.node()->name()) != nullptr;
  }
  static Node* Find(const StepGraph& step, const Output& output) {
    return step.graph.FindNode(output.node()->name());
  }
  static int Count(const StepGraph& step, absl::string_view op) {
    return static_cast<int>(std::count_if(
        step.graph.nodes().begin(), step.graph.nodes().end(),
        [&](const auto& node) { return node && node->op().name() == op; }));
  }

  Graph graph_;
  std::shared_ptr<ThreadPool> pool_ = std::make_shared<ThreadPool>(1);
  std::vector<std::unique_ptr<Device>> devices_;
  ResourceStore resources_;
  CompileEnvironment environment_;
};

}  // namespace thalweg
