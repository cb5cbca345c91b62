// TensorToJson: a tensor as {"dtype", "shape", "values"}.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "thalweg/graph/tensor.h"

namespace thalweg::command {

// Values in C order: numbers, bools or strings; complex ones as [re, im];
// non-finite floats as the strings "nan", "inf", "-inf".
nlohmann::json TensorToJson(const Tensor& tensor);

// A list of numbers, non-finite ones as above.
nlohmann::json NumbersToJson(const std::vector<double>& values);

}  // namespace thalweg::command
