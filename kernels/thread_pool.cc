#include "thalweg/kernels/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "thalweg/graph/mutex.h"
#include "thalweg/kernels/flush_denormals.h"

namespace thalweg {
namespace {

// Work that comes within this time finds the helpers awake; waking a sleeping
// thread costs as much.
constexpr auto kSpinTime = std::chrono::microseconds(50);

// True while this thread works on a piece: a Run from inside one is inline.
thread_local bool working = false;

void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Spins until done() or the spin time is over; done()'s last answer.
template <class Done>
bool SpinUntil(bool may_spin, Done done) {
  if (done()) return true;
  if (!may_spin) return false;
  const auto end = std::chrono::steady_clock::now() + kSpinTime;
  do {
    for (int i = 0; i < 32; ++i) {
      Pause();
      if (done()) return true;
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

// One call of Run; lives on its caller's stack.
struct Job {
  Job(int64_t count, absl::FunctionRef<void(int64_t)> piece)
      : count(count), piece(piece) {}

  bool has_pieces() const {
    return next.load(std::memory_order_relaxed) < count;
  }
  const int64_t count;
  const absl::FunctionRef<void(int64_t)> piece;
  std::atomic<int64_t> next{0};
  // Helpers that work on it. Changed under the pool's mutex only; its caller
  // reads it without.
  std::atomic<int> helpers{0};
  // The caller sleeps until helpers is 0 (under the pool's mutex).
  bool caller_sleeps = false;
};

}  // namespace

struct ThreadPool::State {
  // Helpers that spin on a processor that the caller needs would delay it.
  explicit State(int num_threads)
      : may_spin(num_threads <=
                 static_cast<int>(std::thread::hardware_concurrency())) {}

  void Add(Job* job);
  void Remove(Job* job);
  void Work(Job* job);
  void WaitForHelpers(Job* job);
  void Help();
  Job* Join();
  void Leave(Job* job);
  // The job with pieces left and the fewest helpers; null when there is none.
  Job* Neediest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  const bool may_spin;
  Mutex mutex;
  CondVar wake_helpers;
  CondVar wake_callers;
  // Jobs that have pieces left to claim.
  std::vector<Job*> jobs ABSL_GUARDED_BY(mutex);
  int sleeping_helpers ABSL_GUARDED_BY(mutex) = 0;
  // jobs.size(), or 1 when helpers are to stop: what spinning helpers watch.
  std::atomic<int> attention{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> helpers;
};

void ThreadPool::State::Add(Job* job) {
  int wake;
  {
    MutexLock lock(&mutex);
    jobs.push_back(job);
    attention.store(static_cast<int>(jobs.size()), std::memory_order_release);
    wake =
        static_cast<int>(std::min<int64_t>(sleeping_helpers, job->count - 1));
  }
  for (int i = 0; i < wake; ++i) wake_helpers.NotifyOne();
}

void ThreadPool::State::Remove(Job* job) {
  MutexLock lock(&mutex);
  jobs.erase(std::find(jobs.begin(), jobs.end(), job));
  attention.store(static_cast<int>(jobs.size()), std::memory_order_release);
}

// Claims and does pieces until none is left. Whoever claims the last piece
// takes the job off the list, so that nobody joins in vain.
void ThreadPool::State::Work(Job* job) {
  working = true;
  for (;;) {
    const int64_t i = job->next.fetch_add(1, std::memory_order_relaxed);
    if (i >= job->count) break;
    if (i == job->count - 1) Remove(job);
    job->piece(i);
  }
  working = false;
}

void ThreadPool::State::WaitForHelpers(Job* job) {
  const auto done = [job] {
    return job->helpers.load(std::memory_order_acquire) == 0;
  };
  if (SpinUntil(may_spin, done)) return;
  MutexLock lock(&mutex);
  job->caller_sleeps = true;
  while (!done()) wake_callers.Wait(&mutex);
}

Job* ThreadPool::State::Neediest() {
  Job* best = nullptr;
  for (Job* job : jobs) {
    if (job->has_pieces() &&
        (best == nullptr ||
         job->helpers.load(std::memory_order_relaxed) <
             best->helpers.load(std::memory_order_relaxed))) {
      best = job;
    }
  }
  return best;
}

// Null when the helper is to stop.
Job* ThreadPool::State::Join() {
  for (;;) {
    SpinUntil(may_spin, [this] {
      return attention.load(std::memory_order_acquire) != 0;
    });
    MutexLock lock(&mutex);
    if (stop.load(std::memory_order_relaxed)) return nullptr;
    Job* job = Neediest();
    if (job == nullptr && jobs.empty()) {
      ++sleeping_helpers;
      while (jobs.empty() && !stop.load(std::memory_order_relaxed)) {
        wake_helpers.Wait(&mutex);
      }
      --sleeping_helpers;
      job = Neediest();
    }
    if (job != nullptr) {
      job->helpers.fetch_add(1, std::memory_order_relaxed);
      return job;
    }
  }
}

void ThreadPool::State::Leave(Job* job) {
  MutexLock lock(&mutex);
  const bool wake = job->caller_sleeps;
  // The caller may return, and the job be gone, from here on.
  job->helpers.fetch_sub(1, std::memory_order_release);
  if (wake) wake_callers.NotifyAll();
}

void ThreadPool::State::Help() {
  const FlushDenormals flush;
  while (Job* job = Join()) {
    Work(job);
    Leave(job);
  }
}

ThreadPool::ThreadPool(int num_threads) : num_threads_(num_threads) {
  if (num_threads <= 1) return;
  state_ = std::make_unique<State>(num_threads);
  state_->helpers.reserve(num_threads - 1);
  for (int i = 1; i < num_threads; ++i) {
    state_->helpers.emplace_back([state = state_.get()] { state->Help(); });
  }
}

ThreadPool::~ThreadPool() {
  if (state_ == nullptr) return;
  {
    MutexLock lock(&state_->mutex);
    state_->stop.store(true, std::memory_order_relaxed);
    state_->attention.store(1, std::memory_order_release);
  }
  state_->wake_helpers.NotifyAll();
  for (std::thread& helper : state_->helpers) helper.join();
}

void ThreadPool::Run(int64_t count, absl::FunctionRef<void(int64_t)> piece) {
  if (state_ == nullptr || count <= 1 || working) {
    for (int64_t i = 0; i < count; ++i) piece(i);
    return;
  }
  Job job(count, piece);
  state_->Add(&job);
  state_->Work(&job);
  state_->WaitForHelpers(&job);
}

}  // namespace thalweg
