#include "thalweg/runtime/live_sessions.h"

#include <utility>

namespace thalweg {

LiveSessions& LiveSessions::Get() {
  // Never destroyed: sessions may be after it.
  static auto* const sessions = new LiveSessions;
  return *sessions;
}

void LiveSessions::Add(const std::shared_ptr<SessionImpl>& session) {
  MutexLock lock(&mutex_);
  sessions_[session.get()] = session;
}

void LiveSessions::Remove(const SessionImpl* session) {
  MutexLock lock(&mutex_);
  sessions_.erase(session);
}

std::vector<std::shared_ptr<SessionImpl>> LiveSessions::All() const {
  std::vector<std::shared_ptr<SessionImpl>> all;
  MutexLock lock(&mutex_);
  for (const auto& [address, session] : sessions_) {
    if (auto alive = session.lock()) all.push_back(std::move(alive));
  }
  return all;
}

}  // namespace thalweg
