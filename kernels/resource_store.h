// ResourceStore: a session's variables, queues, tables, generators.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/mutex.h"
#include "thalweg/graph/resource.h"
#include "thalweg/graph/text.h"

namespace thalweg {

struct ResourceName {
  std::string container;
  std::string name;
};

// Where the resource of a node is kept, by its attributes `container` ("": the
// default one) and `shared_name` ("": the node's own). INVALID_ARGUMENT for a
// container that does not match [A-Za-z0-9.][A-Za-z0-9_.\-/]* and a
// shared_name that starts with '_'.
absl::StatusOr<ResourceName> NameResource(Text container, Text shared_name,
                                          Text node_name);

// Resources by (container, name). Used when plans are made, not in steps.
// Thread-safe.
class ResourceStore {
 public:
  // TensorFlow's name for the container "".
  static constexpr const char* kDefaultContainer = "localhost";

  // The resource, made by `make` if it is not there. INVALID_ARGUMENT when it
  // is there with another type.
  template <class T>
  absl::StatusOr<std::shared_ptr<T>> FindOrCreate(
      Text container, Text name,
      const std::function<std::shared_ptr<T>()>& make) {
    std::shared_ptr<Resource> found =
        FindOrCreateAny(container, name, [&] { return make(); });
    if (auto typed = std::dynamic_pointer_cast<T>(found)) return typed;
    return WrongType(container, name, *found);
  }
  // Null when absent.
  std::shared_ptr<Resource> Find(Text container, Text name) const;
  // NOT_FOUND when absent. Handles that hold it keep it alive.
  absl::Status Erase(Text container, Text name);
  // Forgets everything in `container`.
  void Clear(Text container);

 private:
  using Key = std::pair<std::string, std::string>;
  std::shared_ptr<Resource> FindOrCreateAny(
      Text container, Text name,
      const std::function<std::shared_ptr<Resource>()>& make);
  static absl::Status WrongType(Text container, Text name,
                                const Resource& found);

  mutable Mutex mutex_;
  std::map<Key, std::shared_ptr<Resource>> resources_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace thalweg
