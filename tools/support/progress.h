// Progress of long work, on stderr.
//
//   ProgressBar progress("lenet", steps);
//   for (int64_t step = 0; step < steps; ++step) {
//     ...
//     progress.Update(step + 1, absl::StrFormat("loss %.3f", loss));
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace thalweg {

// Where progress is shown, and by which clock.
struct ProgressSink {
  bool rewrites_line = false;  // a terminal that knows \r and \x1b[K
  int width = 80;              // columns of the terminal
  std::function<void(absl::string_view)> write;
  std::function<double()> seconds;

  // Standard error, rewritten when it is a terminal other than TERM=dumb.
  static ProgressSink Stderr();
};

// A bar that is redrawn ten times a second on a terminal; elsewhere a plain
// line every five seconds and one at the end. No colours, so NO_COLOR has
// nothing to change. Not for several threads at once.
class ProgressBar {
 public:
  ProgressBar(std::string label, int64_t total,
              ProgressSink sink = ProgressSink::Stderr());
  // Shows the last state.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` of the total is done; `note` ("loss 0.31") is shown after it.
  void Update(int64_t done, absl::string_view note = "");

 private:
  void Show();

  const std::string label_;
  const int64_t total_;
  const ProgressSink sink_;
  const double start_;
  double shown_at_;
  int64_t done_ = 0;
  std::string note_;
};

// "lenet  45%  180/400  92.1/s  loss 0.31  ETA 0:02", with a bar in it when
// `width` leaves room for one; 0 asks for none. Once all is done the time
// taken stands in place of the time left.
std::string RenderProgress(absl::string_view label, int64_t done, int64_t total,
                           double seconds, absl::string_view note, int width);

}  // namespace thalweg
