# SPDX-License-Identifier: Apache-2.0
# One interface target that every target of this project links: warnings, the sanitizers a preset asked
# for, and source paths that do not depend on where the tree lies.
add_library(omm_flags INTERFACE)
target_compile_options(omm_flags INTERFACE
    -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef
    -fno-common -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
    $<$<BOOL:${OMMCTS_WERROR}>:-Werror>)
target_compile_definitions(omm_flags INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)

set(OMMCTS_SANITIZE "" CACHE STRING "Value for -fsanitize=, e.g. address,undefined or thread")
if(OMMCTS_SANITIZE)
    target_compile_options(omm_flags INTERFACE -fsanitize=${OMMCTS_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=undefined)
    target_link_options(omm_flags INTERFACE -fsanitize=${OMMCTS_SANITIZE})
endif()

option(OMMCTS_COVERAGE "Count lines for gcov" OFF)
if(OMMCTS_COVERAGE)
    target_compile_options(omm_flags INTERFACE --coverage)
    target_link_options(omm_flags INTERFACE --coverage)
endif()
