# SPDX-License-Identifier: Apache-2.0
# Each dependency is looked for where its own project says; one that is missing ends the configuration with one
# sentence: what it is for, and how to get it.
function(omm_missing what purpose)
    message(FATAL_ERROR "${what} is missing: it is needed for ${purpose}. "
        "scripts/setup gets it, or tells what to install.")
endfunction()

find_package(Threads REQUIRED)
find_package(PkgConfig QUIET)
if(NOT PkgConfig_FOUND)
    omm_missing("pkg-config" "finding the libraries")
endif()
find_package(LibXml2 QUIET)
if(NOT LibXml2_FOUND)
    omm_missing("libxml2 (headers and library)" "the JUnit report")
endif()
pkg_check_modules(JANSSON QUIET IMPORTED_TARGET jansson)
if(NOT JANSSON_FOUND)
    omm_missing("jansson (headers and library)" "reading and writing JSON")
endif()

find_path(VULKAN_HEADERS_DIR vulkan/vulkan_core.h HINTS $ENV{VULKAN_SDK}/include)
if(NOT VULKAN_HEADERS_DIR)
    omm_missing("vulkan/vulkan_core.h (the Vulkan headers, 1.3.239 or newer)" "the API under test")
endif()
file(STRINGS ${VULKAN_HEADERS_DIR}/vulkan/vulkan_core.h header_version REGEX "^#define VK_HEADER_VERSION [0-9]+$")
string(REGEX REPLACE "^#define VK_HEADER_VERSION " "" header_version "${header_version}")
if(header_version LESS 239)
    message(FATAL_ERROR "The Vulkan headers in ${VULKAN_HEADERS_DIR} have header version ${header_version}: "
        "they must be 1.3.239 or newer, the first that this suite is tested with. "
        "Point -DVULKAN_HEADERS_DIR at the include folder of newer ones.")
endif()

find_path(VOLK_DIR volk.h HINTS ${VULKAN_HEADERS_DIR} $ENV{VULKAN_SDK}/include PATH_SUFFIXES volk)
if(NOT VOLK_DIR OR NOT EXISTS ${VOLK_DIR}/volk.c)
    omm_missing("volk (volk.h with volk.c beside it)" "the tables of Vulkan commands")
endif()

find_path(SPIRV_HEADERS_DIR spirv/unified1/spirv.h HINTS ${VULKAN_HEADERS_DIR} $ENV{VULKAN_SDK}/include)
if(NOT SPIRV_HEADERS_DIR)
    omm_missing("spirv/unified1/spirv.h (the SPIR-V headers)" "the shaders of the reference driver")
endif()
find_program(GLSLANG_PROGRAM NAMES glslangValidator glslang HINTS $ENV{VULKAN_SDK}/bin)
if(NOT GLSLANG_PROGRAM)
    omm_missing("glslangValidator (glslang)" "compiling the read-back shader")
endif()

include(${CMAKE_CURRENT_LIST_DIR}/greatest.cmake)

add_library(omm_greatest INTERFACE)
target_include_directories(omm_greatest SYSTEM INTERFACE ${GREATEST_INCLUDE_DIR})
add_library(omm_vulkan_headers INTERFACE)
target_include_directories(omm_vulkan_headers SYSTEM INTERFACE ${VULKAN_HEADERS_DIR})
add_library(omm_spirv_headers INTERFACE)
target_include_directories(omm_spirv_headers SYSTEM INTERFACE ${SPIRV_HEADERS_DIR})
