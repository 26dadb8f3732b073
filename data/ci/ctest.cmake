# SPDX-License-Identifier: Apache-2.0
# ommcts as a test of a driver that CMake builds: include() this, with DRIVER_MANIFEST set to the manifest of the driver
# in the build tree. Where nothing can be judged, for want of a device, the test is skipped and not passed.
find_program(OMMCTS_PROGRAM ommcts)
if(OMMCTS_PROGRAM)
    add_test(NAME ommcts COMMAND ${OMMCTS_PROGRAM} run --icd ${DRIVER_MANIFEST}
        --junit ${CMAKE_CURRENT_BINARY_DIR}/ommcts.xml)
    # One GPU: no other test beside it.
    set_tests_properties(ommcts PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 1800 RUN_SERIAL ON LABELS gpu)
endif()
