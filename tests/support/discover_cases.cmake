# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Asks a Boost.Test program for its cases and writes them down as tests of CTest: -D program= -D label= -D output= -P this.
# The program answers with an indented tree, four blanks a level; a line without anything deeper below it is a case, unless it is
# one sample of a data-driven case (`_0`, `_1`, …): then the case is its parent. `*` marks what is enabled.
# With -D whole_suites=ON a test is a suite: for trees in which a program takes long to start.
cmake_minimum_required(VERSION 3.22)

execute_process(COMMAND "${program}" --list_content=HRF OUTPUT_VARIABLE tree ERROR_VARIABLE tree RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${program} cannot list its cases:\n${tree}")
endif()

set(cases "")
set(candidate "")       # the line before this one, a case if this one is not deeper
set(candidate_depth -1)
string(REPLACE ";" "\\;" tree "${tree}")
string(REPLACE "\n" ";" lines "${tree};-end-*")
foreach(line IN LISTS lines)
    if(NOT line MATCHES "^( *)([^ ].*)\\*$")
        continue()
    endif()
    set(name "${CMAKE_MATCH_2}")
    string(LENGTH "${CMAKE_MATCH_1}" indent)
    math(EXPR depth "${indent} / 4")
    if(name MATCHES "^_[0-9]+$")
        continue()
    endif()
    if(candidate AND depth LESS_EQUAL candidate_depth)
        if(whole_suites)
            set(candidate "${path_0}")
        endif()
        list(APPEND cases "${candidate}")
    endif()
    if(depth EQUAL 0)
        set(path_0 "${name}")
    else()
        math(EXPR above "${depth} - 1")
        set(path_${depth} "${path_${above}}/${name}")
    endif()
    set(candidate "${path_${depth}}")
    set(candidate_depth ${depth})
endforeach()

if(NOT cases)
    message(FATAL_ERROR "${program} has no cases")
endif()
list(REMOVE_DUPLICATES cases)
set(timeout 120)
if(whole_suites)
    set(timeout 600)
endif()
set(script "")
foreach(case IN LISTS cases)
    string(APPEND script "add_test([==[${label}/${case}]==] [==[${program}]==] [==[--run_test=${case}]==]"
                         " --catch_system_errors=no --color_output=no)\n"
                         "set_tests_properties([==[${label}/${case}]==] PROPERTIES LABELS ${label} TIMEOUT ${timeout})\n")
endforeach()
file(WRITE "${output}" "${script}")
