# What `cmake --install` copies, as three parts: library (what programs run
# with), development (what they are built with), command.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/thalweg)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(TARGETS thalweg_shared EXPORT thalwegTargets
  LIBRARY COMPONENT library NAMELINK_COMPONENT development
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS thalweg_archive thalweg_static EXPORT thalwegStaticTargets
  ARCHIVE COMPONENT development
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(TARGET thalweg)
  install(TARGETS thalweg RUNTIME COMPONENT command)
endif()

# Public is what these two reach, read when installing, so that no list knows.
install(CODE "set(roots thalweg/thalweg.h thalweg/extension.h)
  set(trees \"${PROJECT_BINARY_DIR}/include\" \"${PROJECT_BINARY_DIR}/gen\")
  set(destination \"${CMAKE_INSTALL_INCLUDEDIR}\")" COMPONENT development)
install(SCRIPT ${PROJECT_SOURCE_DIR}/cmake/install_headers.cmake
        COMPONENT development)

# For CMake: find_package(thalweg).
install(EXPORT thalwegTargets NAMESPACE thalweg::
        DESTINATION ${package_dir} COMPONENT development)
install(EXPORT thalwegStaticTargets NAMESPACE thalweg::
        DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/thalwegConfig.cmake.in thalwegConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(thalwegConfigVersion.cmake
  COMPATIBILITY SameMajorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/thalwegConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/thalwegConfigVersion.cmake
  cmake/FindOneDnn.cmake cmake/FindLibzip.cmake
  DESTINATION ${package_dir} COMPONENT development)

# For all others: pkg-config thalweg, pkg-config thalweg-static.
list(TRANSFORM thalweg_public_absl PREPEND absl_ OUTPUT_VARIABLE public_absl)
list(JOIN public_absl ", " public_absl)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
  BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${pkgconfig_dir}
  OUTPUT_VARIABLE prefix_from_here)
foreach(name IN ITEMS thalweg thalweg-static)
  configure_file(cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
          DESTINATION ${pkgconfig_dir} COMPONENT development)
endforeach()

install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT development)
