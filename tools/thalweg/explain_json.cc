#include <nlohmann/json.hpp>

#include "thalweg/tools/thalweg/explain_text.h"

namespace thalweg::command {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* NameOf(NodeRole role) {
  switch (role) {
    case NodeRole::kOp:
      return "op";
    case NodeRole::kFeed:
      return "feed";
    case NodeRole::kFetch:
      return "fetch";
    case NodeRole::kConstant:
      return "constant";
    case NodeRole::kState:
      return "state";
    case NodeRole::kCopy:
      return "copy";
  }
  return "";
}

constexpr const char* NameOf(ExplainedRewrite::Kind kind) {
  switch (kind) {
    case ExplainedRewrite::Kind::kFolded:
      return "folded";
    case ExplainedRewrite::Kind::kPassedOn:
      return "passed on";
    case ExplainedRewrite::Kind::kMerged:
      return "merged";
    case ExplainedRewrite::Kind::kFused:
      return "fused";
    case ExplainedRewrite::Kind::kDropped:
      return "dropped";
  }
  return "";
}

constexpr const char* NameOf(ExplainedTenant::Kind kind) {
  switch (kind) {
    case ExplainedTenant::Kind::kComputed:
      return "computed";
    case ExplainedTenant::Kind::kInPlace:
      return "in place";
    case ExplainedTenant::Kind::kView:
      return "view";
    case ExplainedTenant::Kind::kScratch:
      return "scratch";
  }
  return "";
}

Json ShapeJson(const Shape& shape) {
  if (!shape.has_rank()) return nullptr;
  Json dims = Json::array();
  for (int64_t dim : shape.dims()) dims.push_back(dim);
  return dims;
}

// The part that all stages have.
Json NodeJson(const ExplainedGraph& graph, const ExplainedNode& node) {
  Json json = {
      {"name", node.name}, {"op", node.op}, {"role", NameOf(node.role)}};
  Json& inputs = json["inputs"] = Json::array();
  for (const ExplainedEdge& edge : node.inputs) {
    inputs.push_back(graph.nodes[edge.node].name + ":" +
                     std::to_string(edge.output));
  }
  Json& controls = json["control_inputs"] = Json::array();
  for (int control : node.control_inputs) {
    controls.push_back(graph.nodes[control].name);
  }
  Json& outputs = json["outputs"] = Json::array();
  for (const ExplainedOutput& output : node.outputs) {
    outputs.push_back({{"dtype", DTypeName(output.dtype)},
                       {"shape", ShapeJson(output.shape)},
                       {"bytes", output.bytes}});
  }
  return json;
}

Json WholeJson(const ExplainedGraph& graph) {
  Json nodes = Json::array();
  for (const ExplainedNode& node : graph.nodes) {
    Json json = NodeJson(graph, node);
    json["needed"] = node.needed;
    json["fed"] = node.fed;
    json["fetched"] = node.fetched;
    json["target"] = node.target;
    nodes.push_back(std::move(json));
  }
  return nodes;
}

Json PlacedJson(const ExplainedGraph& graph) {
  Json nodes = Json::array();
  for (const ExplainedNode& node : graph.nodes) {
    Json json = NodeJson(graph, node);
    json["device"] = node.device;
    json["requested_device"] = node.requested_device;
    json["placement_reason"] = node.placement_reason;
    if (!node.fused_from.empty()) {
      json["fused_from"] = node.fused_from;
      json["fused_ops"] = node.fused_ops;
    }
    nodes.push_back(std::move(json));
  }
  return nodes;
}

Json RewritesJson(const Explanation& explanation) {
  Json rewrites = Json::array();
  for (const ExplainedRewrite& rewrite : explanation.rewrites) {
    rewrites.push_back({{"kind", NameOf(rewrite.kind)},
                        {"node", rewrite.node},
                        {"op", rewrite.op},
                        {"into", rewrite.into}});
  }
  return rewrites;
}

Json StepsJson(const Explanation& explanation) {
  Json steps = Json::array();
  for (const ExplainedStep& step : explanation.steps) {
    steps.push_back({{"node", step.node},
                     {"op", step.op},
                     {"device", step.device},
                     {"implementation", step.implementation}});
  }
  return steps;
}

Json ArenaJson(const ExplainedArena& arena) {
  Json buffers = Json::array();
  for (const ExplainedBuffer& buffer : arena.buffers) {
    Json tenants = Json::array();
    for (const ExplainedTenant& tenant : buffer.tenants) {
      tenants.push_back({{"tensor", tenant.tensor},
                         {"op", tenant.op},
                         {"kind", NameOf(tenant.kind)},
                         {"first_step", tenant.first_step},
                         {"last_step", tenant.last_step}});
    }
    buffers.push_back({{"offset", buffer.offset},
                       {"bytes", buffer.bytes},
                       {"first_step", buffer.first_step},
                       {"last_step", buffer.last_step},
                       {"tenants", std::move(tenants)}});
  }
  return {{"device", arena.device},
          {"bytes", arena.bytes},
          {"lower_bound", arena.lower_bound},
          {"live_bytes", arena.live_bytes},
          {"buffers", std::move(buffers)}};
}

Json PlanJson(const Explanation& explanation) {
  Json arenas = Json::array();
  for (const ExplainedArena& arena : explanation.arenas) {
    arenas.push_back(ArenaJson(arena));
  }
  const ExplainedElsewhere& elsewhere = explanation.elsewhere;
  return {{"steps", StepsJson(explanation)},
          {"arenas", std::move(arenas)},
          {"elsewhere",
           {{"constants", elsewhere.constants},
            {"constant_bytes", elsewhere.constant_bytes},
            {"feeds", elsewhere.feeds},
            {"feed_bytes", elsewhere.feed_bytes},
            {"dynamic", elsewhere.dynamic},
            {"dynamic_bytes", elsewhere.dynamic_bytes}}}};
}

}  // namespace

Json ExplanationJson(const Explanation& explanation, Stages stages) {
  Json json;
  Json& passes = json["passes"] = Json::array();
  for (const PassRecord& pass : explanation.passes) {
    passes.push_back({{"name", pass.name},
                      {"ms", pass.ms},
                      {"nodes_before", pass.nodes_before},
                      {"nodes_after", pass.nodes_after},
                      {"note", pass.note}});
  }
  if (stages.pruned) json["pruned"] = {{"nodes", WholeJson(explanation.whole)}};
  if (stages.placed) {
    json["placed"] = {{"nodes", PlacedJson(explanation.placed)}};
  }
  if (stages.optimized) {
    json["optimized"] = {{"nodes", PlacedJson(explanation.optimized)},
                         {"rewrites", RewritesJson(explanation)}};
  }
  if (stages.plan) json["plan"] = PlanJson(explanation);
  return json;
}

}  // namespace thalweg::command
