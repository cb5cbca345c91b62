#include "thalweg/graph/buffer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "thalweg/graph/allocation_failure.h"
#include "thalweg/graph/mutex.h"

namespace thalweg {
namespace {

// Sanitizers must see every block freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kCacheBlocks = false;
#elif defined(__has_feature)
constexpr bool kCacheBlocks =
    !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer);
#else
constexpr bool kCacheBlocks = true;
#endif

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t{2} << 20;
// All cached blocks together.
constexpr int64_t kCacheCapacity = int64_t{256} << 20;

// Block sizes come in classes, eight to each power of two from 128 bytes, so
// that a block is at most an eighth and 64 bytes larger than asked.
constexpr int kStepBits = 3;
constexpr int kMinBits = 7;
constexpr int kNumClasses = (64 - kMinBits) << kStepBits;

// The smallest class whose blocks hold `size` bytes.
// REQUIRES: size <= 2^62.
int SizeClass(size_t size) {
  if (size <= size_t{1} << kMinBits) return 0;
  const size_t last = size - 1;
  const int bits = std::bit_width(last) - 1;
  const size_t step = (last >> (bits - kStepBits)) & 7;
  return ((bits - kMinBits) << kStepBits) + static_cast<int>(step) + 1;
}

size_t ClassSize(int size_class) {
  const int bits = kMinBits + (size_class >> kStepBits);
  const size_t eighths = 8 + (size_class & 7);
  const size_t size = eighths << (bits - kStepBits);
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

size_t PhysicalMemory() {
  static const size_t bytes = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) *
                              static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

void* NewBlock(size_t size) {
  const bool huge = size >= kHugePage;
  const size_t alignment = huge ? kHugePage : kAlignment;
  // Linux lends more than there is and kills whoever touches it.
  if (size > PhysicalMemory()) return nullptr;
  void* block = nullptr;
  if (posix_memalign(&block, alignment, size) != 0) return nullptr;
  // Advice only: where it is refused, pages are small.
  if (huge) madvise(block, size / kHugePage * kHugePage, MADV_HUGEPAGE);
  return block;
}

// Freed blocks, by size class, linked through their first word.
class BlockCache {
 public:
  static BlockCache& Get() {
    // Never destroyed: tensors of static storage outlive any order.
    static BlockCache& cache = *new BlockCache();
    return cache;
  }

  void* Take(int size_class) {
    Bin& bin = bins_[size_class];
    void* block;
    {
      MutexLock lock(&bin.mutex);
      block = bin.first;
      if (block == nullptr) return nullptr;
      bin.first = *static_cast<void**>(block);
    }
    bytes_.fetch_sub(ClassSize(size_class), std::memory_order_relaxed);
    return block;
  }

  void Give(void* block, int size_class) {
    const int64_t size = ClassSize(size_class);
    if (size > kCacheCapacity) {
      std::free(block);
      return;
    }
    const int64_t before = bytes_.fetch_add(size, std::memory_order_relaxed);
    // Sizes that are no longer asked for shall not fill the cache for ever.
    if (before + size > kCacheCapacity) Clear();
    Bin& bin = bins_[size_class];
    MutexLock lock(&bin.mutex);
    *static_cast<void**>(block) = bin.first;
    bin.first = block;
  }

 private:
  struct Bin {
    Mutex mutex;
    void* first ABSL_GUARDED_BY(mutex) = nullptr;
  };

  void Clear() {
    for (int i = 0; i < kNumClasses; ++i) {
      while (void* block = Take(i)) std::free(block);
    }
  }

  Bin bins_[kNumClasses];
  std::atomic<int64_t> bytes_{0};
};

// Lies at the start of its own block, in front of the elements.
class HeapBuffer final : public Buffer {
 public:
  static HeapBuffer* Make(size_t size) {
    if (size > SIZE_MAX / 4 || AllocationFailure::Strikes()) return nullptr;
    const size_t wanted = kAlignment + size;
    const int size_class = SizeClass(wanted);
    void* block = nullptr;
    if (kCacheBlocks) block = BlockCache::Get().Take(size_class);
    // Without a cache the exact size, so that sanitizers see overruns.
    if (!block) block = NewBlock(kCacheBlocks ? ClassSize(size_class) : wanted);
    if (!block) return nullptr;
    *ClassOf(block) = size_class;
    return new (block) HeapBuffer(static_cast<char*>(block) + kAlignment, size);
  }

  static void operator delete(void* block) {
    if (kCacheBlocks) {
      BlockCache::Get().Give(block, *ClassOf(block));
    } else {
      std::free(block);
    }
  }

 private:
  HeapBuffer(void* data, size_t size) : Buffer(data, size) {}

  static void* operator new(size_t, void* block) { return block; }
  // Behind the object, so that it is there when the object is gone.
  static int* ClassOf(void* block) {
    return reinterpret_cast<int*>(static_cast<char*>(block) + kAlignment) - 1;
  }
};
static_assert(sizeof(HeapBuffer) + sizeof(int) <= kAlignment);

class BorrowedBuffer final : public Buffer {
 public:
  BorrowedBuffer(void* data, size_t size, std::function<void()> deleter)
      : Buffer(data, size), deleter_(std::move(deleter)) {}
  ~BorrowedBuffer() override {
    if (deleter_) deleter_();
  }

 private:
  std::function<void()> deleter_;
};

}  // namespace

BufferRef AllocateBuffer(size_t size) {
  return BufferRef(HeapBuffer::Make(size));
}

BufferRef BorrowBuffer(void* data, size_t size, std::function<void()> deleter) {
  return BufferRef(new BorrowedBuffer(data, size, std::move(deleter)));
}

}  // namespace thalweg
