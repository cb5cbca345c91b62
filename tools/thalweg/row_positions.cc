#include "thalweg/tools/thalweg/row_positions.h"

#include <cstddef>

namespace thalweg::command {
namespace {

// Neighbours that stand as close as they may.
struct Pool {
  double weight = 0;
  double weighted = 0;  // Sum of weight * position, distances taken off.
  size_t size = 0;

  double position() const { return weighted / weight; }
};

}  // namespace

std::vector<double> SettlePositions(const std::vector<WantedPosition>& wanted) {
  std::vector<Pool> pools;
  double distance = 0;
  for (const WantedPosition& want : wanted) {
    distance += want.distance;
    Pool pool = {want.weight, want.weight * (want.position - distance), 1};
    while (!pools.empty() && pools.back().position() > pool.position()) {
      pool.weight += pools.back().weight;
      pool.weighted += pools.back().weighted;
      pool.size += pools.back().size;
      pools.pop_back();
    }
    pools.push_back(pool);
  }
  std::vector<double> positions;
  distance = 0;
  for (const Pool& pool : pools) {
    for (size_t i = 0; i < pool.size; ++i) {
      distance += wanted[positions.size()].distance;
      positions.push_back(pool.position() + distance);
    }
  }
  return positions;
}

}  // namespace thalweg::command
