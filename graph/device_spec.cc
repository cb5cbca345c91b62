#include "thalweg/graph/device_spec.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// "*" leaves the number open.
bool ParseNumber(absl::string_view text, std::optional<int>& number) {
  if (text == "*") {
    number.reset();
    return true;
  }
  int value = 0;
  if (!absl::SimpleAtoi(text, &value) || value < 0) return false;
  number = value;
  return true;
}

bool IsJobName(absl::string_view name) {
  if (name.empty() || !absl::ascii_isalpha(name[0])) return false;
  for (char c : name) {
    if (!absl::ascii_isalnum(c) && c != '_') return false;
  }
  return true;
}

// "CPU:0", "CPU:*", "CPU".
bool ParseTypeAndId(absl::string_view text, DeviceSpec& spec) {
  const size_t colon = text.find(':');
  const absl::string_view type = text.substr(0, colon);
  if (type.empty()) return false;
  spec.type = type == "*" ? "" : absl::AsciiStrToUpper(type);
  if (colon == absl::string_view::npos) return true;
  return ParseNumber(text.substr(colon + 1), spec.id);
}

bool ParsePart(absl::string_view part, DeviceSpec& spec) {
  const size_t colon = part.find(':');
  const absl::string_view key = part.substr(0, colon);
  if (colon == absl::string_view::npos) return false;
  const absl::string_view value = part.substr(colon + 1);
  if (key == "job") {
    spec.job = value == "*" ? "" : std::string(value);
    return value == "*" || IsJobName(value);
  }
  if (key == "replica") return ParseNumber(value, spec.replica);
  if (key == "task") return ParseNumber(value, spec.task);
  if (key == "device") return ParseTypeAndId(value, spec);
  if (absl::EqualsIgnoreCase(key, "cpu") ||
      absl::EqualsIgnoreCase(key, "gpu")) {
    return ParseTypeAndId(part, spec);
  }
  return false;
}

template <class T>
bool Open(const T& part) {
  if constexpr (requires { part.has_value(); }) {
    return !part.has_value();
  } else {
    return part.empty();
  }
}

template <class T>
bool Agree(const T& wanted, const T& got) {
  return Open(wanted) || wanted == got;
}

template <class T>
bool Differ(const T& a, const T& b) {
  return !Open(a) && !Open(b) && a != b;
}

// What of two specs contradicts, in TensorFlow's words; null when nothing does.
const char* Contradiction(const DeviceSpec& a, const DeviceSpec& b, bool soft) {
  if (Differ(a.job, b.job)) return "jobs";
  if (Differ(a.replica, b.replica)) return "replicas";
  if (Differ(a.task, b.task)) return "tasks";
  if (soft) return nullptr;
  if (Differ(a.type, b.type)) return "types";
  if (Differ(a.id, b.id)) return "ids";
  return nullptr;
}

}  // namespace

absl::StatusOr<DeviceSpec> DeviceSpec::Parse(absl::string_view text) {
  DeviceSpec spec;
  for (absl::string_view part : absl::StrSplit(text, '/', absl::SkipEmpty())) {
    if (text[0] != '/' || !ParsePart(part, spec)) {
      return absl::InvalidArgumentError(
          absl::StrCat("Malformed device specification '", text,
                       "': expected parts such as /job:NAME, /task:0, "
                       "/device:CPU:0, got '",
                       part, "'"));
    }
  }
  return spec;
}

bool DeviceSpec::Matches(const DeviceSpec& full) const {
  return Agree(job, full.job) && Agree(replica, full.replica) &&
         Agree(task, full.task) && Agree(type, full.type) && Agree(id, full.id);
}

DeviceSpec DeviceSpec::Or(const DeviceSpec& other) const {
  DeviceSpec merged = *this;
  if (Open(merged.job)) merged.job = other.job;
  if (Open(merged.replica)) merged.replica = other.replica;
  if (Open(merged.task)) merged.task = other.task;
  // An id means something only with its type.
  if (Open(merged.type)) {
    merged.type = other.type;
    if (Open(merged.id)) merged.id = other.id;
  } else if (Open(merged.id) && merged.type == other.type) {
    merged.id = other.id;
  }
  return merged;
}

absl::StatusOr<DeviceSpec> DeviceSpec::MergeWith(const DeviceSpec& other,
                                                 bool soft) const {
  if (const char* parts = Contradiction(*this, other, soft)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Cannot merge devices with incompatible ", parts, ": '",
                     ToString(), "' and '", other.ToString(), "'"));
  }
  DeviceSpec merged = Or(other);
  if (Differ(type, other.type)) {
    merged.type.clear();
    merged.id.reset();
  } else if (Differ(id, other.id)) {
    merged.id.reset();
  } else if (Open(merged.id)) {
    merged.id = other.id;
  }
  return merged;
}

std::string DeviceSpec::ToString() const {
  std::string text;
  if (!job.empty()) absl::StrAppend(&text, "/job:", job);
  if (replica) absl::StrAppend(&text, "/replica:", *replica);
  if (task) absl::StrAppend(&text, "/task:", *task);
  if (!type.empty() || id) {
    absl::StrAppend(&text, "/device:", type.empty() ? "*" : type);
    if (id) absl::StrAppend(&text, ":", *id);
  }
  return text;
}

}  // namespace thalweg
