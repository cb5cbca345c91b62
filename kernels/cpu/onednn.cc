#include "thalweg/kernels/cpu/onednn.h"

#include <array>
#include <dnnl.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

extern "C" {
// libgomp's, which oneDNN brings along; its header is the compiler's own.
int omp_get_max_threads(void);
void omp_set_num_threads(int);
}

namespace thalweg::onednn {

// What a primitive is made of. `arguments` are oneDNN's numbers of x, y (0 when
// there is none) and z, `layouts` how they lie in memory.
struct PrimitiveState {
  dnnl::primitive primitive;
  std::string implementation;
  std::array<int, 3> arguments = {};
  std::array<dnnl::memory::desc, 3> layouts;
  dnnl::memory::desc scratch;
  // How weights lie outside, and which of x, y, z they are.
  dnnl::memory::desc plain_weights;
  int weights = 1;
};

namespace {

using dnnl::memory;
using Dims = memory::dims;

constexpr auto kType = memory::data_type::f32;

// oneDNN reads the calling thread's setting when it makes and when it runs
// primitives.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) {
    if (before_ != 1) omp_set_num_threads(1);
  }
  ~OneThread() {
    if (before_ != 1) omp_set_num_threads(before_);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  const int before_;
};

// Never destroyed: primitives may outlive static objects.
const dnnl::engine& Engine() {
  static const auto* const engine =
      new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *engine;
}

// Plans keep their primitives; the cache of the library saves making the same
// one again, as a new batch size or session does.
void RaiseCacheCapacity() {
  constexpr int kCapacity = 4096;
  static const bool raised = [] {
    dnnl::set_primitive_cache_capacity(kCapacity);
    return true;
  }();
  static_cast<void>(raised);
}

dnnl::primitive_attr UserScratchpad() {
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attr;
}

// What make(), which may throw, returns.
template <class Made, class Make>
absl::StatusOr<Made> Guarded(Make make) {
  const OneThread one_thread;
  RaiseCacheCapacity();
  try {
    return Made(make());
  } catch (const dnnl::error& error) {
    const std::string message =
        absl::StrCat("oneDNN: ", error.what(), " (status ", error.status, ")");
    return error.status == dnnl_out_of_memory
               ? absl::ResourceExhaustedError(message)
               : absl::UnimplementedError(message);
  }
}

class BoundCall : public Call {
 public:
  explicit BoundCall(const PrimitiveState& state)
      : primitive_(state.primitive.get()), stream_(Engine()) {
    for (int i = 0; i < 3; ++i) {
      if (state.arguments[i] != 0) Add(state.arguments[i], state.layouts[i], i);
    }
    Add(DNNL_ARG_SCRATCHPAD, state.scratch, 3);
  }

  absl::Status Run(const void* x, const void* y, void* z,
                   void* scratch) override {
    void* const pointers[] = {const_cast<void*>(x), const_cast<void*>(y), z,
                              scratch};
    for (const Argument& argument : bound_) {
      dnnl_memory_set_data_handle(argument.memory.get(),
                                  pointers[argument.pointer]);
    }
    const OneThread one_thread;
    const dnnl_status_t status = dnnl_primitive_execute(
        primitive_, stream_.get(), static_cast<int>(arguments_.size()),
        arguments_.data());
    if (status == dnnl_success) return absl::OkStatus();
    return status == dnnl_out_of_memory
               ? absl::ResourceExhaustedError("oneDNN: out of memory")
               : absl::InternalError(
                     absl::StrCat("oneDNN: execution failed: ", status));
  }

 private:
  struct Argument {
    dnnl::memory memory;
    int pointer;  // Which of x, y, z, scratch.
  };

  void Add(int argument, const memory::desc& layout, int pointer) {
    bound_.push_back(
        {dnnl::memory(layout, Engine(), DNNL_MEMORY_NONE), pointer});
    arguments_.push_back({argument, bound_.back().memory.get()});
  }

  const_dnnl_primitive_t primitive_;
  dnnl::stream stream_;
  std::vector<Argument> bound_;
  std::vector<dnnl_exec_arg_t> arguments_;
};

PrimitiveState NewReorder(const memory::desc& from, const memory::desc& to) {
  PrimitiveState state;
  const dnnl::reorder::primitive_desc chosen(Engine(), from, Engine(), to,
                                             UserScratchpad());
  state.primitive = dnnl::reorder(chosen);
  state.implementation = chosen.impl_info_str();
  state.arguments = {DNNL_ARG_FROM, 0, DNNL_ARG_TO};
  state.layouts = {from, memory::desc(), to};
  state.scratch = chosen.scratchpad_desc();
  return state;
}

using PrimitiveRef = std::shared_ptr<const Primitive>;

PrimitiveRef Owned(PrimitiveState state) {
  return std::make_shared<const Primitive>(
      std::make_unique<PrimitiveState>(std::move(state)));
}

// A matrix as [rows, columns] whose rows in memory are its columns when
// transposed.
memory::desc Matrix(int64_t rows, int64_t columns, bool transposed,
                    int64_t stride) {
  return {
      {rows, columns}, kType, transposed ? Dims{1, stride} : Dims{stride, 1}};
}

PrimitiveState NewMatMul(const MatMulSpec& spec) {
  const memory::desc plain_y =
      Matrix(spec.k, spec.n, spec.transpose_y, spec.y_stride);
  const memory::desc any_y({spec.k, spec.n}, kType, memory::format_tag::any);
  const dnnl::matmul::desc wanted(
      Matrix(spec.m, spec.k, spec.transpose_x, spec.x_stride),
      spec.packed_y ? any_y : plain_y,
      Matrix(spec.m, spec.n, false, spec.z_stride));
  const dnnl::matmul::primitive_desc chosen(wanted, UserScratchpad(), Engine());
  PrimitiveState state;
  state.primitive = dnnl::matmul(chosen);
  state.implementation = chosen.impl_info_str();
  state.arguments = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
  state.layouts = {chosen.src_desc(), chosen.weights_desc(), chosen.dst_desc()};
  state.scratch = chosen.scratchpad_desc();
  state.plain_weights = plain_y;
  return state;
}

// The descriptions that the three passes of a convolution share.
struct ConvolutionDescs {
  memory::desc images, filter, plain_filter, result;
  Dims strides, dilates, pads_before, pads_after;
};

memory::format_tag ImagesLayout(int rank, bool channels_last) {
  using Tag = memory::format_tag;
  if (rank == 5) return channels_last ? Tag::ndhwc : Tag::ncdhw;
  return channels_last ? Tag::nhwc : Tag::nchw;
}

ConvolutionDescs DescribeConvolution(const ConvGeometry& g, int64_t batch) {
  const auto layout = ImagesLayout(g.output.rank(), g.channels_last);
  const int64_t depth = g.in_depth / g.groups;
  const int64_t out_depth = g.out_depth / g.groups;
  // Batch, channels, then space: the order in which oneDNN names dimensions,
  // however they lie.
  Dims images = {batch, g.in_depth}, result = {batch, g.out_depth};
  Dims filter = {out_depth, depth}, steps = {1, g.out_depth};
  int64_t step = g.taps() * depth * g.out_depth;
  ConvolutionDescs descs;
  for (int i = 5 - g.output.rank(); i < 3; ++i) {
    const WindowDim& dim = g.space[i];
    images.push_back(dim.input);
    result.push_back(dim.output);
    filter.push_back(dim.window);
    steps.push_back(step /= dim.window);
    descs.strides.push_back(dim.stride);
    descs.dilates.push_back(dim.dilation - 1);
    descs.pads_before.push_back(dim.pad_before);
    descs.pads_after.push_back(dim.pad_after);
  }
  if (g.groups > 1) {
    filter.insert(filter.begin(), g.groups);
    steps.insert(steps.begin(), out_depth);
  }
  descs.images = {images, kType, layout};
  descs.result = {result, kType, layout};
  descs.filter = {filter, kType, memory::format_tag::any};
  descs.plain_filter = {filter, kType, steps};
  return descs;
}

template <class Convolution, class Chosen>
PrimitiveState StateOf(const Chosen& chosen) {
  PrimitiveState state;
  state.primitive = Convolution(chosen);
  state.implementation = chosen.impl_info_str();
  state.scratch = chosen.scratchpad_desc();
  return state;
}

dnnl::convolution_forward::primitive_desc ForwardConvolution(
    const ConvolutionDescs& d) {
  return {{dnnl::prop_kind::forward_training,
           dnnl::algorithm::convolution_direct, d.images, d.filter, d.result,
           d.strides, d.dilates, d.pads_before, d.pads_after},
          UserScratchpad(),
          Engine()};
}

PrimitiveState NewForward(const ConvolutionDescs& d) {
  const auto chosen = ForwardConvolution(d);
  PrimitiveState state = StateOf<dnnl::convolution_forward>(chosen);
  state.arguments = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
  state.layouts = {chosen.src_desc(), chosen.weights_desc(), chosen.dst_desc()};
  return state;
}

PrimitiveState NewBackwardData(const ConvolutionDescs& d) {
  using Backward = dnnl::convolution_backward_data;
  const Backward::primitive_desc chosen(
      {dnnl::algorithm::convolution_direct, d.images, d.filter, d.result,
       d.strides, d.dilates, d.pads_before, d.pads_after},
      UserScratchpad(), Engine(), ForwardConvolution(d));
  PrimitiveState state = StateOf<Backward>(chosen);
  state.arguments = {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
  state.layouts = {chosen.diff_dst_desc(), chosen.weights_desc(),
                   chosen.diff_src_desc()};
  return state;
}

PrimitiveState NewBackwardWeights(const ConvolutionDescs& d) {
  using Backward = dnnl::convolution_backward_weights;
  const Backward::primitive_desc chosen(
      {dnnl::algorithm::convolution_direct, d.images, d.filter, d.result,
       d.strides, d.dilates, d.pads_before, d.pads_after},
      UserScratchpad(), Engine(), ForwardConvolution(d));
  PrimitiveState state = StateOf<Backward>(chosen);
  state.arguments = {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS};
  state.layouts = {chosen.src_desc(), chosen.diff_dst_desc(),
                   chosen.diff_weights_desc()};
  state.weights = 2;
  return state;
}

PrimitiveState NewConvolution(ConvolutionPass pass,
                              const ConvolutionDescs& descs) {
  PrimitiveState state;
  switch (pass) {
    case ConvolutionPass::kForward:
      state = NewForward(descs);
      break;
    case ConvolutionPass::kBackwardData:
      state = NewBackwardData(descs);
      break;
    case ConvolutionPass::kBackwardWeights:
      state = NewBackwardWeights(descs);
      break;
  }
  state.plain_weights = descs.plain_filter;
  return state;
}

}  // namespace

Primitive::Primitive(std::unique_ptr<PrimitiveState> state)
    : state_(std::move(state)) {}

Primitive::~Primitive() = default;

size_t Primitive::scratch_bytes() const { return state_->scratch.get_size(); }

const std::string& Primitive::implementation() const {
  return state_->implementation;
}

size_t Primitive::packed_bytes() const {
  const memory::desc& wanted = state_->layouts[state_->weights];
  return wanted == state_->plain_weights ? 0 : wanted.get_size();
}

bool Primitive::HasWeightsOf(const Primitive& other) const {
  return state_->layouts[state_->weights] ==
         other.state_->layouts[other.state_->weights];
}

absl::StatusOr<std::shared_ptr<const Primitive>> Primitive::PackWeights()
    const {
  const memory::desc& wanted = state_->layouts[state_->weights];
  const memory::desc& plain = state_->plain_weights;
  return Guarded<PrimitiveRef>([&] {
    return Owned(state_->weights == 2 ? NewReorder(wanted, plain)
                                      : NewReorder(plain, wanted));
  });
}

absl::StatusOr<std::unique_ptr<Call>> Primitive::NewCall() const {
  return Guarded<std::unique_ptr<Call>>(
      [&] { return std::make_unique<BoundCall>(*state_); });
}

absl::StatusOr<std::shared_ptr<const Primitive>> MakeMatMul(
    const MatMulSpec& spec) {
  return Guarded<PrimitiveRef>([&] { return Owned(NewMatMul(spec)); });
}

absl::StatusOr<std::shared_ptr<const Primitive>> MakeConvolution(
    ConvolutionPass pass, const ConvGeometry& geometry, int64_t batch) {
  return Guarded<PrimitiveRef>([&] {
    return Owned(NewConvolution(pass, DescribeConvolution(geometry, batch)));
  });
}

}  // namespace thalweg::onednn
