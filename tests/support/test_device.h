// TestDevice: a device of type "TEST" whose memory the host can't touch, for
// tests of what the runtime owes to devices that are no CPU.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "thalweg/kernels/device.h"
#include "thalweg/runtime/session_options.h"

namespace thalweg {

// Preferred to the CPU where it has kernels:
//
//   AddV2, Mul, Neg     float
//   Fill                float; dims in host memory
//   Reshape             dims in host memory
//   Shape               the result in host memory
//   AssignAddVariableOp, ResourceApplyGradientDescent    float
//
// and those that serve any device. Addresses of its memory are no addresses of
// the host: who reads or writes there ends the program, but for its kernels and
// copies, which translate them. A session has none unless it asks:
//
//   Session::Create(graph, {.device_count = {{"TEST", 1}}})
//
// Thread-safe.
class TestDevice : public Device {
 public:
  TestDevice(int id, std::shared_ptr<ThreadPool> pool)
      : TestDevice("TEST", id, std::move(pool)) {}

  int priority() const override { return 200; }
  int64_t memory_limit() const override { return int64_t{1} << 30; }
  std::string description() const override { return "a device of tests"; }
  bool host_memory() const override { return false; }
  absl::StatusOr<BufferRef> Allocate(size_t size) override;
  absl::Status CopyFrom(const Device& source, const Tensor& from,
                        Tensor& to) override;
  absl::Status CopyToHost(const Tensor& from, Tensor& to) override;
  ThreadPool& thread_pool() override { return *pool_; }

  // True for an address of some test device's memory.
  static bool Holds(const void* address);
  // Where the host finds it. REQUIRES: Holds(address).
  static void* ToHost(const void* address);

  // What all test devices of the program did since the last Reset.
  struct Counts {
    std::atomic<int> from_host{0};
    std::atomic<int> to_host{0};
    std::atomic<int> on_device{0};
    std::atomic<int> kernels{0};
    void Reset() { from_host = to_host = on_device = kernels = 0; }
  };
  static Counts& counts();

 protected:
  TestDevice(const char* type, int id, std::shared_ptr<ThreadPool> pool)
      : Device(type, id), pool_(std::move(pool)) {}

 private:
  std::shared_ptr<ThreadPool> pool_;
};

// `cpus` CPU devices and `tests` test devices.
SessionOptions WithTestDevices(int tests = 1, int cpus = 1);

}  // namespace thalweg
