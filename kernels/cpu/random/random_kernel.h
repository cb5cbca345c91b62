// RandomKernel, RandomIntegersKernel: an output of the shape that input 0
// spells, filled with random numbers.
#pragma once

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/random/fill_random.h"
#include "thalweg/kernels/cpu/random/random_source.h"

namespace thalweg {

// The shape that a vector spells. INVALID_ARGUMENT when it spells none.
absl::StatusOr<Shape> ReadRandomShape(const Tensor& dims);

// Output 0, of the shape that input 0 spells.
class RandomOutput {
 public:
  explicit RandomOutput(const KernelInfo& info)
      : shape_(info.output_shape(0)) {}
  // With its memory. INVALID_ARGUMENT when input 0 spells no shape.
  absl::StatusOr<Tensor*> Get(KernelContext& context) const;

 private:
  const Shape shape_;  // Of every output, where it is known.
};

// With the fill that `find` gives for the output's dtype.
template <class Source, RandomFill (*find)(DType)>
class RandomKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<RandomKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(Source source, Source::Create(info));
    return std::make_unique<RandomKernel>(info, std::move(source));
  }
  RandomKernel(const KernelInfo& info, Source source)
      : source_(std::move(source)),
        output_(info),
        fill_(find(info.output_dtype(0))) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(Tensor * output, output_.Get(context));
    ASSIGN_OR_RETURN(const Philox stream,
                     source_.Stream(context, output->num_elements()));
    fill_(context, stream, *output);
    return absl::OkStatus();
  }

 private:
  const Source source_;
  const RandomOutput output_;
  const RandomFill fill_;
};

// INVALID_ARGUMENT "minval must be 0-D, got shape [1]".
absl::Status RequireScalarBounds(const Tensor& minval, const Tensor& maxval);

// Integers between inputs `bounds` and bounds + 1.
template <class Source, int bounds>
class RandomIntegersKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<RandomIntegersKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(Source source, Source::Create(info));
    return std::make_unique<RandomIntegersKernel>(info, std::move(source));
  }
  RandomIntegersKernel(const KernelInfo& info, Source source)
      : source_(std::move(source)), output_(info) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& minval = context.input(bounds);
    const Tensor& maxval = context.input(bounds + 1);
    RETURN_IF_ERROR(RequireScalarBounds(minval, maxval));
    ASSIGN_OR_RETURN(Tensor * output, output_.Get(context));
    ASSIGN_OR_RETURN(const Philox stream,
                     source_.Stream(context, output->num_elements()));
    return FillIntegers(context, minval, maxval, stream, *output);
  }

 private:
  const Source source_;
  const RandomOutput output_;
};

}  // namespace thalweg
