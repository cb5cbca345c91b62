// Explanation: what the step compiler makes of a request, stage by stage.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "thalweg/graph/dtype.h"
#include "thalweg/graph/shape.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

struct ExplainedOutput {
  DType dtype = DType::kInvalid;
  Shape shape = Shape::Unknown();
  int64_t bytes = -1;  // -1: only a run will know.
};

// Output `output` of the node at `node` in the same ExplainedGraph.
struct ExplainedEdge {
  int node = 0;
  int output = 0;
};

enum class NodeRole {
  kOp,
  kFeed,      // A value that the caller gives.
  kFetch,     // A value that the caller gets.
  kConstant,  // The same in every run.
  kState,     // A variable or another resource.
  kCopy,      // From one device to another.
};

struct ExplainedNode {
  std::string name;
  std::string op;
  NodeRole role = NodeRole::kOp;
  std::vector<ExplainedOutput> outputs;
  // Producers come before consumers, but for the back edges of loops.
  std::vector<ExplainedEdge> inputs;
  std::vector<int> control_inputs;

  // Of Explanation::whole only. `needed`: the run keeps it.
  bool needed = true;
  bool fed = false;      // One of its outputs is given.
  bool fetched = false;  // One of its outputs is asked for.
  bool target = false;

  // From Explanation::placed on: where, what the graph asked for ("" for
  // nothing), and why.
  std::string device;
  std::string requested_device;
  std::string placement_reason;

  // Of Explanation::optimized: the nodes that were joined in this one, in the
  // order in which they fed each other; empty for a node that no fusion made.
  std::vector<std::string> fused_from;
  std::vector<std::string> fused_ops;  // One for each.
};

// In an order in which the nodes could run.
struct ExplainedGraph {
  std::vector<ExplainedNode> nodes;
};

// What became of a node that the optimized graph lacks.
struct ExplainedRewrite {
  enum class Kind {
    kFolded,    // Its value is the constant `into`.
    kPassedOn,  // Whoever read it reads `into`, which it only passed on.
    kMerged,    // `into` computes the same.
    kFused,     // A part of `into`.
    kDropped,   // Nobody reads it any more.
  };
  Kind kind = Kind::kDropped;
  std::string node;
  std::string op;
  std::string into;  // "" for kDropped.
};

// One call of a kernel, in order of execution.
struct ExplainedStep {
  std::string node;
  std::string op;
  std::string device;
  std::string implementation;  // "" where a kernel has but one.
};

// A value or scratch memory in a buffer of the arena.
struct ExplainedTenant {
  enum class Kind {
    kComputed,
    kInPlace,  // Written over an input that nobody needs any more.
    kView,     // The same bytes under another shape.
    kScratch,  // A kernel's own, during its step.
  };
  Kind kind = Kind::kComputed;
  std::string tensor;  // "layer1/MatMul:0"; of scratch memory the node's name.
  std::string op;
  int first_step = 0;  // The step that makes it, in Explanation::steps.
  int last_step = 0;   // The last that reads it.
};

// A stretch of a device's arena for the steps [first_step, last_step].
struct ExplainedBuffer {
  int64_t offset = 0;
  int64_t bytes = 0;
  int first_step = 0;
  int last_step = 0;
  std::vector<ExplainedTenant> tenants;  // In order of time.
};

struct ExplainedArena {
  std::string device;
  int64_t bytes = 0;
  // The most that is in use at one step: no placement needs less.
  int64_t lower_bound = 0;
  std::vector<int64_t> live_bytes;  // By step.
  std::vector<ExplainedBuffer> buffers;
};

// Values that don't lie in an arena. Bytes count those of known size.
struct ExplainedElsewhere {
  int constants = 0;
  int64_t constant_bytes = 0;
  int feeds = 0;
  int64_t feed_bytes = 0;
  // Made by the run: fetched, shared with a variable, or of a size that only
  // the run knows.
  int dynamic = 0;
  int64_t dynamic_bytes = 0;
};

struct Explanation {
  std::vector<PassRecord> passes;
  ExplainedGraph whole;      // The session's graph, with what is needed of it.
  ExplainedGraph pruned;     // What is needed, with its feeds and fetches.
  ExplainedGraph placed;     // Simplified, each node on its device.
  ExplainedGraph optimized;  // Fused and partitioned: what is executed.
  std::vector<ExplainedRewrite> rewrites;
  std::vector<ExplainedStep> steps;
  std::vector<ExplainedArena> arenas;  // One for each device that has some.
  ExplainedElsewhere elsewhere;
};

}  // namespace thalweg
