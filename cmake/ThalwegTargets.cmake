# How the layers become a library, a command and tests.

# Compile options of everything in the tree.
add_library(thalweg_options INTERFACE)
target_compile_features(thalweg_options INTERFACE cxx_std_20)
target_compile_options(thalweg_options INTERFACE -Wall -Wextra)
target_compile_options(thalweg_options INTERFACE
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  # g++ 12 believes that an absl::InlinedVector moves what it never set.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<BOOL:${THALWEG_WERROR}>:-Werror>)
target_include_directories(thalweg_options INTERFACE
  ${PROJECT_BINARY_DIR}/include ${PROJECT_BINARY_DIR}/gen)
target_link_libraries(thalweg_options INTERFACE
  absl::status absl::statusor absl::strings absl::str_format absl::span
  absl::flat_hash_map absl::flat_hash_set absl::inlined_vector absl::hash
  absl::synchronization absl::time protobuf::libprotobuf Threads::Threads)
if(THALWEG_SANITIZE)
  target_compile_options(thalweg_options INTERFACE
    -fsanitize=${THALWEG_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(thalweg_options INTERFACE
    -fsanitize=${THALWEG_SANITIZE})
endif()
if(THALWEG_SANITIZE MATCHES "thread")
  # Where the compiler says that it sanitizes, protobuf's maps get a member more
  # than those in the distribution's library; libstdc++ is told by its own name.
  target_compile_options(thalweg_options INTERFACE
    -U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
endif()

# Highway compiles each kernel once per instruction set. oneDNN needs SSE4.1
# anyway, so that is the floor: three sets (SSE4, AVX2, AVX-512), none scalar.
add_library(thalweg_highway INTERFACE)
target_link_libraries(thalweg_highway INTERFACE hwy::hwy)
target_compile_definitions(thalweg_highway INTERFACE HWY_WANT_SSE4=1)

# Properties of every target in the tree.
function(thalweg_target target)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${target} PRIVATE thalweg_options)
endfunction()

# Counts an object library made elsewhere as a layer. Layers are object
# libraries because a static library drops objects that only register
# themselves.
function(thalweg_adopt_layer target)
  thalweg_target(${target})
  set_property(GLOBAL APPEND PROPERTY THALWEG_LAYERS ${target})
endfunction()

# thalweg_precompile(TARGET HEADER...)
# Headers that nearly every file of the target reads, read once: half of a
# small file's compile time. The presets that check do without, so that no
# include goes missing.
function(thalweg_precompile target)
  list(TRANSFORM ARGN REPLACE "(.+)" "<\\1>" OUTPUT_VARIABLE headers)
  target_precompile_headers(${target} PRIVATE ${headers})
  thalweg_use_precompiled(${target})
endfunction()
function(thalweg_use_precompiled target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # -fpch-preprocess lets ccache see what changed in them. g++ 12 forgets
    # that absl's headers among them are the system's, and is wrong about them.
    target_compile_options(${target} PRIVATE
      -fpch-preprocess -Wno-array-bounds)
  endif()
endfunction()

# thalweg_layer(NAME RECURSE|FLAT FOLDER [LINK LIB...] [PRECOMPILE HEADER...]
#               [HIDDEN])
# One folder's sources as an object library; a folder without any is no layer.
# A HIDDEN layer has no name for users in it.
function(thalweg_layer target mode folder)
  cmake_parse_arguments(PARSE_ARGV 3 arg "HIDDEN" "" "LINK;PRECOMPILE")
  if(mode STREQUAL "RECURSE")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cc)
  else()
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  endif()
  if(NOT sources)
    return()
  endif()
  add_library(${target} OBJECT ${sources})
  if(arg_PRECOMPILE)
    thalweg_precompile(${target} ${arg_PRECOMPILE})
  endif()
  if(arg_HIDDEN)
    set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden)
  endif()
  target_link_libraries(${target} PRIVATE ${arg_LINK})
  thalweg_adopt_layer(${target})
  if(TARGET thalweg_proto)
    add_dependencies(${target} thalweg_proto)
  endif()
endfunction()

# Writes thalweg/ops/ops.h, which includes every header of the families under
# ops/, so that adding an op edits no list.
function(thalweg_ops_header)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS
       RELATIVE ${PROJECT_SOURCE_DIR} ops/*/*.h)
  list(TRANSFORM headers REPLACE "(.+)" "#include \"thalweg/\\1\"\n")
  list(JOIN headers "" includes)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/gen/thalweg/ops/ops.h @ONLY
       CONTENT "// Every op's wrapper.\n#pragma once\n\n@includes@")
endfunction()

# The parts of Abseil that public headers read, and what the layers call.
set(thalweg_public_absl
  status statusor strings span function_ref flat_hash_set inlined_vector)
set(thalweg_called_libraries
  OneDnn::dnnl hwy::hwy Libzip::zip ZLIB::ZLIB)

# What programs that use the library `target` need to read its headers.
function(thalweg_public_headers target)
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_include_directories(${target} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/gen>)
  list(TRANSFORM thalweg_public_absl PREPEND absl:: OUTPUT_VARIABLE absl)
  target_link_libraries(${target} INTERFACE ${absl})
endfunction()

# All layers as one: thalweg_objects for programs of this tree, which reach
# internals and start faster without a shared library, and for users
# libthalweg.so (thalweg::thalweg) and libthalweg.a (thalweg::thalweg_static)
# of the same objects.
function(thalweg_library)
  add_library(thalweg_objects INTERFACE)
  target_link_libraries(thalweg_objects INTERFACE ${thalweg_called_libraries})
  get_property(layers GLOBAL PROPERTY THALWEG_LAYERS)
  if(NOT layers)
    return()
  endif()
  list(TRANSFORM layers REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>"
       OUTPUT_VARIABLE objects)
  target_sources(thalweg_objects INTERFACE ${objects})

  # The target is not called thalweg, since that is the command's name.
  add_library(thalweg_shared SHARED ${objects})
  add_library(thalweg::thalweg ALIAS thalweg_shared)
  thalweg_target(thalweg_shared)
  thalweg_public_headers(thalweg_shared)
  target_link_libraries(thalweg_shared PRIVATE thalweg_objects)
  set_target_properties(thalweg_shared PROPERTIES
    OUTPUT_NAME thalweg EXPORT_NAME thalweg LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
  set(exports ${PROJECT_SOURCE_DIR}/cmake/thalweg.map)
  set_target_properties(thalweg_shared PROPERTIES LINK_DEPENDS ${exports})
  target_link_options(thalweg_shared PRIVATE
    -Wl,-O1 -Wl,--as-needed -Wl,--gc-sections -Wl,--version-script=${exports})

  add_library(thalweg_archive STATIC ${objects})
  thalweg_public_headers(thalweg_archive)
  target_link_libraries(thalweg_archive INTERFACE
    ${thalweg_called_libraries} protobuf::libprotobuf Threads::Threads
    absl::flat_hash_map absl::hash absl::str_format absl::synchronization
    absl::time)
  set_target_properties(thalweg_archive PROPERTIES
    OUTPUT_NAME thalweg LINKER_LANGUAGE CXX)
  # Ops and kernels only register themselves: nothing refers to their objects,
  # so the linker has to be told to take all of them.
  add_library(thalweg_static INTERFACE)
  add_library(thalweg::thalweg_static ALIAS thalweg_static)
  target_link_libraries(thalweg_static INTERFACE
    $<LINK_LIBRARY:WHOLE_ARCHIVE,$<TARGET_NAME:thalweg_archive>>)
  if(NOT THALWEG_INSTALL)
    set_target_properties(thalweg_shared thalweg_archive PROPERTIES
      EXCLUDE_FROM_ALL ON)
  endif()
endfunction()

# thalweg_program(NAME SOURCES... [LINK LIB...])
# An executable that carries the whole engine.
function(thalweg_program target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  add_executable(${target} ${arg_UNPARSED_ARGUMENTS})
  thalweg_target(${target})
  target_link_libraries(${target} PRIVATE ${arg_LINK} thalweg_objects)
  target_link_options(${target} PRIVATE
    -Wl,-O1 -Wl,--as-needed -Wl,--gc-sections)
endfunction()
