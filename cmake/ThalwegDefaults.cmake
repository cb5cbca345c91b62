# What a build of Thalweg by itself chooses where the user has not; nothing
# here touches a project that includes Thalweg as a folder.

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Kind of build" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Paths relative to the source root let two checkouts share cached objects.
find_program(THALWEG_CCACHE ccache)
mark_as_advanced(THALWEG_CCACHE)
if(THALWEG_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      # What ccache asks for before it caches users of precompiled headers.
      CCACHE_SLOPPINESS=pch_defines,time_macros
      ${THALWEG_CCACHE})
endif()

# Every test program links the whole engine, so a quick linker pays.
find_program(THALWEG_LLD ld.lld)
mark_as_advanced(THALWEG_LLD)
if(THALWEG_LLD)
  add_link_options(-fuse-ld=lld)
endif()
