#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Builds and tests against a newer Boost than the system's: the headers of Debian's unstable package, downloaded by a list of sources
# of their own and unpacked below build/, never installed. Not part of the default run.
#
#     tests/boost_newest.sh [VERSION]      1.90 unless another is given
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/setup.sh

version=${1:-1.90}
folder=$PWD/build/boost-$version
tree=$PWD/build/with-boost-$version

need "${packages_to_build[@]}"

if [ ! -f "$folder/usr/include/boost/version.hpp" ]; then
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian sid main' \
        >"$folder/sources.list"
    apt=(apt-get --quiet -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=-
         -o Dir::State::Lists="$folder/lists" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User=root)
    "${apt[@]}" update
    (cd "$folder" && "${apt[@]}" download "libboost$version-dev" && dpkg -x ./*.deb .)
    rm -rf "$folder/lists" "$folder/cache" "$folder"/*.deb
fi

cmake -S . -B "$tree" -G Ninja -D CMAKE_PREFIX_PATH="$folder/usr" -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG=-O0 \
    -D ALIYUN_CAS_WERROR=ON
grep "Boost_DIR:PATH=$folder" "$tree/CMakeCache.txt" || { echo "CMake took another Boost" >&2; exit 1; }
cmake --build "$tree" --parallel "$(nproc)"
ctest --test-dir "$tree" --parallel "$(nproc)" --output-on-failure --no-tests=error
