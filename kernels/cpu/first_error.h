// FirstError: the outcome of work that several threads share.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "thalweg/graph/mutex.h"

namespace thalweg {

// Keeps one error of those that pieces of work report. Thread-safe.
class FirstError {
 public:
  void Update(const absl::Status& status) {
    if (status.ok()) return;
    MutexLock lock(&mutex_);
    if (status_.ok()) status_ = status;
  }
  // REQUIRES: the work is done.
  absl::Status Get() {
    MutexLock lock(&mutex_);
    return status_;
  }

 private:
  Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thalweg
