// Philox: the counter-based random generator 4x32-10 of Salmon, Moraes, Dror
// and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
#pragma once

#include <array>
#include <cstdint>

namespace thalweg {

// Block number n of a stream depends on n and the key alone, so that pieces of
// a stream can be made anywhere in any order. All constexpr, for any device.
class Philox {
 public:
  using Block = std::array<uint32_t, 4>;

  constexpr Philox(uint64_t key, uint64_t counter_low, uint64_t counter_high)
      : counter_low_(counter_low), counter_high_(counter_high), key_(key) {}
  // TensorFlow's stream for an op's attributes seed and seed2.
  static constexpr Philox FromSeeds(uint64_t seed, uint64_t seed2) {
    return Philox(seed, 0, seed2);
  }
  // TensorFlow's stream for the seed input of a stateless op: the seed's bits
  // mixed, so that no part of it need be a good one.
  static constexpr Philox FromScrambledSeeds(uint64_t seed, uint64_t seed2) {
    const Block mix = Philox(0x02461E293EC8F720u, seed, seed2).Next();
    return Philox(Join(mix[0], mix[1]), 0, Join(mix[2], mix[3]));
  }

  constexpr uint64_t key() const { return key_; }
  constexpr uint64_t counter_low() const { return counter_low_; }
  constexpr uint64_t counter_high() const { return counter_high_; }

  constexpr void Skip(uint64_t blocks) {
    counter_low_ += blocks;
    counter_high_ += counter_low_ < blocks;
  }
  // Skips a * b blocks, a product of up to 128 bits.
  constexpr void Skip(uint64_t a, uint64_t b) {
    const uint64_t low = a * b;
    Skip(low);
    counter_high_ += HighProduct(a, b);
  }

  constexpr Block Next() {
    Block block = {uint32_t(counter_low_), uint32_t(counter_low_ >> 32),
                   uint32_t(counter_high_), uint32_t(counter_high_ >> 32)};
    uint32_t key0 = uint32_t(key_), key1 = uint32_t(key_ >> 32);
    for (int round = 0; round < 10; ++round) {
      block = Round(block, key0, key1);
      key0 += 0x9E3779B9u;
      key1 += 0xBB67AE85u;
    }
    Skip(1);
    return block;
  }

 private:
  static constexpr uint64_t Join(uint32_t low, uint32_t high) {
    return low | uint64_t{high} << 32;
  }
  static constexpr Block Round(const Block& c, uint32_t key0, uint32_t key1) {
    const uint64_t p0 = uint64_t{0xD2511F53u} * c[0];
    const uint64_t p1 = uint64_t{0xCD9E8D57u} * c[2];
    return {uint32_t(p1 >> 32) ^ c[1] ^ key0, uint32_t(p1),
            uint32_t(p0 >> 32) ^ c[3] ^ key1, uint32_t(p0)};
  }
  static constexpr uint64_t HighProduct(uint64_t a, uint64_t b) {
    const uint64_t a0 = uint32_t(a), a1 = a >> 32;
    const uint64_t b0 = uint32_t(b), b1 = b >> 32;
    const uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
    const uint64_t other = a0 * b1 + uint32_t(middle);
    return a1 * b1 + (middle >> 32) + (other >> 32);
  }

  uint64_t counter_low_;
  uint64_t counter_high_;
  uint64_t key_;
};

// The words of a stream, one after another.
class PhiloxWords {
 public:
  // From word number `first` of the stream on.
  constexpr explicit PhiloxWords(const Philox& stream, uint64_t first = 0)
      : stream_(stream) {
    stream_.Skip(first / 4);
    block_ = stream_.Next();
    next_ = static_cast<int>(first % 4);
  }

  constexpr uint32_t Next() {
    if (next_ == 4) {
      block_ = stream_.Next();
      next_ = 0;
    }
    return block_[next_++];
  }

 private:
  Philox stream_;
  Philox::Block block_;
  int next_;
};

}  // namespace thalweg
