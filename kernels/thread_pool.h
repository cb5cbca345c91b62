// ThreadPool: the compute threads of one session or several.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"

namespace thalweg {

// N - 1 helper threads and whoever calls. Helpers spin for some tens of
// microseconds after work, then sleep. Callers from several threads share the
// helpers; each caller works on its own pieces too, so that nobody waits for a
// thread to be free. Thread-safe.
//
//   auto pool = std::make_shared<tw::ThreadPool>(4);
//   auto a = tw::Session::Create(graph_a, {.thread_pools = {pool}});
//   auto b = tw::Session::Create(graph_b, {.thread_pools = {pool}});
class ThreadPool {
 public:
  // REQUIRES: num_threads >= 1. With 1 no thread is made.
  explicit ThreadPool(int num_threads);
  // Stops the helpers. REQUIRES: no Run goes on, and none of the helpers calls
  // this.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int num_threads() const { return num_threads_; }

  // Calls piece(0) ... piece(count - 1), each once, in any order and on any
  // thread; returns when all are done. Pieces must not depend on
  // num_threads(), so that results have the same bits for any.
  void Run(int64_t count, absl::FunctionRef<void(int64_t)> piece);

 private:
  struct State;
  int num_threads_;
  std::unique_ptr<State> state_;
};

}  // namespace thalweg
