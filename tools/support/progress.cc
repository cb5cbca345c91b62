#include "thalweg/tools/support/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace thalweg {
namespace {

constexpr double kSecondsPerFrame = 0.1;
constexpr double kSecondsPerLine = 5;
constexpr int kLongestBar = 40;
constexpr int kShortestBar = 8;

int TerminalWidth() {
  winsize size{};
  const bool is_known =
      ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : 80;
}

void WriteToStderr(absl::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

double SteadySeconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

// 75 -> "1:15", 3675 -> "1:01:15".
std::string Clock(double seconds) {
  const auto s = static_cast<int64_t>(std::ceil(seconds));
  if (s < 3600) return absl::StrFormat("%d:%02d", s / 60, s % 60);
  return absl::StrFormat("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
}

std::string Rate(double per_second) {
  if (per_second >= 1e6) return absl::StrFormat("%.1fM/s", per_second / 1e6);
  if (per_second >= 1e4) return absl::StrFormat("%.1fk/s", per_second / 1e3);
  return absl::StrFormat("%.*f/s", per_second >= 100 ? 0 : 1, per_second);
}

// "[=====>    ]", `length` columns wide.
std::string Bar(double fraction, int length) {
  const int inside = length - 2;
  const int full = static_cast<int>(fraction * inside);
  std::string bar(full, '=');
  if (full < inside) bar += '>';
  bar.resize(inside, ' ');
  return absl::StrCat("[", bar, "]");
}

}  // namespace

std::string RenderProgress(absl::string_view label, int64_t done, int64_t total,
                           double seconds, absl::string_view note, int width) {
  const bool is_finished = done >= total;
  const double fraction =
      is_finished ? 1 : static_cast<double>(done) / static_cast<double>(total);
  std::string tail = absl::StrFormat(
      "%3d%%  %d/%d", static_cast<int>(fraction * 100), done, total);
  if (done > 0 && seconds > 0)
    absl::StrAppend(&tail, "  ", Rate(static_cast<double>(done) / seconds));
  if (!note.empty()) absl::StrAppend(&tail, "  ", note);
  if (is_finished) {
    absl::StrAppend(&tail, "  in ", Clock(seconds));
  } else if (done > 0) {
    absl::StrAppend(&tail, "  ETA ", Clock(seconds / fraction - seconds));
  }
  const int room = width - static_cast<int>(label.size()) -
                   static_cast<int>(tail.size()) - 4;
  if (room < kShortestBar) return absl::StrCat(label, "  ", tail);
  return absl::StrCat(label, "  ", Bar(fraction, std::min(room, kLongestBar)),
                      "  ", tail);
}

ProgressSink ProgressSink::Stderr() {
  const char* term = std::getenv("TERM");
  const bool is_dumb = term == nullptr || absl::string_view(term) == "dumb";
  return {.rewrites_line = isatty(STDERR_FILENO) == 1 && !is_dumb,
          .width = TerminalWidth(),
          .write = WriteToStderr,
          .seconds = SteadySeconds};
}

ProgressBar::ProgressBar(std::string label, int64_t total, ProgressSink sink)
    : label_(std::move(label)),
      total_(total),
      sink_(std::move(sink)),
      start_(sink_.seconds()),
      shown_at_(start_) {}

ProgressBar::~ProgressBar() {
  Show();
  if (sink_.rewrites_line) sink_.write("\n");
}

void ProgressBar::Update(int64_t done, absl::string_view note) {
  done_ = done;
  note_.assign(note.data(), note.size());
  const double pause = sink_.rewrites_line ? kSecondsPerFrame : kSecondsPerLine;
  if (sink_.seconds() - shown_at_ >= pause) Show();
}

void ProgressBar::Show() {
  shown_at_ = sink_.seconds();
  const double elapsed = shown_at_ - start_;
  if (!sink_.rewrites_line) {
    sink_.write(RenderProgress(label_, done_, total_, elapsed, note_, 0) +
                "\n");
    return;
  }
  // The last column stays free: writing it may wrap.
  std::string line =
      RenderProgress(label_, done_, total_, elapsed, note_, sink_.width - 1);
  line.resize(std::min(line.size(), static_cast<size_t>(sink_.width - 1)));
  sink_.write("\r" + line + "\x1b[K");
}

}  // namespace thalweg
