// SettlePositions: points on a line that keep their order and distances.
#pragma once

#include <vector>

namespace thalweg::command {

struct WantedPosition {
  double position = 0;
  double weight = 1;    // How much it matters; > 0.
  double distance = 0;  // At least so far right of the one before.
};

// The positions that differ least from the wanted ones, in weighted squares,
// among those that keep the distances (isotonic regression by pooling adjacent
// violators). Linear.
std::vector<double> SettlePositions(const std::vector<WantedPosition>& wanted);

}  // namespace thalweg::command
