#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The single header: the same bytes whatever the order of the files, the language and the awk; programs of one unit and of two, the
# macro early and late, beside Boost.JSON's library and without it.
#
#     single_header.sh SOURCE_TREE FOLDER COMPILER...      COMPILER with its launcher, if there is one
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source=$1
folder=$2
shift 2
compiler=("$@")

rm -rf "$folder"
mkdir -p "$folder"
cd "$source/include"
generate() # FILE AWK SORT_FLAG...
{
    local output=$1 awk=$2
    shift 2
    find aliyun -name '*.hpp' -print0 | sort -z "$@" | xargs -0 "$awk" -v output="$output" -f ../.packaging/single_header.awk
}
generate "$folder/aliyun_cas.hpp" awk
LC_ALL=C generate "$folder/again.hpp" awk --reverse
cmp "$folder/aliyun_cas.hpp" "$folder/again.hpp"
for other in gawk original-awk; do
    if command -v "$other" >/dev/null; then
        generate "$folder/again.hpp" "$other" --random-sort
        cmp "$folder/aliyun_cas.hpp" "$folder/again.hpp"
    fi
done
if grep -n -e '#include "' -e '#include <aliyun' -e '^#pragma once' "$folder/aliyun_cas.hpp"; then
    exit 1
fi
cd "$folder"

echo "-- the units, side by side"
compile() { "${compiler[@]}" -std=c++20 -I"$folder" -c "$@"; }
compile "$here/program.cpp" -o program.o &
early=$!
compile "$here/program.cpp" -DDEFINED_LATE -o late.o
compile "$here/other_unit.cpp" -o other.o
wait "$early"

link_and_run() # NAME OBJECT_OR_LIBRARY...
{
    echo "-- $*"
    "${compiler[@]}" -o "$@" -lssl -lcrypto -pthread
    "./$1"
}
link_and_run alone program.o
link_and_run two_units program.o other.o
link_and_run two_units_other_order other.o program.o
link_and_run late other.o late.o
if [ -n "$(find /usr/lib /usr/local/lib -name 'libboost_json.*' 2>/dev/null)" ]; then
    link_and_run beside_the_library program.o other.o -lboost_json
    [ ! -f "$(find /usr/lib /usr/local/lib -name libboost_json.a | head -n 1)" ] ||
        link_and_run beside_the_archive other.o program.o -Wl,-Bstatic -lboost_json -Wl,-Bdynamic
fi
