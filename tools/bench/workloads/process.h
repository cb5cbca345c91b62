// What the kernel knows about this process (Linux).
#pragma once

#include <chrono>

namespace thalweg::bench {

// Resident memory in MB: now, and the most since the last ResetPeak(). 0 where
// /proc does not tell.
double ResidentMegabytes();
double PeakMegabytes();
void ResetPeak();

// Seconds of processor time that this process has used, on all cores.
double ProcessorSeconds();

// Keeps this process, and threads that it starts from now on, to the first
// `cores` of those it may use; -1 gives back all that it started with.
void KeepToCores(int cores);

// How many cores the rest of the machine, and the host as stolen time, used
// since this was made: what disturbed a measurement.
class OtherLoad {
 public:
  OtherLoad() : start_(Now()) {}
  double Cores() const;

 private:
  struct Sample {
    double wall_s = 0;
    double busy_s = 0;  // Of the machine.
    double own_s = 0;   // Of this process.
  };
  static Sample Now();
  Sample start_;
};

double SecondsSince(std::chrono::steady_clock::time_point start);

}  // namespace thalweg::bench
