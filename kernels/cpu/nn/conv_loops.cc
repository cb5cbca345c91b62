#include "thalweg/kernels/cpu/nn/conv_loops.h"

#include <algorithm>
#include <vector>

namespace thalweg {
namespace {

using onednn::ConvolutionPass;

// Elements from one image, row, column or channel to the next.
struct Steps {
  Steps(ImageFormat format, int64_t height_size, int64_t width_size,
        int64_t channels) {
    const bool nhwc = format == ImageFormat::kNhwc;
    channel = nhwc ? 1 : height_size * width_size;
    width = nhwc ? channels : 1;
    height = width * width_size;
    batch = height_size * width_size * channels;
  }
  int64_t At(int64_t b, int64_t h, int64_t w) const {
    return b * batch + h * height + w * width;
  }
  int64_t batch, height, width, channel;
};

Steps ImageSteps(const Conv2DGeometry& g) {
  return {g.window.format, g.window.height.input, g.window.width.input,
          g.in_depth};
}
Steps ResultSteps(const Conv2DGeometry& g) {
  return {g.window.format, g.window.height.output, g.window.width.output,
          g.out_depth};
}

// The input cell under cell `tap` of window `at`, -1 when that is padding.
int64_t InputCell(const WindowDim& dim, int64_t at, int64_t tap) {
  const int64_t cell = at * dim.stride - dim.pad_before + tap * dim.dilation;
  return cell >= 0 && cell < dim.input ? cell : -1;
}
// The window whose cell `tap` lies over input cell `at`, -1 when none does.
int64_t WindowOver(const WindowDim& dim, int64_t at, int64_t tap) {
  const int64_t offset = at + dim.pad_before - tap * dim.dilation;
  if (offset < 0 || offset % dim.stride != 0) return -1;
  const int64_t window = offset / dim.stride;
  return window < dim.output ? window : -1;
}

// A filter cell: [depth / groups, out_depth].
template <class T>
const T* FilterCell(const Conv2DGeometry& g, const void* filter, int64_t u,
                    int64_t v) {
  return static_cast<const T*>(filter) + (u * g.window.width.window + v) *
                                             (g.in_depth / g.groups) *
                                             g.out_depth;
}

// Sums in Sum: float for 16-bit types, unsigned for integers, which wrap.
template <class T, class Sum>
struct Loops {
  // sums[o] += sum_c x[c] f[c, o], group by group.
  static void AddForward(const Conv2DGeometry& g, const T* x, int64_t x_step,
                         const T* filter, Sum* sums) {
    const int64_t depth = g.in_depth / g.groups;
    const int64_t out = g.out_depth / g.groups;
    for (int64_t group = 0; group < g.groups; ++group) {
      for (int64_t c = 0; c < depth; ++c) {
        const Sum each = static_cast<Sum>(x[(group * depth + c) * x_step]);
        const T* row = filter + c * g.out_depth + group * out;
        Sum* group_sums = sums + group * out;
        for (int64_t o = 0; o < out; ++o) {
          group_sums[o] += each * static_cast<Sum>(row[o]);
        }
      }
    }
  }

  // A unit is a row of the result.
  static void Forward(const Conv2DGeometry& g, const void* x_data,
                      const void* filter, void* z_data, int64_t begin,
                      int64_t end) {
    const auto* x = static_cast<const T*>(x_data);
    auto* z = static_cast<T*>(z_data);
    const Steps in = ImageSteps(g), out = ResultSteps(g);
    const WindowDim &h = g.window.height, &w = g.window.width;
    std::vector<Sum> sums(g.out_depth);
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t b = unit / h.output, i = unit % h.output;
      for (int64_t j = 0; j < w.output; ++j) {
        std::fill(sums.begin(), sums.end(), Sum{0});
        for (int64_t u = 0; u < h.window; ++u) {
          const int64_t row = InputCell(h, i, u);
          for (int64_t v = 0; row >= 0 && v < w.window; ++v) {
            const int64_t column = InputCell(w, j, v);
            if (column < 0) continue;
            AddForward(g, x + in.At(b, row, column), in.channel,
                       FilterCell<T>(g, filter, u, v), sums.data());
          }
        }
        StoreSums(sums, z + out.At(b, i, j), out.channel);
      }
    }
  }

  // sums[c] += sum_o y[o] f[c, o], group by group.
  static void AddBackward(const Conv2DGeometry& g, const T* y, int64_t y_step,
                          const T* filter, Sum* sums) {
    const int64_t depth = g.in_depth / g.groups;
    const int64_t out = g.out_depth / g.groups;
    for (int64_t c = 0; c < g.in_depth; ++c) {
      const int64_t group = c / depth;
      const T* row = filter + c % depth * g.out_depth + group * out;
      const T* group_y = y + group * out * y_step;
      Sum sum{0};
      for (int64_t o = 0; o < out; ++o) {
        sum += static_cast<Sum>(group_y[o * y_step]) * static_cast<Sum>(row[o]);
      }
      sums[c] += sum;
    }
  }

  // A unit is a row of an image.
  static void BackwardData(const Conv2DGeometry& g, const void* y_data,
                           const void* filter, void* z_data, int64_t begin,
                           int64_t end) {
    const auto* y = static_cast<const T*>(y_data);
    auto* z = static_cast<T*>(z_data);
    const Steps in = ImageSteps(g), out = ResultSteps(g);
    const WindowDim &h = g.window.height, &w = g.window.width;
    std::vector<Sum> sums(g.in_depth);
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t b = unit / h.input, i = unit % h.input;
      for (int64_t j = 0; j < w.input; ++j) {
        std::fill(sums.begin(), sums.end(), Sum{0});
        for (int64_t u = 0; u < h.window; ++u) {
          const int64_t row = WindowOver(h, i, u);
          for (int64_t v = 0; row >= 0 && v < w.window; ++v) {
            const int64_t column = WindowOver(w, j, v);
            if (column < 0) continue;
            AddBackward(g, y + out.At(b, row, column), out.channel,
                        FilterCell<T>(g, filter, u, v), sums.data());
          }
        }
        StoreSums(sums, z + in.At(b, i, j), in.channel);
      }
    }
  }

  // sums[c, o] += x[c] y[o], group by group.
  static void AddOuter(const Conv2DGeometry& g, const T* x, int64_t x_step,
                       const T* y, int64_t y_step, Sum* sums) {
    const int64_t depth = g.in_depth / g.groups;
    const int64_t out = g.out_depth / g.groups;
    for (int64_t c = 0; c < g.in_depth; ++c) {
      const Sum each = static_cast<Sum>(x[c * x_step]);
      const int64_t first = c / depth * out;
      Sum* row = sums + c % depth * g.out_depth + first;
      for (int64_t o = 0; o < out; ++o) {
        row[o] += each * static_cast<Sum>(y[(first + o) * y_step]);
      }
    }
  }

  // A unit is a cell of the filter.
  static void BackwardWeights(const Conv2DGeometry& g, const void* x_data,
                              const void* y_data, void* z_data, int64_t begin,
                              int64_t end) {
    const auto* x = static_cast<const T*>(x_data);
    const auto* y = static_cast<const T*>(y_data);
    auto* z = static_cast<T*>(z_data);
    const Steps in = ImageSteps(g), out = ResultSteps(g);
    const WindowDim &h = g.window.height, &w = g.window.width;
    std::vector<Sum> sums(g.in_depth / g.groups * g.out_depth);
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t u = unit / w.window, v = unit % w.window;
      std::fill(sums.begin(), sums.end(), Sum{0});
      for (int64_t i = 0; i < g.batch * h.output; ++i) {
        const int64_t b = i / h.output;
        const int64_t row = InputCell(h, i % h.output, u);
        for (int64_t j = 0; row >= 0 && j < w.output; ++j) {
          const int64_t column = InputCell(w, j, v);
          if (column < 0) continue;
          AddOuter(g, x + in.At(b, row, column), in.channel,
                   y + out.At(b, i % h.output, j), out.channel, sums.data());
        }
      }
      StoreSums(sums, z + unit * static_cast<int64_t>(sums.size()), 1);
    }
  }

  static void StoreSums(const std::vector<Sum>& sums, T* z, int64_t step) {
    for (const Sum& sum : sums) {
      *z = static_cast<T>(sum);
      z += step;
    }
  }

  static ConvLoops For(ConvolutionPass pass) {
    switch (pass) {
      case ConvolutionPass::kForward:
        return &Forward;
      case ConvolutionPass::kBackwardData:
        return &BackwardData;
      default:
        return &BackwardWeights;
    }
  }
};

}  // namespace

ConvLoops FindConvLoops(ConvolutionPass pass, DType dtype) {
  switch (dtype) {
    case kHalf:
      return Loops<Half, float>::For(pass);
    case kBfloat16:
      return Loops<BFloat16, float>::For(pass);
    case kFloat:
      return Loops<float, float>::For(pass);
    case kDouble:
      return Loops<double, double>::For(pass);
    case kInt32:
      return Loops<int32_t, uint32_t>::For(pass);
    default:
      return nullptr;
  }
}

int64_t NumConvUnits(ConvolutionPass pass, const Conv2DGeometry& g) {
  switch (pass) {
    case ConvolutionPass::kForward:
      return g.batch * g.window.height.output;
    case ConvolutionPass::kBackwardData:
      return g.batch * g.window.height.input;
    default:
      return g.window.height.window * g.window.width.window;
  }
}

}  // namespace thalweg
