#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Installs a build tree, moves what was installed, and builds and runs somebody else's project against it:
#
#     installed.sh BUILD_TREE VERSION FOLDER CMAKE_ARGUMENT...
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$1
version=$2
folder=$3
shift 3

rm -rf "$folder"
mkdir -p "$folder"
cmake --install "$build" --prefix "$folder/first" >"$folder/install.log"
mv "$folder/first" "$folder/prefix"

echo "-- nothing is installed but headers, the package and the licence, and nothing points back to the build"
ours='^(include/aliyun/.*\.hpp|share/cmake/aliyun_cas/aliyun_cas-[a-z-]*\.cmake|share/pkgconfig/aliyun_cas\.pc|share/doc/aliyun_cas/LICENSE)$'
if find "$folder/prefix" -type f -printf '%P\n' | grep -v -E "$ours" || grep -rF -e "$build" -e "$folder/first" "$folder/prefix"; then
    exit 1
fi

echo "-- the package with Boost.JSON's library"
cmake -S "$here/installed" -B "$folder/with" -G Ninja -D CMAKE_PREFIX_PATH="$folder/prefix" -D version="$version" "$@"
cmake --build "$folder/with"
"$folder/with/json_consumer"
"$folder/with/xml_consumer"
"$folder/with/consumer"
"$folder/with/compiled_consumer"

echo "-- the package without Boost.JSON's library and without pugixml"
cmake -S "$here/installed" -B "$folder/without" -G Ninja -D CMAKE_PREFIX_PATH="$folder/prefix" -D JSON_ONLY=ON \
    -D CMAKE_DISABLE_FIND_PACKAGE_boost_json=ON -D CMAKE_DISABLE_FIND_PACKAGE_pugixml=ON "$@"
cmake --build "$folder/without"
"$folder/without/json_consumer"
if ldd "$folder/without/json_consumer" | grep boost; then
    exit 1
fi
