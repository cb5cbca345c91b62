// Graphs for people to read.
#pragma once

#include <string>

#include "thalweg/graph/graph.h"

namespace thalweg {

// One line a node, in order of creation:
//
//   y = MatMul(x, w:1, ^init) {T=DT_FLOAT, ...} -> float [?,10] on /cpu:0
std::string DumpGraph(const Graph& graph);

// The input of Graphviz' dot: name scopes as boxes in boxes, control edges
// dashed, edges labelled with dtype and shape.
std::string GraphToDot(const Graph& graph);

}  // namespace thalweg
