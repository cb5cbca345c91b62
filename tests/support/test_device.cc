#include "thalweg/tests/support/test_device.h"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/test_device_kernels.h"

namespace thalweg {
namespace {

constexpr size_t kAlignment = 64;
// An address with this bit is none of the host's.
constexpr uintptr_t kMark = uintptr_t{1} << 50;

class MarkedBuffer : public Buffer {
 public:
  MarkedBuffer(void* memory, size_t size)
      : Buffer(reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(memory) |
                                       kMark),
               size) {}
  ~MarkedBuffer() override { std::free(TestDevice::ToHost(data())); }
};

class TestDeviceFactory : public DeviceFactory {
 public:
  const char* type() const override { return "TEST"; }
  absl::StatusOr<std::vector<std::unique_ptr<Device>>> CreateDevices(
      const DeviceOptions& options,
      const std::shared_ptr<ThreadPool>& pool) const override {
    std::vector<std::unique_ptr<Device>> devices;
    for (int id = 0; id < options.count; ++id) {
      devices.push_back(std::make_unique<TestDevice>(id, pool));
    }
    return devices;
  }
};

const TestDeviceFactory kFactory;
const bool kRegistered = DeviceFactory::Register(&kFactory);
// Kernels of a library that nothing names would be left out of the program.
const bool kHasKernels = RegisterTestDeviceKernels();

absl::Status WrongMemory(const char* what, const Tensor& tensor) {
  return absl::InternalError(absl::StrCat(
      "TEST: ", what, " ", DTypeName(tensor.dtype()), tensor.shape().ToString(),
      " is not in the memory it was "
      "said to be in"));
}

absl::Status CheckAlike(const Tensor& from, const Tensor& to) {
  if (from.dtype() == to.dtype() && from.shape() == to.shape()) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(
      "TEST: copy of ", DTypeName(from.dtype()), from.shape().ToString(),
      " to ", DTypeName(to.dtype()), to.shape().ToString()));
}

}  // namespace

bool TestDevice::Holds(const void* address) {
  return (reinterpret_cast<uintptr_t>(address) & kMark) != 0;
}

void* TestDevice::ToHost(const void* address) {
  return reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(address) & ~kMark);
}

TestDevice::Counts& TestDevice::counts() {
  static auto* const counts = new Counts;
  return *counts;
}

absl::StatusOr<BufferRef> TestDevice::Allocate(size_t size) {
  const size_t rounded = (size + kAlignment) / kAlignment * kAlignment;
  if (static_cast<int64_t>(rounded) > memory_limit()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot allocate ", size, " bytes on ", name()));
  }
  return BufferRef(
      new MarkedBuffer(std::aligned_alloc(kAlignment, rounded), size));
}

absl::Status TestDevice::CopyFrom(const Device& source, const Tensor& from,
                                  Tensor& to) {
  if (absl::Status status = CheckAlike(from, to); !status.ok()) return status;
  if (!Holds(to.raw())) return WrongMemory("target", to);
  if (Holds(from.raw()) == source.host_memory()) {
    return WrongMemory("source", from);
  }
  (source.host_memory() ? counts().from_host : counts().on_device)++;
  std::memcpy(ToHost(to.raw()), ToHost(from.raw()), from.num_bytes());
  return absl::OkStatus();
}

absl::Status TestDevice::CopyToHost(const Tensor& from, Tensor& to) {
  if (absl::Status status = CheckAlike(from, to); !status.ok()) return status;
  if (Holds(to.raw())) return WrongMemory("target", to);
  if (!Holds(from.raw())) return WrongMemory("source", from);
  counts().to_host++;
  std::memcpy(to.mutable_raw(), ToHost(from.raw()), from.num_bytes());
  return absl::OkStatus();
}

SessionOptions WithTestDevices(int tests, int cpus) {
  return {.device_count = {{"TEST", tests}, {"CPU", cpus}}};
}

}  // namespace thalweg
