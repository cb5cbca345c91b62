#include <malloc.h>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/graph_io.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/runtime/session.h"
#include "thalweg/tools/bench/workloads/measure.h"
#include "thalweg/tools/bench/workloads/process.h"

namespace thalweg::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::string SerializedSums(int nodes) {
  GraphDef def;
  for (int i = 0; i < nodes; ++i) {
    NodeDef& node = *def.add_node();
    node.set_name(absl::StrCat("n", i));
    auto& attrs = *node.mutable_attr();
    if (i == 0) {
      node.set_op("Placeholder");
      attrs["dtype"].set_type(DT_FLOAT);
      attrs["shape"].mutable_shape();
    } else {
      node.set_op("AddV2");
      attrs["T"].set_type(DT_FLOAT);
      node.add_input(absl::StrCat("n", i - 1));
      node.add_input(absl::StrCat("n", std::max(i - 16, 0)));
    }
  }
  return def.SerializeAsString();
}

}  // namespace

absl::StatusOr<nlohmann::ordered_json> MeasureLoading(
    int nodes, const MeasureOptions& options) {
  nlohmann::ordered_json row;
  const std::string bytes = SerializedSums(nodes);
  malloc_trim(0);  // Else the graph would take memory that is resident already.
  const double before_mb = ResidentMegabytes();
  const auto per_node = [&] {
    return (ResidentMegabytes() - before_mb) * 0x1p20 / nodes;
  };
  auto start = Clock::now();
  ASSIGN_OR_RETURN(Graph graph, ParseGraph(bytes));
  row["import_s"] = SecondsSince(start);
  row["memory_bytes_per_node"] = per_node();
  start = Clock::now();
  ASSIGN_OR_RETURN(Session session,
                   Session::Create(graph, {.num_threads = options.threads}));
  ASSIGN_OR_RETURN(auto out,
                   session.Run({{"n0", Tensor::Scalar(1.5f)}}, {"n1"}));
  row["first_fetch_s"] = SecondsSince(start);
  row["total_s"] =
      row["import_s"].get<double>() + row["first_fetch_s"].get<double>();
  row["memory_after_run_bytes_per_node"] = per_node();
  row["file_bytes_per_node"] =
      static_cast<double>(bytes.size()) / static_cast<double>(nodes);
  row["ok"] = out[0].scalar<float>() == 3.0f;
  return row;
}

}  // namespace thalweg::bench
