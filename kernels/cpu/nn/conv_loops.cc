#include "thalweg/kernels/cpu/nn/conv_loops.h"

#include <algorithm>
#include <array>

#include "thalweg/kernels/cpu/nn/conv_cells.h"

namespace thalweg {
namespace {

using onednn::ConvolutionPass;

// Plane, row and column.
using Cell = std::array<int64_t, 3>;

// Images, or results: their sizes, and the elements from one image, cell in
// each direction or channel to the next.
struct Layout {
  Layout(bool channels_last, const Cell& size, int64_t channels)
      : sizes(size), depth(channels) {
    channel = channels_last ? 1 : size[0] * size[1] * size[2];
    steps[2] = channels_last ? channels : 1;
    steps[1] = steps[2] * size[2];
    steps[0] = steps[1] * size[1];
    image = size[0] * size[1] * size[2] * channels;
  }
  static Layout Images(const ConvGeometry& g) {
    return {g.channels_last,
            {g.space[0].input, g.space[1].input, g.space[2].input},
            g.in_depth};
  }
  static Layout Results(const ConvGeometry& g) {
    return {g.channels_last,
            {g.space[0].output, g.space[1].output, g.space[2].output},
            g.out_depth};
  }
  int64_t At(int64_t b, const Cell& cell) const {
    return b * image + cell[0] * steps[0] + cell[1] * steps[1] +
           cell[2] * steps[2];
  }

  Cell sizes, steps;
  int64_t depth, image, channel;
};

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
using CellMap = int64_t (*)(const WindowDim& dim, int64_t at, int64_t tap);

// Calls body(tap, cell) for each cell of the filter that `map` takes from `at`
// to a cell; taps are numbered row by row.
template <CellMap map, class Body>
void ForEachTap(const ConvGeometry& g, const Cell& at, Body body) {
  const auto& [planes, rows, columns] = g.space;
  Cell cell;
  for (int64_t t = 0; t < planes.window; ++t) {
    cell[0] = map(planes, at[0], t);
    for (int64_t u = 0; cell[0] >= 0 && u < rows.window; ++u) {
      cell[1] = map(rows, at[1], u);
      for (int64_t v = 0; cell[1] >= 0 && v < columns.window; ++v) {
        cell[2] = map(columns, at[2], v);
        if (cell[2] < 0) continue;
        body((t * rows.window + u) * columns.window + v, cell);
      }
    }
  }
}

template <class T, class Sum, ConvCells<T, Sum> (*find)()>
struct Loops {
  using Add = typename ConvCells<T, Sum>::Add;

  // z, as it lies in `to`, of x in `from`. A unit is a row of z.
  template <CellMap map>
  static void Rows(const ConvGeometry& g, const Layout& from, const Layout& to,
                   const T* x, const T* filter, T* z, Sum* sums, int64_t begin,
                   int64_t end, Add add) {
    const int64_t filter_cell = g.in_depth / g.groups * g.out_depth;
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t row = unit % to.sizes[1], plane = unit / to.sizes[1];
      const int64_t b = plane / to.sizes[0];
      Cell at = {plane % to.sizes[0], row, 0};
      for (; at[2] < to.sizes[2]; ++at[2]) {
        std::fill_n(sums, to.depth, Sum{0});
        ForEachTap<map>(g, at, [&](int64_t tap, const Cell& cell) {
          add(g, x + from.At(b, cell), from.channel, filter + tap * filter_cell,
              sums);
        });
        StoreSums(sums, to.depth, z + to.At(b, at), to.channel);
      }
    }
  }

  static void Forward(const ConvGeometry& g, const void* x, const void* filter,
                      void* z, void* sums, int64_t begin, int64_t end) {
    Rows<InputCell>(g, Layout::Images(g), Layout::Results(g),
                    static_cast<const T*>(x), static_cast<const T*>(filter),
                    static_cast<T*>(z), static_cast<Sum*>(sums), begin, end,
                    find().forward);
  }
  static void BackwardData(const ConvGeometry& g, const void* y,
                           const void* filter, void* z, void* sums,
                           int64_t begin, int64_t end) {
    Rows<WindowOver>(g, Layout::Results(g), Layout::Images(g),
                     static_cast<const T*>(y), static_cast<const T*>(filter),
                     static_cast<T*>(z), static_cast<Sum*>(sums), begin, end,
                     find().backward);
  }

  // A unit is the filter's row of outputs for one tap and depth.
  static void BackwardWeights(const ConvGeometry& g, const void* x_data,
                              const void* y_data, void* z_data, void* sums_data,
                              int64_t begin, int64_t end) {
    const auto* x = static_cast<const T*>(x_data);
    const auto* y = static_cast<const T*>(y_data);
    auto* sums = static_cast<Sum*>(sums_data);
    const Layout images = Layout::Images(g), results = Layout::Results(g);
    const auto& [planes, rows, columns] = g.space;
    const int64_t depth = g.in_depth / g.groups;
    const auto outer = find().outer;
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t tap = unit / depth, row_tap = tap / columns.window;
      const T* channel = x + unit % depth * images.channel;
      std::fill_n(sums, g.out_depth, Sum{0});
      for (int64_t i = 0; i < g.batch * planes.output * rows.output; ++i) {
        const int64_t plane = i / rows.output, b = plane / planes.output;
        Cell at = {plane % planes.output, i % rows.output, 0}, cell;
        cell[0] = InputCell(planes, at[0], row_tap / rows.window);
        cell[1] = InputCell(rows, at[1], row_tap % rows.window);
        if (cell[0] < 0 || cell[1] < 0) continue;
        for (; at[2] < columns.output; ++at[2]) {
          cell[2] = InputCell(columns, at[2], tap % columns.window);
          if (cell[2] < 0) continue;
          outer(g, channel + images.At(b, cell), depth * images.channel,
                y + results.At(b, at), results.channel, sums);
        }
      }
      StoreSums(sums, g.out_depth, static_cast<T*>(z_data) + unit * g.out_depth,
                1);
    }
  }

  static void StoreSums(const Sum* sums, int64_t n, T* z, int64_t step) {
    for (int64_t i = 0; i < n; ++i) z[i * step] = static_cast<T>(sums[i]);
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
    case kFloat:
      return Loops<float, float, FloatConvCells>::For(pass);
    case kDouble:
      return Loops<double, double, DoubleConvCells>::For(pass);
    case kInt32:
      return Loops<int32_t, uint32_t, Int32ConvCells>::For(pass);
    default:
      return nullptr;
  }
}

int64_t NumConvUnits(ConvolutionPass pass, const ConvGeometry& g) {
  switch (pass) {
    case ConvolutionPass::kForward:
      return g.batch * g.space[0].output * g.space[1].output;
    case ConvolutionPass::kBackwardData:
      return g.batch * g.space[0].input * g.space[1].input;
    default:
      return g.taps() * (g.in_depth / g.groups);
  }
}

size_t ConvSumsBytes(ConvolutionPass pass, const ConvGeometry& g) {
  const bool images = pass == ConvolutionPass::kBackwardData;
  return (images ? g.in_depth : g.out_depth) * sizeof(double);
}

}  // namespace thalweg
