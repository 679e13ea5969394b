#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The packages for those who build in other ways, as far as they can be checked without anybody's registry.
#
#     packages.sh SOURCE_TREE FOLDER VERSION COMPILER
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source=$1
folder=$2
version=$3
compiler=$4
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
fail() { echo "$*"; exit 1; }

cmake -S "$source" -B build -G Ninja -D CMAKE_CXX_COMPILER="$compiler" -D ALIYUN_CAS_BUILD_TESTS=OFF \
    -D ALIYUN_CAS_BUILD_EXAMPLES=OFF >configure.log

echo "-- the .deb of the headers"
(cd build && cpack -G DEB >../cpack.log) || { cat cpack.log; exit 1; }
deb=build/libaliyun-cas-dev_${version}_all.deb
[ -f "$deb" ] || fail "no $deb: $(echo build/*.deb)"
[ "$(dpkg-deb -f "$deb" Architecture)" = all ] || fail "its architecture"
dpkg-deb -f "$deb" Depends | grep -q libssl-dev || fail "what it depends on"
dpkg-deb -c "$deb" | awk '{ print $6 }' | grep -v '/$' >contents
grep -q '^./usr/include/aliyun/cas.hpp$' contents || fail "no headers in it"
if grep -v -E '^./usr/(include/aliyun/.*\.hpp|share/(cmake/aliyun_cas/.*\.cmake|pkgconfig/aliyun_cas\.pc|doc/.*))$' contents; then
    fail "more in it than headers"
fi
dpkg-deb -x "$deb" root
# What Debian's archive asks for and this need not have: a changelog, a copyright file by its rules, somebody to write to.
if command -v lintian >/dev/null; then
    lintian --fail-on error --suppress-tags no-changelog,no-copyright-file,bogus-mail-host "$deb" 2>lintian.log ||
        fail "lintian"
fi

echo "-- pkg-config, with what the .deb has brought"
export PKG_CONFIG_PATH=$PWD/root/usr/share/pkgconfig
[ "$(pkg-config --modversion aliyun_cas)" = "$version" ] || fail "its version"
# shellcheck disable=SC2046 # words are wanted
if [ -n "$(find /usr/lib /usr/local/lib -name 'libboost_json.so' 2>/dev/null)" ]; then
    "$compiler" -std=c++20 $(pkg-config --cflags aliyun_cas) -o json_consumer "$here/json_consumer.cpp" $(pkg-config --libs aliyun_cas)
    ./json_consumer
fi

echo "-- the port of vcpkg, whose functions are replaced by what they come down to"
grep -q "\"version-semver\": \"$version\"" "$source/.packaging/vcpkg/vcpkg.json" || fail "its version"
cmake -D source="$source" -D compiler="$compiler" -D packages="$PWD/vcpkg" -P "$here/vcpkg_port.cmake"

echo "-- the recipe of Conan"
python3 - "$source/.packaging/conan/conanfile.py" <<'PYTHON'
import ast, sys
tree = ast.parse(open(sys.argv[1]).read())
recipe = next(n for n in tree.body if isinstance(n, ast.ClassDef))
methods = {n.name for n in recipe.body if isinstance(n, ast.FunctionDef)}
assert {"set_version", "export_sources", "requirements", "package", "package_info"} <= methods, methods
PYTHON
if command -v conan >/dev/null; then
    CONAN_HOME=$PWD/conan conan export "$source/.packaging/conan" | grep -q "aliyun_cas/$version" || fail "conan export"
fi
