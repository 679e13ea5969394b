#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The unit and integration tests under every compiler, standard library, Boost and OpenSSL at hand, one tree after the other, all with
# warnings as errors; header-only in the first two rows, on aliyun::cas_compiled in the others. Prints a matrix. Hours on a small
# machine, and not part of the default run.
#
#     tests/compatibility.sh [ROW...]      all rows, or those named; their names stand below
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/support/setup.sh

rows=(g++-12 clang-14 clang-19 clang-19-libc++ boost-newest single-header mingw debian-13)
[ $# -eq 0 ] || rows=("$@")
build=$PWD/build/compatibility
mkdir -p "$build"
matrix=
bad=0

tested() # FOLDER CMAKE_ARGUMENT...
{
    local folder=$1
    shift
    cmake -S . -B "$folder" -G Ninja -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG=-O0 -D ALIYUN_CAS_WERROR=ON "$@" &&
        cmake --build "$folder" --parallel "$(nproc)" --target unit_tests integration_tests &&
        ctest --test-dir "$folder" --parallel "$(nproc)" --output-on-failure --no-tests=error -L '^(unit|integration)$'
}

row() # NAME
{
    case $1 in
        g++-12) need g++-12 && tested "$build/$1" -D CMAKE_CXX_COMPILER=g++-12 -D ALIYUN_CAS_TEST_COMPILED=OFF ;;
        clang-14) need clang-14 && tested "$build/$1" -D CMAKE_CXX_COMPILER=clang++-14 -D ALIYUN_CAS_TEST_COMPILED=OFF ;;
        clang-19) need clang-19 && tested "$build/$1" -D CMAKE_CXX_COMPILER=clang++-19 ;;
        clang-19-libc++)
            # Boost's compiled libraries are of the other standard library: the headers bring their own parts, statically.
            # pugixml's may stay: nothing of the standard library crosses its interface here.
            need clang-19 libc++-19-dev libc++abi-19-dev && tested "$build/$1" -D CMAKE_CXX_COMPILER=clang++-19 \
                -D CMAKE_CXX_FLAGS=-stdlib=libc++ -D CMAKE_DISABLE_FIND_PACKAGE_boost_json=ON \
                -D CMAKE_DISABLE_FIND_PACKAGE_boost_unit_test_framework=ON
            ;;
        boost-newest) tests/boost_newest.sh ;;
        single-header) tested "$build/$1" -D ALIYUN_CAS_TEST_SINGLE_HEADER=ON ;;
        mingw) mingw ;;
        debian-13) debian_13 ;;
        *) echo "no such row"; return 1 ;;
    esac
}

# Every header by itself, syntax only: Boost, OpenSSL and pugixml as headers, without anything else of the system's.
mingw()
{
    need g++-mingw-w64-x86-64-posix || return 1
    local foreign=$build/mingw-headers header compiled wrong=0
    mkdir -p "$foreign/openssl"
    cp -RL /usr/include/openssl/. "$foreign/openssl/"
    cp /usr/include/x86_64-linux-gnu/openssl/*.h "$foreign/openssl/"
    cp /usr/include/pugi*.hpp "$foreign/"
    ln -sfn /usr/include/boost "$foreign/boost"
    while read -r header; do
        compiled=
        [ "$header" != aliyun/cas/src.hpp ] || compiled=-DALIYUN_CAS_SEPARATE_COMPILATION # it refuses to be without
        x86_64-w64-mingw32-g++-posix -std=c++20 -D_WIN32_WINNT=0x0A00 $compiled -Iinclude -isystem "$foreign" -fsyntax-only -w -x c++ \
            -include "$header" /dev/null || { echo "FAILED: $header"; wrong=1; }
    done < <(cd include && find aliyun -name '*.hpp' | LC_ALL=C sort)
    return $wrong
}

# g++ 14 and OpenSSL 3.5 of the next Debian, in a tree of its own; takes root.
debian_13()
{
    need debootstrap || return 1
    local tree=$build/debian-13-root
    [ -f "$tree/etc/debian_version" ] ||
        as_root debootstrap --variant=minbase --include=g++,cmake,ninja-build,libboost1.88-dev,libboost-json1.88-dev,libboost-test1.88-dev,libssl-dev,libpugixml-dev,mawk \
            trixie "$tree" || return 1
    printf '127.0.0.1 localhost\n::1 localhost\n' | as_root tee "$tree/etc/hosts" >/dev/null # the tests' servers
    as_root rm -rf "$tree/source"
    as_root mkdir "$tree/source"
    git ls-files -z | as_root xargs -0 cp --parents -t "$tree/source"
    as_root chroot "$tree" bash -ec 'cd /source
        cmake -S . -B /build -G Ninja -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG=-O0 -D ALIYUN_CAS_WERROR=ON \
            -D ALIYUN_CAS_BUILD_EXAMPLES=OFF
        cmake --build /build --parallel "$(nproc)" --target unit_tests integration_tests
        ctest --test-dir /build --output-on-failure --no-tests=error -L "^(unit|integration)$"'
}

need "${packages_to_build[@]}" libboost-test1.81-dev || exit 1
for name in "${rows[@]}"; do
    echo "== $name"
    verdict=ok
    row "$name" >"$build/$name.log" 2>&1 || { verdict=FAILED; bad=1; tail -n 15 "$build/$name.log" | cut -c 1-200; }
    counts=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\2 tests, \1 failed/p' "$build/$name.log" | tail -n 1)
    matrix+="| $name | $verdict | ${counts:-} |"$'\n'
done
echo
echo "| row | result | tests |"
echo "|---|---|---|"
printf '%s' "$matrix"
exit $bad
