#include "thalweg/kernels/resource_store.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

std::string ContainerName(Text container) {
  return container.empty() ? ResourceStore::kDefaultContainer : container.str();
}

bool IsContainerName(absl::string_view name) {
  bool valid = absl::ascii_isalnum(name[0]) || name[0] == '.';
  for (char c : name) {
    valid &= absl::ascii_isalnum(c) || absl::StrContains("_.-/", c);
  }
  return valid;
}

}  // namespace

absl::StatusOr<ResourceName> NameResource(Text container, Text shared_name,
                                          Text node_name) {
  if (!container.empty() && !IsContainerName(container.view())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "container contains invalid characters: ", container.view()));
  }
  if (absl::StartsWith(shared_name.view(), "_")) {
    return absl::InvalidArgumentError(
        absl::StrCat("shared_name cannot start with '_':", shared_name.view()));
  }
  return ResourceName{ContainerName(container), shared_name.empty()
                                                    ? node_name.str()
                                                    : shared_name.str()};
}

std::shared_ptr<Resource> ResourceStore::FindOrCreateAny(
    Text container, Text name,
    const std::function<std::shared_ptr<Resource>()>& make) {
  MutexLock lock(&mutex_);
  std::shared_ptr<Resource>& resource =
      resources_[{ContainerName(container), name.str()}];
  if (resource == nullptr) resource = make();
  return resource;
}

std::shared_ptr<Resource> ResourceStore::Find(Text container, Text name) const {
  MutexLock lock(&mutex_);
  auto found = resources_.find({ContainerName(container), name.str()});
  return found == resources_.end() ? nullptr : found->second;
}

absl::Status ResourceStore::Erase(Text container, Text name) {
  MutexLock lock(&mutex_);
  if (resources_.erase({ContainerName(container), name.str()}) == 0) {
    return absl::NotFoundError(absl::StrCat("Resource ",
                                            ContainerName(container), "/",
                                            name.view(), " does not exist."));
  }
  return absl::OkStatus();
}

void ResourceStore::Clear(Text container) {
  const std::string wanted = ContainerName(container);
  MutexLock lock(&mutex_);
  auto first = resources_.lower_bound({wanted, ""});
  auto last = first;
  while (last != resources_.end() && last->first.first == wanted) ++last;
  resources_.erase(first, last);
}

absl::Status ResourceStore::WrongType(Text container, Text name,
                                      const Resource& found) {
  return absl::InvalidArgumentError(
      absl::StrCat("Resource ", ContainerName(container), "/", name.view(),
                   " exists with another type than the one asked for: it is a ",
                   found.type_name()));
}

}  // namespace thalweg
