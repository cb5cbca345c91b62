// Classifier: graphs that tell digits apart, and how they learn.
#pragma once

#include "thalweg/thalweg.h"

namespace mnist {

namespace tw = thalweg;

// A graph with what training and predicting use of it. The nodes have these
// members' names, so that a program which loads the graph finds them; "init"
// gives the variables their first values, and "restore" those that are fed to
// "restore/VARIABLE".
struct Classifier {
  tw::Graph graph;
  tw::Output images;         // To feed: [n, 784], grey levels from 0 to 1.
  tw::Output labels;         // To feed: [n, 10], 1 for the digit shown.
  tw::Output probabilities;  // [n, 10], of each digit.
  tw::Output cost;           // The mean cross-entropy.
  tw::Operation train;       // Changes the variables once.
};

// One neuron a digit, trained by gradient descent.
Classifier Logistic();
// 128 hidden rectifiers between image and digits.
Classifier Mlp();
// LeNet: two convolutions with 5x5 filters and pooling, then 1,024 rectifiers.
Classifier LeNet();

// The names of the variables that are trained.
std::vector<std::string> VariableNames(const tw::Graph& graph);

}  // namespace mnist
