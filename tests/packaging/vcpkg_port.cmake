# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Runs the port as vcpkg would:  cmake -D source=TREE -D compiler=CXX -D packages=FOLDER -P vcpkg_port.cmake
cmake_minimum_required(VERSION 3.22)

file(READ "${source}/.packaging/vcpkg/vcpkg.json" manifest)
string(JSON name GET "${manifest}" name)
string(JSON count LENGTH "${manifest}" dependencies)
if(NOT name STREQUAL "aliyun-cas" OR count LESS 3)
    message(FATAL_ERROR "vcpkg.json: ${name}, ${count} dependencies")
endif()

set(CURRENT_PACKAGES_DIR "${packages}/aliyun-cas")
set(build "${packages}/build")

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()
function(vcpkg_cmake_configure)
    cmake_parse_arguments(arg "" "SOURCE_PATH" "OPTIONS" ${ARGN})
    run("${CMAKE_COMMAND}" -S "${arg_SOURCE_PATH}" -B "${build}" -G Ninja "-DCMAKE_CXX_COMPILER=${compiler}"
        "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}" ${arg_OPTIONS})
endfunction()
function(vcpkg_cmake_install)
    run("${CMAKE_COMMAND}" --build "${build}" --target install)
endfunction()
function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(arg "" "PACKAGE_NAME;CONFIG_PATH" "" ${ARGN})
    file(RENAME "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}" "${CURRENT_PACKAGES_DIR}/share/${arg_PACKAGE_NAME}")
    file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/cmake")
endfunction()
function(vcpkg_fixup_pkgconfig)
endfunction()
function(vcpkg_install_copyright)
    cmake_parse_arguments(arg "" "" "FILE_LIST" ${ARGN})
    file(COPY ${arg_FILE_LIST} DESTINATION "${CURRENT_PACKAGES_DIR}/share/aliyun-cas")
endfunction()

include("${source}/.packaging/vcpkg/portfile.cmake")

foreach(file IN ITEMS include/aliyun/cas.hpp share/aliyun_cas/aliyun_cas-config.cmake share/pkgconfig/aliyun_cas.pc share/aliyun-cas/LICENSE)
    if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/${file}")
        message(FATAL_ERROR "the port does not bring ${file}")
    endif()
endforeach()
