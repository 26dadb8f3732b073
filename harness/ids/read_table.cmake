# SPDX-License-Identifier: Apache-2.0
# Reads a table with tabs between its columns. Included by the scripts that write C from it; `table` is the file.
# CMake's lists take these four characters for their own, so they wait as control characters.
string(ASCII 1 backslash)
string(ASCII 2 semicolon)
string(ASCII 3 bracket_open)
string(ASCII 4 bracket_close)

# Ends the build, naming the line; an editor jumps there.
function(refuse line why)
    message(FATAL_ERROR "${table}:${line}: ${why}")
endfunction()

# Sets `lines` to the file's lines, empty ones too.
function(read_lines)
    file(READ ${table} text)
    if(text MATCHES "\r")
        refuse(1 "lines end with a carriage return; they must end with a line feed alone")
    endif()
    string(REPLACE "\\" "${backslash}" text "${text}")
    string(REPLACE ";" "${semicolon}" text "${text}")
    string(REPLACE "[" "${bracket_open}" text "${text}")
    string(REPLACE "]" "${bracket_close}" text "${text}")
    string(REPLACE "\n" ";" text "${text}")
    set(lines "${text}" PARENT_SCOPE)
endfunction()

# Sets `cells` to the columns of a line; there must be `count` of them, none of them empty.
function(split_line number line count)
    string(REPLACE "\t" ";" cells "${line}")
    list(LENGTH cells found)
    if(NOT found EQUAL count)
        refuse(${number} "${found} columns where the first row has ${count}: one tab stands between two columns")
    endif()
    set(column 0)
    foreach(cell IN LISTS cells)
        math(EXPR column "${column} + 1")
        if("${cell}" MATCHES "^ *$|^ | $")
            refuse(${number} "column ${column} is empty or has blanks around it; \"-\" says that there is nothing")
        endif()
    endforeach()
    set(cells "${cells}" PARENT_SCOPE)
endfunction()

# Each ID once.
function(remember_id number id)
    get_property(line GLOBAL PROPERTY "seen ${id}")
    if(line)
        refuse(${number} "${id} is there twice, first in line ${line}")
    endif()
    set_property(GLOBAL PROPERTY "seen ${id}" ${number})
endfunction()

# Sets `result` to a C string, or to NULL for "-".
function(to_c cell result)
    string(REPLACE "${semicolon}" ";" cell "${cell}")
    string(REPLACE "${bracket_open}" "[" cell "${cell}")
    string(REPLACE "${bracket_close}" "]" cell "${cell}")
    string(REPLACE "${backslash}" "\\\\" cell "${cell}")
    string(REPLACE "\"" "\\\"" cell "${cell}")
    if("${cell}" STREQUAL "-")
        set(${result} "NULL" PARENT_SCOPE)
    else()
        set(${result} "\"${cell}\"" PARENT_SCOPE)
    endif()
endfunction()
