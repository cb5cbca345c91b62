# Everything comes from the system; nothing is fetched.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(Protobuf REQUIRED)
find_package(hwy CONFIG REQUIRED)
find_package(OneDnn REQUIRED)
find_package(ZLIB REQUIRED)
# libzip's own CMake package asks for its command-line tools too.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)

if(THALWEG_TOOLS OR THALWEG_TESTS)
  find_package(CLI11 CONFIG REQUIRED)
  find_package(nlohmann_json CONFIG REQUIRED)
  find_package(PNG REQUIRED)
  find_package(benchmark CONFIG REQUIRED)
endif()
if(THALWEG_TESTS)
  find_package(GTest CONFIG REQUIRED)
endif()
