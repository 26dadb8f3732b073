# SPDX-License-Identifier: Apache-2.0
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(LibXml2 REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
find_path(VULKAN_HEADERS_DIR vulkan/vulkan_core.h REQUIRED)
find_path(VOLK_DIR volk.h PATH_SUFFIXES volk REQUIRED)
find_path(GREATEST_INCLUDE_DIR greatest.h PATHS ${PROJECT_SOURCE_DIR}/.cache/greatest REQUIRED)

add_library(omm_greatest INTERFACE)
target_include_directories(omm_greatest SYSTEM INTERFACE ${GREATEST_INCLUDE_DIR})
add_library(omm_vulkan_headers INTERFACE)
target_include_directories(omm_vulkan_headers SYSTEM INTERFACE ${VULKAN_HEADERS_DIR})
