#include "thalweg/kernels/device.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

std::vector<const DeviceFactory*>& Factories() {
  static auto* const factories = new std::vector<const DeviceFactory*>;
  return *factories;
}

bool MakesHostDevices(const DeviceFactory* factory) {
  return absl::string_view(factory->type()) == "CPU";
}

}  // namespace

Device::Device(std::string type, int id)
    : name_(absl::StrCat("/job:localhost/replica:0/task:0/device:", type, ":",
                         id)),
      type_(std::move(type)),
      id_(id) {}

std::vector<const DeviceFactory*> DeviceFactory::All() {
  std::vector<const DeviceFactory*> factories = Factories();
  std::stable_partition(factories.begin(), factories.end(), MakesHostDevices);
  return factories;
}

bool DeviceFactory::Register(const DeviceFactory* factory) {
  Factories().push_back(factory);
  return true;
}

}  // namespace thalweg
