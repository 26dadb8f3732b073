# SPDX-License-Identifier: Apache-2.0
option(OMMCTS_COVERAGE "Count lines for gcov" OFF)
# gcov finds a source by the path it was compiled from.
set(mapped $<IF:$<BOOL:${OMMCTS_COVERAGE}>,macro,file>)

# One interface target that every target of this project links: warnings, the sanitizers a preset asked
# for, and source and debug paths that depend neither on where the tree lies nor on where it is built. Of two that
# match, the later one counts.
add_library(omm_flags INTERFACE)
target_compile_options(omm_flags INTERFACE
    -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef
    -fno-common -f${mapped}-prefix-map=${PROJECT_SOURCE_DIR}/= -f${mapped}-prefix-map=${PROJECT_BINARY_DIR}=.
    $<$<BOOL:${OMMCTS_WERROR}>:-Werror>)
target_compile_definitions(omm_flags INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)

# Assertions are part of the suite in every build type. CMake's own defaults carry -DNDEBUG; anybody else's is
# a misunderstanding that has to be told.
foreach(type IN ITEMS RELEASE RELWITHDEBINFO MINSIZEREL)
    string(REGEX REPLACE "(^| )-DNDEBUG( |$)" " " CMAKE_C_FLAGS_${type} "${CMAKE_C_FLAGS_${type}}")
endforeach()
get_directory_property(definitions COMPILE_DEFINITIONS)
if("${CMAKE_C_FLAGS} ${definitions}" MATCHES "NDEBUG")
    message(FATAL_ERROR "NDEBUG is defined in the compiler flags (${CMAKE_C_FLAGS}): "
        "the suite keeps its assertions in every build type, so leave it away.")
endif()

set(OMMCTS_SANITIZE "" CACHE STRING "Value for -fsanitize=, e.g. address,undefined or thread")
if(OMMCTS_SANITIZE)
    target_compile_options(omm_flags INTERFACE -fsanitize=${OMMCTS_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(omm_flags INTERFACE -fsanitize=${OMMCTS_SANITIZE})
    if(OMMCTS_SANITIZE MATCHES "thread")
        # GCC copies inline where it knows a bound of the size, and ThreadSanitizer sees nothing of that.
        target_compile_options(omm_flags INTERFACE -fno-builtin-memcpy -fno-builtin-memmove
            -fno-builtin-memset -fno-builtin-memcmp)
    endif()
    if(OMMCTS_SANITIZE MATCHES "undefined")
        # Undefined behaviour ends the process, so that no test can pass over it.
        target_compile_options(omm_flags INTERFACE -fno-sanitize-recover=undefined)
    endif()
endif()

if(OMMCTS_COVERAGE)
    target_compile_options(omm_flags INTERFACE --coverage -fprofile-update=atomic)
    target_link_options(omm_flags INTERFACE --coverage)
    target_compile_definitions(omm_flags INTERFACE OMMCTS_COVERAGE)
endif()
