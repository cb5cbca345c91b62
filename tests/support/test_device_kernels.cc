#include "thalweg/tests/support/test_device_kernels.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/kernels/variable.h"
#include "thalweg/tests/support/test_device.h"

namespace thalweg {
namespace {

// What "runs on the device" sees of a tensor there.
const float* Elements(const Tensor& tensor) {
  return static_cast<const float*>(TestDevice::ToHost(tensor.raw()));
}
float* MutableElements(Tensor& tensor) {
  return static_cast<float*>(TestDevice::ToHost(tensor.raw()));
}

// A kernel that complains when an argument is not in the memory it asked for.
class TestDeviceKernel : public Kernel {
 public:
  absl::Status Compute(KernelContext& context) const final {
    ++TestDevice::counts().kernels;
    return Run(context);
  }

 protected:
  virtual absl::Status Run(KernelContext& context) const = 0;

  static absl::Status Require(const Tensor& tensor, bool on_device) {
    if (TestDevice::Holds(tensor.raw()) == on_device) return absl::OkStatus();
    return absl::InternalError(absl::StrCat(
        "TEST: expected a tensor in ", on_device ? "device" : "host",
        " memory, got ", DTypeName(tensor.dtype()), tensor.shape().ToString()));
  }
  static absl::Status OnDevice(const Tensor& tensor) {
    return Require(tensor, true);
  }
  static absl::Status OnHost(const Tensor& tensor) {
    return Require(tensor, false);
  }
};

class NegKernel : public TestDeviceKernel {
 public:
  explicit NegKernel(const KernelInfo&) {}

 protected:
  absl::Status Run(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, x.shape()));
    RETURN_IF_ERROR(OnDevice(x));
    RETURN_IF_ERROR(OnDevice(*y));
    const float* from = Elements(x);
    std::transform(from, from + x.num_elements(), MutableElements(*y),
                   std::negate<>());
    return absl::OkStatus();
  }
};

// Where the element that is read for element i of `to` lies in `from`.
int64_t BroadcastIndex(int64_t i, const Shape& to, const Shape& from) {
  int64_t index = 0, stride = 1;
  for (int axis = 1; axis <= from.rank(); ++axis) {
    const int64_t dim = from.dim(from.rank() - axis);
    const int64_t at = i % to.dim(to.rank() - axis);
    i /= to.dim(to.rank() - axis);
    if (dim != 1) index += at * stride;
    stride *= dim;
  }
  return index;
}

template <class Function>
class BinaryKernel : public TestDeviceKernel {
 public:
  explicit BinaryKernel(const KernelInfo&) {}

 protected:
  absl::Status Run(KernelContext& context) const override {
    const Tensor& a = context.input(0);
    const Tensor& b = context.input(1);
    ASSIGN_OR_RETURN(const Shape shape, BroadcastShapes(a.shape(), b.shape()));
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, shape));
    for (const Tensor* each : {&a, &b, static_cast<const Tensor*>(y)}) {
      RETURN_IF_ERROR(OnDevice(*each));
    }
    for (int64_t i = 0; i < y->num_elements(); ++i) {
      MutableElements(*y)[i] =
          Function()(Elements(a)[BroadcastIndex(i, shape, a.shape())],
                     Elements(b)[BroadcastIndex(i, shape, b.shape())]);
    }
    return absl::OkStatus();
  }
};

std::vector<int64_t> ReadDims(const Tensor& dims) {
  const auto values = dims.flat<int32_t>();
  return std::vector<int64_t>(values.begin(), values.end());
}

class FillKernel : public TestDeviceKernel {
 public:
  explicit FillKernel(const KernelInfo&) {}

 protected:
  absl::Status Run(KernelContext& context) const override {
    RETURN_IF_ERROR(OnHost(context.input(0)));
    RETURN_IF_ERROR(OnDevice(context.input(1)));
    ASSIGN_OR_RETURN(Tensor * y,
                     context.Output(0, Shape(ReadDims(context.input(0)))));
    RETURN_IF_ERROR(OnDevice(*y));
    std::fill_n(MutableElements(*y), y->num_elements(),
                *Elements(context.input(1)));
    return absl::OkStatus();
  }
};

class ReshapeKernel : public TestDeviceKernel {
 public:
  explicit ReshapeKernel(const KernelInfo&) {}

 protected:
  absl::Status Run(KernelContext& context) const override {
    RETURN_IF_ERROR(OnDevice(context.input(0)));
    RETURN_IF_ERROR(OnHost(context.input(1)));
    std::vector<int64_t> dims = ReadDims(context.input(1));
    int64_t known = 1;
    for (int64_t dim : dims) known *= dim == -1 ? 1 : dim;
    for (int64_t& dim : dims) {
      if (dim == -1) dim = context.input(0).num_elements() / known;
    }
    return context.SetOutput(0, context.input(0).Reshaped(Shape(dims)));
  }
};

class ShapeKernel : public TestDeviceKernel {
 public:
  explicit ShapeKernel(const KernelInfo&) {}

 protected:
  absl::Status Run(KernelContext& context) const override {
    const Shape& shape = context.input(0).shape();
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, {shape.rank()}));
    RETURN_IF_ERROR(OnHost(*y));
    for (int i = 0; i < shape.rank(); ++i) {
      y->mutable_data<int32_t>()[i] = static_cast<int32_t>(shape.dim(i));
    }
    return absl::OkStatus();
  }
};

// variable += sign * alpha * delta, with alpha 1 where it is not an input.
template <int kSign>
class UpdateKernel : public TestDeviceKernel {
 public:
  explicit UpdateKernel(const KernelInfo& info)
      : has_alpha_(info.num_inputs() == 3) {}

 protected:
  absl::Status Run(KernelContext& context) const override {
    RETURN_IF_ERROR(OnHost(context.input(0)));
    const Tensor& delta = context.input(has_alpha_ ? 2 : 1);
    RETURN_IF_ERROR(OnDevice(delta));
    const float alpha =
        kSign * (has_alpha_ ? *Elements(context.input(1)) : 1.0f);
    ASSIGN_OR_RETURN(VariableState * variable, VariableOf(context.input(0)));
    return variable->Update([&](Tensor& value) {
      if (!value) return UninitializedVariable(context.input(0));
      RETURN_IF_ERROR(OnDevice(value));
      for (int64_t i = 0; i < value.num_elements(); ++i) {
        MutableElements(value)[i] += alpha * Elements(delta)[i];
      }
      return absl::OkStatus();
    });
  }

 private:
  const bool has_alpha_;
};

template <class K>
KernelCandidateBuilder On(const char* op) {
  return KernelCandidateBuilder(
      op, "TEST",
      [](const KernelInfo& info) -> absl::StatusOr<std::unique_ptr<Kernel>> {
        return std::make_unique<K>(info);
      });
}

}  // namespace

bool RegisterTestDeviceKernels() {
  for (const KernelCandidateBuilder& kernel : {
           On<BinaryKernel<std::plus<>>>("AddV2").For("T", kFloat),
           On<BinaryKernel<std::multiplies<>>>("Mul").For("T", kFloat),
           On<NegKernel>("Neg").For("T", kFloat),
           On<FillKernel>("Fill")
               .For("T", kFloat)
               .For("index_type", kInt32)
               .HostMemory("dims"),
           On<ReshapeKernel>("Reshape")
               .For("Tshape", kInt32)
               .HostMemory("shape"),
           On<ShapeKernel>("Shape")
               .For("out_type", kInt32)
               .HostMemory("output"),
           On<UpdateKernel<1>>("AssignAddVariableOp").For("dtype", kFloat),
           On<UpdateKernel<-1>>("ResourceApplyGradientDescent")
               .For("T", kFloat),
       }) {
    const KernelRegistration registered(kernel);
  }
  return true;
}

}  // namespace thalweg
