# kernels/cuda, where there is a toolkit to build it with.

find_package(CUDAToolkit QUIET)
file(GLOB_RECURSE cuda_sources CONFIGURE_DEPENDS
     kernels/cuda/*.cc kernels/cuda/*.cu)
if(NOT CUDAToolkit_FOUND)
  message(WARNING "THALWEG_CUDA is on, but no CUDA toolkit was found: "
                  "building without kernels/cuda")
elseif(NOT cuda_sources)
  message(STATUS "THALWEG_CUDA is on, but kernels/cuda has no sources: "
                 "nothing more to build")
else()
  set(CMAKE_CUDA_ARCHITECTURES 90)
  set(CMAKE_CUDA_STANDARD 20)
  enable_language(CUDA)
  add_library(thalweg_kernels_cuda OBJECT ${cuda_sources})
  target_link_libraries(thalweg_kernels_cuda PRIVATE CUDA::cudart)
  thalweg_adopt_layer(thalweg_kernels_cuda)
endif()
