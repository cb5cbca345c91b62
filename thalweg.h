// Everything a program that builds and runs graphs needs:
//
//   #include "thalweg/thalweg.h"
//   namespace tw = thalweg;
#pragma once

#include "thalweg/graph/dlpack.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/graph_io.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/io/npy.h"
#include "thalweg/graph/io/npz.h"
#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/thread_pool.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/operators.h"
#include "thalweg/ops/ops.h"
#include "thalweg/runtime/run_metadata.h"
#include "thalweg/runtime/session.h"
