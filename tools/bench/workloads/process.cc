#include "thalweg/tools/bench/workloads/process.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace thalweg::bench {
namespace {

using Clock = std::chrono::steady_clock;

double StatusMegabytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    double kilobytes = 0;
    if (word == field && status >> kilobytes) return kilobytes / 1024;
  }
  return 0;
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) * 1e-6;
}

cpu_set_t AllowedCores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  sched_getaffinity(0, sizeof cores, &cores);
  return cores;
}

}  // namespace

double ResidentMegabytes() { return StatusMegabytes("VmRSS:"); }
double PeakMegabytes() { return StatusMegabytes("VmHWM:"); }
double ProcessorSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}
void ResetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

void KeepToCores(int cores) {
  static const cpu_set_t all = AllowedCores();
  cpu_set_t kept;
  CPU_ZERO(&kept);
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    const bool enough = cores >= 0 && CPU_COUNT(&kept) == cores;
    if (CPU_ISSET(core, &all) && !enough) CPU_SET(core, &kept);
  }
  sched_setaffinity(0, sizeof kept, &kept);
}

OtherLoad::Sample OtherLoad::Now() {
  Sample sample;
  sample.wall_s =
      std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
  // user nice system idle iowait irq softirq steal, in ticks.
  std::ifstream stat("/proc/stat");
  std::string name;
  stat >> name;
  double ticks = 0;
  for (int field = 0; field < 8 && stat >> ticks; ++field) {
    if (field != 3 && field != 4) sample.busy_s += ticks;
  }
  sample.busy_s /= static_cast<double>(sysconf(_SC_CLK_TCK));
  sample.own_s = ProcessorSeconds();
  return sample;
}

double OtherLoad::Cores() const {
  const Sample now = Now();
  const double others =
      (now.busy_s - start_.busy_s) - (now.own_s - start_.own_s);
  return std::max(0.0, others / (now.wall_s - start_.wall_s));
}

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace thalweg::bench
