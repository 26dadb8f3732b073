# SPDX-License-Identifier: Apache-2.0
# Writes OUT: for each structure of HEADER that a device's create info may lead to, its type and its
# name. The two are matched by their letters alone, because no rule leads from PhysicalDevice8BitStorage
# to PHYSICAL_DEVICE_8BIT_STORAGE and back for all of them.
file(STRINGS ${HEADER} lines
    REGEX "^    VK_STRUCTURE_TYPE_[A-Z0-9_]+ = [0-9]+,|^typedef struct Vk(PhysicalDevice[A-Za-z0-9]*Features[A-Za-z0-9]*|Device[A-Za-z0-9]*CreateInfo[A-Za-z0-9]*) {")
set(rows "// Made from vulkan_core.h.\n")
foreach(line IN LISTS lines)
    if(line MATCHES "VK_STRUCTURE_TYPE_([A-Z0-9_]+)")
        string(REPLACE "_" "" letters ${CMAKE_MATCH_1})
        set(type_${letters} VK_STRUCTURE_TYPE_${CMAKE_MATCH_1})
    elseif(line MATCHES "struct Vk([A-Za-z0-9]+)")
        string(TOUPPER ${CMAKE_MATCH_1} letters)
        # VkDeviceCreateInfo itself and structures without a type of their own fall out here.
        if(DEFINED type_${letters} AND NOT letters STREQUAL "DEVICECREATEINFO")
            string(APPEND rows "LAY_STRUCTURE(${type_${letters}}, Vk${CMAKE_MATCH_1})\n")
        endif()
    endif()
endforeach()
file(WRITE ${OUT} "${rows}")
