// Resource, ResourceHandle, Variant: what tensors of dtype resource and
// variant hold.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "thalweg/graph/dtype.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// State that outlives a run: a variable, queue, table, generator. Subclasses
// are thread-safe.
class Resource {
 public:
  virtual ~Resource() = default;
  // "Variable", "Queue", ...: shown in errors.
  virtual absl::string_view type_name() const = 0;
};

// The element of a resource tensor: names a resource and, inside a session,
// holds it, so that a kernel reaches the resource without a look-up.
class ResourceHandle {
 public:
  ResourceHandle() = default;
  ResourceHandle(std::string container, std::string name,
                 std::shared_ptr<Resource> resource)
      : container_(std::move(container)),
        name_(std::move(name)),
        resource_(std::move(resource)) {}

  const std::string& container() const { return container_; }
  const std::string& name() const { return name_; }
  // Null where the handle names nothing that exists.
  const std::shared_ptr<Resource>& resource() const { return resource_; }

 private:
  std::string container_;
  std::string name_;
  std::shared_ptr<Resource> resource_;
};

// The element of a variant tensor: an immutable value of any registered type
// (a tensor list, an optional), shared by its copies.
class VariantValue {
 public:
  virtual ~VariantValue() = default;
  // As in VariantTensorDataProto.type_name.
  virtual absl::string_view type_name() const = 0;
};

class Variant {
 public:
  Variant() = default;
  explicit Variant(std::shared_ptr<const VariantValue> value)
      : value_(std::move(value)) {}
  const std::shared_ptr<const VariantValue>& value() const { return value_; }

 private:
  std::shared_ptr<const VariantValue> value_;
};

}  // namespace thalweg
