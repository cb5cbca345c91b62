#include "thalweg/kernels/cpu/nn/channel_work.h"

#include <algorithm>

namespace thalweg {
namespace {

// So many values are worth another thread.
constexpr int64_t kValuesPerPiece = 16 << 10;
constexpr int64_t kMaxPieces = 64;

int64_t Grain(int64_t values_of_each) {
  return std::max<int64_t>(1, kValuesPerPiece / values_of_each);
}

// How rows are cut to be summed: for each piece two vectors of channels.
struct RowPieces {
  explicit RowPieces(const ChannelSizes& sizes)
      : rows(std::max((sizes.outer + kMaxPieces - 1) / kMaxPieces,
                      Grain(std::max<int64_t>(1, sizes.channels)))),
        count((sizes.outer + rows - 1) / rows) {}

  const int64_t rows;
  const int64_t count;
};

// Calls body(first row, rows, first part, second part) for each piece.
template <class Body>
void ForRowPieces(KernelContext& context, const ChannelSizes& sizes,
                  float* parts, Body body) {
  const RowPieces pieces(sizes);
  context.Parallel(pieces.count, [&](int64_t piece) {
    const int64_t row = piece * pieces.rows;
    float* const part = parts + piece * 2 * sizes.channels;
    body(row, std::min(pieces.rows, sizes.outer - row), part,
         part + sizes.channels);
  });
}

// Calls body(first value, values, channel) for parts of planes.
template <class Body>
void ForPlanes(KernelContext& context, const ChannelSizes& sizes, Body body) {
  const int64_t inner = sizes.inner;
  context.ParallelRange(sizes.outer * sizes.channels * inner, kValuesPerPiece,
                        [&](int64_t begin, int64_t end) {
                          while (begin < end) {
                            const int64_t plane = begin / inner;
                            const int64_t stop =
                                std::min(end, (plane + 1) * inner);
                            body(begin, stop - begin, plane % sizes.channels);
                            begin = stop;
                          }
                        });
}

// Calls body(channel) for each channel.
template <class Body>
void ForChannels(KernelContext& context, const ChannelSizes& sizes, Body body) {
  context.ParallelRange(sizes.channels, Grain(sizes.count()),
                        [&](int64_t begin, int64_t end) {
                          for (int64_t c = begin; c < end; ++c) body(c);
                        });
}

}  // namespace

ChannelSizes::ChannelSizes(const ChannelExtent& extent) {
  const Shape& x = extent.x;
  channels = extent.channels();
  for (int i = 0; i < x.rank(); ++i) {
    if (i < extent.channels_dim) outer *= x.dim(i);
    if (i > extent.channels_dim) inner *= x.dim(i);
  }
  if (channels == 1) {  // One plane.
    inner *= outer;
    outer = 1;
  }
}

int64_t ChannelSizes::scratch_floats() const {
  return has_planes() ? 0 : RowPieces(*this).count * 2 * channels;
}

template <class T>
void ChannelWork<T>::Moments(const T* x, float* mean, float* variance,
                             float* scratch) const {
  const int64_t channels = sizes_.channels;
  const auto count = static_cast<double>(sizes_.count());
  if (sizes_.has_planes()) {
    ForChannels(context_, sizes_, [&](int64_t c) {
      double mean_of_all = 0, squares = 0;
      for (int64_t i = 0; i < sizes_.outer; ++i) {
        sums_.plane_moments(x + (i * channels + c) * sizes_.inner, sizes_.inner,
                            i * sizes_.inner, &mean_of_all, &squares);
      }
      mean[c] = static_cast<float>(mean_of_all);
      variance[c] = static_cast<float>(squares / count);
    });
    return;
  }
  ForRowPieces(context_, sizes_, scratch,
               [&](int64_t row, int64_t rows, float* part, float* squares) {
                 sums_.row_moments(x + row * channels, rows, channels, part,
                                   squares);
               });
  const RowPieces pieces(sizes_);
  for (int64_t c = 0; c < channels; ++c) {
    double mean_of_all = 0, squares = 0;
    for (int64_t p = 0; p < pieces.count; ++p) {
      const float* const part = scratch + p * 2 * channels + c;
      const int64_t before = p * pieces.rows;
      const int64_t rows = std::min(pieces.rows, sizes_.outer - before);
      const double share =
          static_cast<double>(rows) / static_cast<double>(before + rows);
      const double apart = part[0] - mean_of_all;
      mean_of_all += apart * share;
      squares +=
          part[channels] + apart * apart * static_cast<double>(before) * share;
    }
    mean[c] = static_cast<float>(mean_of_all);
    variance[c] = static_cast<float>(squares / count);
  }
}

template <class T>
void ChannelWork<T>::Sums(const T* x, const T* dy, const float* mean,
                          float* sum, float* products, float* scratch) const {
  const int64_t channels = sizes_.channels;
  if (sizes_.has_planes()) {
    ForChannels(context_, sizes_, [&](int64_t c) {
      double own = 0, product = 0;
      for (int64_t i = 0; i < sizes_.outer; ++i) {
        const int64_t first = (i * channels + c) * sizes_.inner;
        sums_.plane_sums(x + first, dy + first, sizes_.inner, mean[c], &own,
                         &product);
      }
      sum[c] = static_cast<float>(own);
      products[c] = static_cast<float>(product);
    });
    return;
  }
  ForRowPieces(context_, sizes_, scratch,
               [&](int64_t row, int64_t rows, float* part, float* product) {
                 const int64_t first = row * channels;
                 sums_.row_sums(x + first, dy + first, rows, channels, mean,
                                part, product);
               });
  const int64_t pieces = RowPieces(sizes_).count;
  for (int64_t c = 0; c < channels; ++c) {
    double own = 0, product = 0;
    for (int64_t p = 0; p < pieces; ++p) {
      own += scratch[p * 2 * channels + c];
      product += scratch[(p * 2 + 1) * channels + c];
    }
    sum[c] = static_cast<float>(own);
    products[c] = static_cast<float>(product);
  }
}

template <class T>
void ChannelWork<T>::Normalize(const T* x, const NormFactors& factors,
                               T* y) const {
  if (sizes_.has_planes()) {
    ForPlanes(context_, sizes_, [&](int64_t first, int64_t n, int64_t c) {
      formulas_.normalize_plane(
          x + first, n,
          {factors.mean + c, factors.factor + c, factors.offset + c},
          y + first);
    });
    return;
  }
  context_.ParallelRange(
      sizes_.outer, Grain(sizes_.channels), [&](int64_t begin, int64_t end) {
        const int64_t first = begin * sizes_.channels;
        formulas_.normalize_rows(x + first, end - begin, sizes_.channels,
                                 factors, y + first);
      });
}

template <class T>
void ChannelWork<T>::Gradient(const T* x, const T* dy,
                              const NormGradFactors& factors, T* dx) const {
  if (sizes_.has_planes()) {
    ForPlanes(context_, sizes_, [&](int64_t first, int64_t n, int64_t c) {
      formulas_.plane_gradient(x + first, dy + first, n,
                               {factors.mean + c, factors.factor + c,
                                factors.mean_dy + c, factors.slope + c},
                               dx + first);
    });
    return;
  }
  context_.ParallelRange(
      sizes_.outer, Grain(sizes_.channels), [&](int64_t begin, int64_t end) {
        const int64_t first = begin * sizes_.channels;
        formulas_.row_gradient(x + first, dy + first, end - begin,
                               sizes_.channels, factors, dx + first);
      });
}

template class ChannelWork<Half>;
template class ChannelWork<BFloat16>;
template class ChannelWork<float>;

}  // namespace thalweg
