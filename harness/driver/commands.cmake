# SPDX-License-Identifier: Apache-2.0
# cmake -DHEADER=.../vulkan_core.h -DOUT_DIR=... -DEXTENSIONS="VK_KHR_a;VK_EXT_b" -P commands.cmake
#
# Reads the commands of Vulkan 1.0 to 1.3 and of EXTENSIONS out of the header and writes
#   commands.h    a prototype ref_<Name> for each,
#   commands.inc  REF_COMMAND(Name, LEVEL, OWNER, Function) for each, sorted by name,
#   defaults.c    a weak definition of each: a strong one elsewhere is the whole registration.
# A command that the core took over from an extension has the core's function. One-line function
# pointer types are what every version of the header writes the same way.
cmake_policy(VERSION 3.22)

set(sections VK_VERSION_1_0 VK_VERSION_1_1 VK_VERSION_1_2 VK_VERSION_1_3 ${EXTENSIONS})
file(STRINGS ${HEADER} lines
    REGEX "^#define VK_[A-Za-z0-9_]+ 1$|^typedef .*VKAPI_PTR.*\\)|VKAPI_CALL vk[A-Za-z0-9]+\\(")

set(section "")
set(found "")
set(commands "")
foreach(line IN LISTS lines)
    if(line MATCHES "^#define (VK_[A-Za-z0-9_]+) 1$")
        set(section ${CMAKE_MATCH_1})
        list(APPEND found ${section})
    elseif(NOT section IN_LIST sections)
        continue()
    elseif(line MATCHES "^typedef (.+) \\(VKAPI_PTR \\*PFN_vk([A-Za-z0-9]+)\\)\\((.+)\\)")
        set(name ${CMAKE_MATCH_2})
        set(type_${name} "${CMAKE_MATCH_1}")
        string(REGEX REPLACE " +" " " parameters_${name} "${CMAKE_MATCH_3}")
    elseif(line MATCHES "VKAPI_CALL vk([A-Za-z0-9]+)\\(")
        list(APPEND commands ${CMAKE_MATCH_1})
        set(owner_${CMAKE_MATCH_1} ${section})
    endif()
endforeach()

foreach(section IN LISTS sections)
    if(NOT section IN_LIST found)
        message(FATAL_ERROR
            "${HEADER} has no section ${section}; Vulkan-Headers 1.3.239 or newer is needed.")
    endif()
endforeach()
list(SORT commands)
list(REMOVE_DUPLICATES commands)

set(prototypes "")
set(rows "")
set(definitions "")
foreach(name IN LISTS commands)
    if(NOT DEFINED type_${name})
        message(FATAL_ERROR "${HEADER} declares vk${name} but no PFN_vk${name} on one line.")
    endif()
    set(type "${type_${name}}")
    set(parameters "${parameters_${name}}")

    set(level GLOBAL)
    if(parameters MATCHES "^VkInstance ")
        set(level INSTANCE)
    elseif(parameters MATCHES "^VkPhysicalDevice ")
        set(level PHYSICAL_DEVICE)
    elseif(parameters MATCHES "^Vk(Device|Queue|CommandBuffer) ")
        set(level DEVICE)
    endif()
    set(owner CORE)
    if(NOT owner_${name} MATCHES "^VK_VERSION_")
        string(REGEX REPLACE "^VK_" "" owner ${owner_${name}})
    endif()

    string(REGEX REPLACE "KHR$" "" function ${name})
    if(NOT function IN_LIST commands)
        set(function ${name})
    endif()
    string(APPEND rows "REF_COMMAND(${name}, ${level}, ${owner}, ${function})\n")
    if(NOT function STREQUAL name)
        continue()
    endif()

    set(body "")
    if(name MATCHES "^Create" AND parameters MATCHES ", Vk[A-Za-z0-9]+\\* (p[A-Za-z0-9]+)$")
        string(APPEND body "    *${CMAKE_MATCH_1} = VK_NULL_HANDLE;\n")
    endif()
    if(type STREQUAL "VkResult")
        string(APPEND body "    return VK_ERROR_FEATURE_NOT_PRESENT;\n")
    elseif(NOT type STREQUAL "void")
        string(APPEND body "    return 0;\n")
    endif()

    set(signature "VKAPI_ATTR ${type} VKAPI_CALL ref_${name}(${parameters})")
    string(APPEND prototypes "${signature};\n")
    string(APPEND definitions "\n__attribute__((weak)) ${signature}\n{\n${body}}\n")
endforeach()

set(note "// Made from vulkan_core.h by commands.cmake.\n")
file(WRITE ${OUT_DIR}/commands.h
    "${note}#ifndef REF_COMMANDS_H\n#define REF_COMMANDS_H\n\n#include <vulkan/vulkan_core.h>\n\n"
    "${prototypes}\n#endif\n")
file(WRITE ${OUT_DIR}/commands.inc "${note}${rows}")
file(WRITE ${OUT_DIR}/defaults.c "${note}#include \"commands.h\"\n${definitions}")
