// An explanation in words and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "thalweg/runtime/explanation.h"

namespace thalweg::command {

// Which parts of an explanation are wanted.
struct Stages {
  bool pruned = true;
  bool placed = true;
  bool optimized = true;
  bool plan = true;
};

// Tables that fit a terminal; long ones end with how much more there is.
std::string ExplanationText(const Explanation& explanation, Stages stages);

// All of it: {"passes", "pruned", "placed", "optimized", "plan"}, the last four
// as asked for.
nlohmann::ordered_json ExplanationJson(const Explanation& explanation,
                                       Stages stages);

}  // namespace thalweg::command
