#include "thalweg/kernels/device.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

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

absl::Status CopyBetween(Device& source, const Tensor& from, Device& target,
                         Tensor& to) {
  if (target.host_memory() && !source.host_memory()) {
    return source.CopyToHost(from, to);
  }
  return target.CopyFrom(source, from, to);
}

absl::StatusOr<Tensor> AllocateOn(Device* device, DType dtype,
                                  const Shape& shape) {
  if (device == nullptr || device->host_memory() || !IsPlain(dtype)) {
    return Tensor::Allocate(dtype, shape);
  }
  const int64_t count = shape.num_elements();
  if (count < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "A tensor needs a fully known shape, got ", shape.ToString()));
  }
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, DTypeSize(dtype), &bytes)) {
    return absl::ResourceExhaustedError(
        absl::StrCat("OOM when allocating tensor with shape", shape.ToString(),
                     " and type ", DTypeName(dtype), " on ", device->name()));
  }
  ASSIGN_OR_RETURN(BufferRef buffer, device->Allocate(bytes));
  void* const data = buffer->data();
  return Tensor(dtype, shape, std::move(buffer), data);
}

absl::StatusOr<Tensor> CopyOn(Device* device, const Tensor& tensor) {
  if (device == nullptr || device->host_memory() || !IsPlain(tensor.dtype())) {
    return tensor.Copy();
  }
  ASSIGN_OR_RETURN(Tensor copy,
                   AllocateOn(device, tensor.dtype(), tensor.shape()));
  RETURN_IF_ERROR(device->CopyFrom(*device, tensor, copy));
  return copy;
}

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
