# SPDX-License-Identifier: Apache-2.0
# cmake -Dtable=assertions.tsv -Doutput=assertions.c -P write_assertions.cmake
include(${CMAKE_CURRENT_LIST_DIR}/read_table.cmake)

set(columns id class statement observation where)
set(class_E IDS_EXPLICIT)
set(class_D IDS_DERIVED)
set(class_I IDS_IMPLIED)
set(class_APP IDS_APPLICATION)
set(class_U IDS_UNTESTABLE)
set(class_none IDS_NO_RULE)

read_lines()
set(number 0)
set(header "")
set(rows "")
foreach(line IN LISTS lines)
    math(EXPR number "${number} + 1")
    if(line STREQUAL "" OR line MATCHES "^#")
        continue()
    endif()
    split_line(${number} "${line}" 5)
    if(header STREQUAL "")
        set(header "${cells}")
        if(NOT header STREQUAL columns)
            string(REPLACE ";" ", " wanted "${columns}")
            refuse(${number} "the columns must be ${wanted}")
        endif()
        continue()
    endif()
    list(POP_FRONT cells id class statement observation where)
    if(NOT id MATCHES "^A[0-9][0-9][0-9]$")
        refuse(${number} "${id} is no assertion: A and three digits")
    elseif(NOT DEFINED class_${class})
        refuse(${number} "the class of ${id} is ${class}; it must be E, D, I, APP, U or none")
    endif()
    remember_id(${number} ${id})
    to_c("${statement}" statement)
    to_c("${observation}" observation)
    to_c("${where}" where)
    string(APPEND rows "    {\"${id}\", ${class_${class}}, ${statement}, ${observation}, ${where}},\n")
endforeach()
if(rows STREQUAL "")
    refuse(${number} "there is no row")
endif()

file(WRITE ${output}.new "// Written by the build from ${table}.
#include \"tables.h\"

const struct ids_assertion ids_assertions[] = {
${rows}};
const size_t ids_assertions_length = sizeof ids_assertions / sizeof ids_assertions[0];
")
file(RENAME ${output}.new ${output})
