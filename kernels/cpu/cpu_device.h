// CpuDevice: the host's processors and memory.
#pragma once

#include <memory>
#include <string>

#include "thalweg/kernels/device.h"

namespace thalweg {

// One of the logical CPU devices of a session; all share one thread pool.
// Copies between them are deep, as between devices that share no memory.
class CpuDevice : public Device {
 public:
  CpuDevice(int id, std::shared_ptr<ThreadPool> pool)
      : Device("CPU", id), pool_(std::move(pool)) {}

  int priority() const override { return 70; }
  int64_t memory_limit() const override;
  // The processor's name.
  std::string description() const override;
  bool host_memory() const override { return true; }
  absl::StatusOr<BufferRef> Allocate(size_t size) override;
  absl::Status CopyFrom(const Device& source, const Tensor& from,
                        Tensor& to) override;
  absl::Status CopyToHost(const Tensor& from, Tensor& to) override {
    return CopyFrom(*this, from, to);
  }
  ThreadPool& thread_pool() override { return *pool_; }

 private:
  std::shared_ptr<ThreadPool> pool_;
};

}  // namespace thalweg
