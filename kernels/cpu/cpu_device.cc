#include "thalweg/kernels/cpu/cpu_device.h"

#include <unistd.h>

#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

constexpr int kMaxDevices = 1024;

std::string ProcessorName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "CPU";
}

class CpuDeviceFactory : public DeviceFactory {
 public:
  const char* type() const override { return "CPU"; }
  absl::StatusOr<std::vector<std::unique_ptr<Device>>> CreateDevices(
      const DeviceOptions& options,
      const std::shared_ptr<ThreadPool>& pool) const override {
    const int count = options.count == -1 ? 1 : options.count;
    if (count < 1 || count > kMaxDevices) {
      return absl::InvalidArgumentError(
          absl::StrCat("number of CPU devices: expected 1 to ", kMaxDevices,
                       ", got ", count));
    }
    std::vector<std::unique_ptr<Device>> devices;
    for (int id = 0; id < count; ++id) {
      devices.push_back(std::make_unique<CpuDevice>(id, pool));
    }
    return devices;
  }
};

const CpuDeviceFactory kFactory;
const bool kRegistered = DeviceFactory::Register(&kFactory);

}  // namespace

int64_t CpuDevice::memory_limit() const {
  const int64_t pages = sysconf(_SC_PHYS_PAGES);
  const int64_t page_size = sysconf(_SC_PAGESIZE);
  return pages > 0 && page_size > 0 ? pages * page_size : 0;
}

std::string CpuDevice::description() const {
  static const auto* const name = new std::string(ProcessorName());
  return *name;
}

absl::StatusOr<BufferRef> CpuDevice::Allocate(size_t size) {
  BufferRef buffer = AllocateBuffer(size);
  if (!buffer) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot allocate ", size, " bytes on ", name()));
  }
  return buffer;
}

absl::Status CpuDevice::CopyFrom(const Device& source, const Tensor& from,
                                 Tensor& to) {
  if (!source.host_memory()) {
    return absl::UnimplementedError(
        absl::StrCat("no copy from ", source.name(), " to ", name()));
  }
  if (from.dtype() != to.dtype() || from.shape() != to.shape()) {
    return absl::InternalError(
        absl::StrCat("copy from ", source.name(), " to ", name(), ": got ",
                     DTypeName(from.dtype()), from.shape().ToString(), " for ",
                     DTypeName(to.dtype()), to.shape().ToString()));
  }
  CopyElements(from, to);
  return absl::OkStatus();
}

}  // namespace thalweg
