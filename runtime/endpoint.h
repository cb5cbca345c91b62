// Endpoint, Feed, Target: how a run names tensors and operations of the graph.
#pragma once

#include <string>
#include <utility>

#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// A tensor of the graph, as an Output or by name ("layer1/MatMul:0"; ":0" may
// be left out).
class Endpoint {
 public:
  Endpoint(Output output) : output_(std::move(output)) {}
  Endpoint(const Operation& operation) : output_(operation.output(0)) {}
  Endpoint(const char* name) : name_(name) {}
  Endpoint(std::string name) : name_(std::move(name)) {}

  const Output& output() const { return output_; }
  const std::string& name() const { return name_; }

 private:
  Output output_;
  std::string name_;
};

// A value for a tensor of the graph, in place of what would compute it.
struct Feed {
  Endpoint tensor;
  Tensor value;
};

// An operation to run for its effect, by handle or by name. Of a group that is
// younger than the session (graph.Initializer()) the operations that it groups
// are run.
class Target {
 public:
  Target(Operation operation) : operation_(std::move(operation)) {}
  Target(const Output& output) : operation_(output.operation()) {}
  Target(const char* name) : name_(name) {}
  Target(std::string name) : name_(std::move(name)) {}

  const Operation& operation() const { return operation_; }
  const std::string& name() const { return name_; }

 private:
  Operation operation_;
  std::string name_;
};

}  // namespace thalweg
