# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` installs beside the driver and the layer (their folders say how): the binary, its data, and the
# package by which another repository adds cases of its own. Every path in what is installed is relative to it, so that
# the installation can be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS ommcts RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES data/layer-known.tsv data/vuids.tsv data/assertions.tsv DESTINATION ${CMAKE_INSTALL_DATADIR}/ommcts)
install(DIRECTORY data/caselists data/expectations data/ci DESTINATION ${CMAKE_INSTALL_DATADIR}/ommcts)
install(PROGRAMS scripts/new-case DESTINATION ${CMAKE_INSTALL_DATADIR}/ommcts RENAME new-case)

# The suite as object code, in two files: all but the cases, and the cases. One file each, so that no object of an
# older installation stays behind; never an archive, for the reason given at the binary. Without what debuggers read,
# which is 20 times as much: the binary has that.
function(omm_join_objects output)
    list(TRANSFORM ARGN REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
    set(file ${PROJECT_BINARY_DIR}/objects/${output})
    # Through the compiler, which knows the format of its objects (-m32).
    separate_arguments(flags NATIVE_COMMAND "${CMAKE_C_FLAGS}")
    add_custom_command(OUTPUT ${file}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/objects
        COMMAND ${CMAKE_C_COMPILER} ${flags} -r -nostdlib -Wl,--strip-debug -o ${file} ${objects}
        DEPENDS ${ARGN} ${objects} COMMAND_EXPAND_LISTS VERBATIM
        COMMENT "Joining objects/${output}")
    add_custom_target(${output} ALL DEPENDS ${file})
    install(FILES ${file} DESTINATION ${CMAKE_INSTALL_LIBDIR}/ommcts)
endfunction()
omm_join_objects(ommcts_suite.o omm_main omm_ids omm_runner omm_api)
omm_join_objects(ommcts_cases.o omm_cases)

install(DIRECTORY include/ommcts DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# Cases see this release of greatest and no other, so it comes along.
install(FILES ${GREATEST_INCLUDE_DIR}/greatest.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ommcts/greatest)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ommcts)
file(SHA256 ${VOLK_DIR}/volk.h OMMCTS_VOLK_HASH)
set(OMMCTS_VULKAN_HEADER_VERSION ${header_version})
configure_package_config_file(cmake/ommcts-config.cmake.in ${PROJECT_BINARY_DIR}/cmake/ommcts-config.cmake
    INSTALL_DESTINATION ${package_dir}
    PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/ommcts-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cmake/ommcts-config.cmake
    ${PROJECT_BINARY_DIR}/cmake/ommcts-config-version.cmake DESTINATION ${package_dir})
