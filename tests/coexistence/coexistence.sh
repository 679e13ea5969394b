#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The library in programs that hold other things: another version of itself, Boost.JSON in every form, flags, macros.
#
#     coexistence.sh SOURCE_TREE FOLDER COMPILER...      COMPILER with its launcher, if there is one
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source=$1
folder=$2
shift 2
compiler=("$@")
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

(cd "$source/include" && find aliyun -name '*.hpp' -print0 | LC_ALL=C sort -z |
    xargs -0 awk -v output="$folder/aliyun_cas.hpp" -f ../.packaging/single_header.awk)
cp -R "$source/include" other_version
sed -i -e 's/0_1_0/9_8_7/; s/"0\.1\.0"/"9.8.7"/' other_version/aliyun/cas/version.hpp
grep -q '(v9_8_7)$' other_version/aliyun/cas/version.hpp

compile() { "${compiler[@]}" -std=c++20 "$@"; }
json=()
[ -z "$(find /usr/lib /usr/local/lib -name 'libboost_json.so' 2>/dev/null)" ] || json=(-lboost_json)
libraries=(-lssl -lcrypto -pthread)

echo "-- units: nothing special; another version, with Boost.JSON's sources; all flags, at -O1 for LTO; debug mode of the standard library"
waiting=()
for_all() { "$@" & waiting+=($!); }
for_all compile -fPIC -I"$source/include" -DNAME=first -c "$here/unit.cpp" -o first.o
compile -fPIC -Iother_version -DNAME=second -DJSON_SOURCES -c "$here/unit.cpp" -o second.o
hidden=(-fvisibility=hidden -fvisibility-inlines-hidden -fno-rtti -DOPENSSL_NO_DEPRECATED)
for_all compile "${hidden[@]}" -O1 -flto -D_GLIBCXX_ASSERTIONS -I"$source/include" -DALIYUN_CAS_SOURCE -DNAME=first \
    -c "$here/unit.cpp" -o lto.o
compile "${hidden[@]}" -D_GLIBCXX_DEBUG -fsanitize=address -I"$source/include" -DJSON_SOURCES -DNAME=first -c "$here/unit.cpp" -o debug.o
compile -c "$here/main.cpp" -o main.o
for job in "${waiting[@]}"; do wait "$job"; done

run() { echo "-- $1"; "./$1"; }

# Two libraries with two versions. Boost.JSON is the first's from the second or from its library, whatever comes first.
compile -shared -o libsecond.so second.o "${libraries[@]}"
compile -shared -o libfirst.so first.o "${json[@]}" -L. -lsecond "${libraries[@]}"
compile -o two_libraries main.o -Wl,--no-as-needed -L. -lfirst -lsecond -Wl,-rpath,"$folder" -pthread
run two_libraries | tee versions
grep -q '^0.1.0' versions
grep -q '^9.8.7' versions
# One program with a unit that has Boost.JSON's sources and one that has not, with Boost's library and without it.
compile -o one_program main.o first.o second.o "${libraries[@]}"
run one_program
if [ ${#json[@]} -gt 0 ]; then
    compile -o beside_the_library main.o first.o second.o "${json[@]}" "${libraries[@]}"
    run beside_the_library
    compile -o the_library_alone main.o first.o "${json[@]}" "${libraries[@]}"
    run the_library_alone
fi
compile "${hidden[@]}" -O1 -flto -o lto main.o lto.o "${libraries[@]}"
run lto
compile -fsanitize=address -o debug main.o debug.o "${libraries[@]}"
ASAN_OPTIONS=detect_odr_violation=2 run debug

echo "-- the two versions share no symbol, nor do the debug mode and the usual one"
symbols() { nm --defined-only --extern-only "$1" | awk '$3 ~ /6aliyun/ { print $3 }' | sort -u; }
for object in first second debug; do symbols "$object.o" >"$object.symbols"; done
[ "$(wc -l <first.symbols)" -gt 200 ]
for other in second debug; do
    if comm -12 first.symbols "$other.symbols" | grep .; then exit 1; fi
done

echo "-- what others may see of a unit belongs to us, to Boost or to the standard library, and of ours all has the version in its name"
if nm --defined-only --extern-only first.o | awk '{ print $3 }' |
    grep -v -E '^(DW\.ref\..*|first|boost_asio_[a-z_]*|_Znwm.*|_ZdlPv.*)$' |
    grep -v -E '^_Z(T[VISTC]|TAXtlN*|T[hv]n?[0-9_]+n?[0-9_]*|GV|GR)?(Z*N*[VKRO]*)*(S[tabsiod]|9__gnu_cxx|5boost|[0-9]+boost_asio_|6aliyun[0-9]+v[0-9]_)'; then
    exit 1
fi
if grep -v -E '6aliyun6v0_1_0' first.symbols; then exit 1; fi

echo "-- macros of others do no harm"
everything=(-DALIYUN_CAS_WITH_EMULATOR)
[ ! -f /usr/include/pugixml.hpp ] || everything+=(-DALIYUN_CAS_WITH_XML)
grep -E '^#include <(boost|openssl|pugixml|[a-z_]*>)' aliyun_cas.hpp | grep -v -e json/src -e pugixml -e emmintrin -e immintrin |
    sed 's/^#include \(<[^>]*>\).*/#if __has_include(\1)\n&\n#endif/' >foreign.hpp
{ [ ${#everything[@]} = 1 ] || echo '#include <pugixml.hpp>'; cat foreign.hpp; } >foreign_first.hpp
compile -fsyntax-only -w -include ./foreign_first.hpp -include "$here/macros.hpp" "${everything[@]}" -x c++ aliyun_cas.hpp &
macros=$!

echo "-- no macro is ours but ALIYUN_CAS_*"
conditional='dirent.h sys/socket.h cerrno pthread.h emmintrin.h immintrin.h wmmintrin.h sys/mman.h unistd.h fcntl.h sys/stat.h poll.h'
for header in $conditional; do echo "#if __has_include(<$header>)"; echo "#include <$header>"; echo "#endif"; done >>foreign_first.hpp
defined() { compile -E -dM "$@" | awk '{ sub(/\(.*/, "", $2); print $2 }' | sort -u; }
defined -x c++ foreign_first.hpp >before
defined "${everything[@]}" -include ./foreign_first.hpp -x c++ aliyun_cas.hpp >after
grep -q ALIYUN_CAS_VERSION_MAJOR after
if comm -13 before after | grep -v '^ALIYUN_CAS_'; then exit 1; fi
wait "$macros"
