# SPDX-License-Identifier: Apache-2.0
# greatest 1.5.0 and no other, by its hash: from -DGREATEST_INCLUDE_DIR, the system's include path, or where
# scripts/setup puts it.
set(greatest_sha256 1292593d95c35eeccc89ffa1c91d6fe53b49f81cbf2c2b7758842b7f3186fcc2)

function(omm_is_greatest dir result)
    set(hash "")
    if(EXISTS ${dir}/greatest.h)
        file(SHA256 ${dir}/greatest.h hash)
    endif()
    string(COMPARE EQUAL "${hash}" ${greatest_sha256} same)
    set(${result} ${same} PARENT_SCOPE)
endfunction()

if(NOT GREATEST_INCLUDE_DIR)
    find_path(greatest_system_dir greatest.h NO_CACHE)
    foreach(dir IN ITEMS ${greatest_system_dir} ${PROJECT_SOURCE_DIR}/.cache/greatest)
        omm_is_greatest(${dir} found)
        if(found)
            set(GREATEST_INCLUDE_DIR ${dir})
            break()
        endif()
    endforeach()
endif()
if(NOT GREATEST_INCLUDE_DIR)
    omm_missing("greatest.h 1.5.0 (SHA-256 ${greatest_sha256})" "the assertions of the cases")
endif()
omm_is_greatest(${GREATEST_INCLUDE_DIR} found)
if(NOT found)
    message(FATAL_ERROR "${GREATEST_INCLUDE_DIR}/greatest.h is not there or is not release 1.5.0 "
        "(SHA-256 ${greatest_sha256}): correct -DGREATEST_INCLUDE_DIR, or leave it away and run scripts/setup.")
endif()
