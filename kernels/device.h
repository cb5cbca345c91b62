// Device, DeviceFactory: where kernels run and who makes them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

class ThreadPool;

// What a session asks of device factories.
struct DeviceOptions {
  // Compute threads of the session's CPU devices together; >= 1.
  int num_threads = 1;
  // How many devices of the factory's type: -1 for its default.
  int count = -1;
};

// One place that computes, belonging to one session. Thread-safe.
class Device {
 public:
  virtual ~Device() = default;

  // "/job:localhost/replica:0/task:0/device:CPU:0".
  const std::string& name() const { return name_; }
  // "CPU".
  const std::string& type() const { return type_; }
  int id() const { return id_; }
  // Of several devices that can run a node, the highest is taken.
  virtual int priority() const = 0;
  // Bytes; 0 when unknown.
  virtual int64_t memory_limit() const = 0;
  virtual std::string description() const = 0;
  // True where host code can read and write the device's memory.
  virtual bool host_memory() const = 0;

  virtual absl::StatusOr<BufferRef> Allocate(size_t size) = 0;
  // Copies `from`, which lies on device `source` (this, one of the same type,
  // or one with host memory), to `to` on this device, after what the device
  // was told before and before what it is told next. Afterwards `from` in host
  // memory may be written or freed.
  virtual absl::Status CopyFrom(const Device& source, const Tensor& from,
                                Tensor& to) = 0;
  virtual ThreadPool& thread_pool() = 0;
  // Copies `from` on this device to `to` in host memory, and waits until it is
  // there.
  virtual absl::Status CopyToHost(const Tensor& from, Tensor& to) = 0;

 protected:
  Device(std::string type, int id);

 private:
  std::string name_;
  std::string type_;
  int id_;
};

// Copies between any two devices one of which has host memory, or that are of
// one type.
absl::Status CopyBetween(Device& source, const Tensor& from, Device& target,
                         Tensor& to);
// In the device's memory; in host memory for null and for dtypes that are not
// plain. Errors of Tensor::Allocate and Device::Allocate.
absl::StatusOr<Tensor> AllocateOn(Device* device, DType dtype,
                                  const Shape& shape);
// A deep copy of a tensor in the device's memory, there; null is the host.
absl::StatusOr<Tensor> CopyOn(Device* device, const Tensor& tensor);

class DeviceFactory {
 public:
  virtual ~DeviceFactory() = default;
  virtual const char* type() const = 0;
  // RESOURCE_EXHAUSTED, INVALID_ARGUMENT, ... when the devices asked for are
  // not to be had; no devices when there is no hardware.
  virtual absl::StatusOr<std::vector<std::unique_ptr<Device>>> CreateDevices(
      const DeviceOptions& options,
      const std::shared_ptr<ThreadPool>& pool) const = 0;

  // All factories of the program, host devices first.
  static std::vector<const DeviceFactory*> All();
  // Registers for the life of the process, before main. `factory` must
  // outlive it.
  static bool Register(const DeviceFactory* factory);
};

}  // namespace thalweg
