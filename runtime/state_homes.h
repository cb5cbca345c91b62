// StateHomes: the devices that have a session's state.
#pragma once

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "thalweg/graph/mutex.h"

namespace thalweg {

class Device;

// A node that holds state stays on the device where the first plan had it,
// whatever is added to the graph later, wherever that can be. Thread-safe.
class StateHomes {
 public:
  // Null for a node that has had no plan.
  Device* Find(const std::string& node) const {
    MutexLock lock(&mutex_);
    auto found = homes_.find(node);
    return found == homes_.end() ? nullptr : found->second;
  }
  // The first device stays.
  void Remember(const std::string& node, Device* device) {
    MutexLock lock(&mutex_);
    homes_.try_emplace(node, device);
  }

 private:
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, Device*> homes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thalweg
