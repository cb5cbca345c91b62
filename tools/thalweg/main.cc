// thalweg: runs, differentiates, converts and measures graphs.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "thalweg/tools/thalweg/command.h"

namespace {

constexpr const char* kVersion = "thalweg 0.1.0";
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

}  // namespace

int main(int argc, char** argv) {
  using namespace thalweg::command;
  CLI::App app("Runs, differentiates, converts and measures dataflow graphs.");
  app.footer("Example: thalweg run graph.pb --feeds feeds.npz --fetch y:0");
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  Action action;
  AddRun(app, action);
  AddGradients(app, action);
  AddConvert(app, action);
  AddOps(app, action);
  AddBench(app, action);
  AddExplain(app, action);
  AddInspect(app, action);
  AddTrace(app, action);
  AddTrain(app, action);
  AddVerify(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUsage;
  }
  const absl::Status status = action();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", ErrorText(status).c_str());
  return kFailed;
}
