// Print and PrintV2 on the CPU.
#include "thalweg/ops/control/print.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/pass_through.h"
#include "thalweg/kernels/cpu/control/summarize.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/resource_store.h"

namespace thalweg {
namespace {

// In one piece, so that lines of several threads do not mix.
void Write(const std::string& text, std::FILE* stream) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

// How many lines a node has written in this session.
class PrintedLines : public Resource {
 public:
  absl::string_view type_name() const override { return "PrintedLines"; }
  // True for the first `limit` calls.
  bool Take(int64_t limit) {
    return count_.load() < limit && count_.fetch_add(1) < limit;
  }

 private:
  std::atomic<int64_t> count_ = 0;
};

class PrintKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<PrintKernel>();
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<PrintAttrs>());
    // A container that no user can name, so that variables never meet it.
    ASSIGN_OR_RETURN(kernel->lines_,
                     info.resources().FindOrCreate<PrintedLines>(
                         "_print", info.node().name(),
                         [] { return std::make_shared<PrintedLines>(); }));
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    if (attrs_.first_n < 0 || lines_->Take(attrs_.first_n)) {
      std::string line = attrs_.message;
      for (int i = 1; i < context.num_inputs(); ++i) {
        absl::StrAppend(&line, "[",
                        Summarize(context.input(i), attrs_.summarize), "]");
      }
      Write(line + "\n", stderr);
    }
    return PassThrough(context);
  }

 private:
  PrintAttrs attrs_;
  std::shared_ptr<PrintedLines> lines_;
};

class PrintV2Kernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<PrintV2Kernel>();
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<PrintV2Attrs>());
    RETURN_IF_ERROR(CheckOutputStream(kernel->attrs_.output_stream));
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    RETURN_IF_ERROR(CheckPrinted(context.input(0).shape()));
    const std::string text =
        absl::StrCat(context.input(0).scalar<std::string>(), attrs_.end);
    absl::string_view path = attrs_.output_stream;
    if (absl::ConsumePrefix(&path, "file://")) {
      return AppendToFile(std::string(path), text);
    }
    Write(text, attrs_.output_stream == "stdout" ? stdout : stderr);
    return absl::OkStatus();
  }

 private:
  static absl::Status AppendToFile(const std::string& path,
                                   const std::string& text) {
    std::FILE* const file = std::fopen(path.c_str(), "ab");
    const bool written =
        file != nullptr &&
        std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const bool closed = file != nullptr && std::fclose(file) == 0;
    if (written && closed) return absl::OkStatus();
    return absl::UnavailableError(
        absl::StrCat("cannot write to ", path, ": ", std::strerror(errno)));
  }

  PrintV2Attrs attrs_;
};

const KernelRegistration kPrint = CpuKernel<PrintKernel>("Print");
const KernelRegistration kPrintV2 = CpuKernel<PrintV2Kernel>("PrintV2");

}  // namespace
}  // namespace thalweg
