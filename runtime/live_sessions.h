// LiveSessions: the sessions of the process, for those who close them all.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "thalweg/graph/mutex.h"

namespace thalweg {

class SessionImpl;

// Does not keep them alive. Thread-safe.
class LiveSessions {
 public:
  static LiveSessions& Get();

  void Add(const std::shared_ptr<SessionImpl>& session);
  // For its destructor.
  void Remove(const SessionImpl* session);
  std::vector<std::shared_ptr<SessionImpl>> All() const;

 private:
  mutable Mutex mutex_;
  std::map<const SessionImpl*, std::weak_ptr<SessionImpl>> sessions_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace thalweg
