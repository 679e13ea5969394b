#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# What the library may cost a program, held against the same program in bare Beast: bytes of the stripped programs, optimised, and
# seconds of CPU of the compiler. Times are ratios to the bare unit of the same run, so that a slow machine does not fail. All is
# measured without a compiler cache.
#
#     budget.sh SOURCE_TREE FOLDER COMPILER
set -euo pipefail

source=$1
folder=$2
compiler=$3
units=$source/benchmarks/compile_time
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

cat >light.cpp <<'UNIT'
#include <aliyun/cas/fwd.hpp>
#include <aliyun/cas/operations.hpp>
UNIT
cp "$units"/*.cpp .

compile() # UNIT FLAG...: seconds of CPU into UNIT.seconds. In a shell of its own, or what else ends meanwhile is counted too.
(
    unit=$1 TIMEFORMAT='%U %S'
    shift
    { time "$compiler" -std=c++20 -I "$source/include" "$@" "$unit.cpp"; } 2>"$unit.times" || { cat "$unit.times"; exit 1; }
    tail -n 1 "$unit.times" | awk '{ print $1 + $2 }' >"$unit.seconds"
)
program() { compile "$1" -O2 -c -o "$1.o" && "$compiler" -s -o "$1" "$1.o" -lboost_json -lssl -lcrypto -pthread; }

# What is loaded of it: the file itself grows by whole pages.
bytes() { size "$1" | awk 'NR == 2 { print $1 + $2 }'; }

# Seconds of CPU are the machine's too: what else runs adds to them, and never takes any away. So the least of several rounds
# counts, and a round more is measured, up to four, as long as one of the times is over its budget.
least() # UNIT: keeps the least of UNIT's seconds
{
    sort -g "$1.seconds" $(ls "$1.least" 2>/dev/null) | head -n 1 >"$1.new"
    mv "$1.new" "$1.least"
}
separate=(-DALIYUN_CAS_SEPARATE_COMPILATION -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_BEAST_SEPARATE_COMPILATION)
cp aliyun_cas.cpp separate.cpp

verdict()
{
    awk -v bare="$(bytes bare_beast)" -v one="$(bytes aliyun_cas)" -v three="$(bytes aliyun_cas_three_calls)" \
        -v awaits="$(bytes awaited_outcomes)" \
        -v bare_seconds="$(cat bare_beast.least)" -v one_seconds="$(cat aliyun_cas.least)" \
        -v light_seconds="$(cat light.least)" -v separate_seconds="$(cat separate.least)" '
        function budget(what, is, may, unit)
        {
            printf "%-66s %8.2f %s, budget %.2f%s\n", what, is, unit, may, (is > may ? "  OVER" : "")
            over += (is > may)
        }
        BEGIN {
            budget("one call above a bare Beast coroutine, stripped, -O2", (one - bare) / 1024, 250, "KB")
            budget("each further operation, all that its caller needs too", (three - one) / 2 / 1024, 8.5, "KB")
            budget("the same above awaiting anything with such an outcome", (three - awaits) / 2 / 1024, 3.5, "KB")
            budget("fwd.hpp and the operations, compiler, of the bare unit", light_seconds / bare_seconds, 0.06, "times")
            budget("a unit with one call, compiler, of the bare unit", one_seconds / bare_seconds, 1.00, "times")
            budget("the same on aliyun::cas_compiled", separate_seconds / bare_seconds, 0.40, "times")
            printf "bare unit: %.1f s, one call: %.1f s, fwd.hpp and the operations: %.2f s\n", bare_seconds, one_seconds, light_seconds
            exit over > 0
        }'
}

{ program aliyun_cas_three_calls && program awaited_outcomes; } &
others=$!
for round in 1 2 3 4; do
    program bare_beast
    program aliyun_cas
    compile separate "${separate[@]}" -O2 -c -o separate.o
    compile light -fsyntax-only
    for unit in bare_beast aliyun_cas separate light; do
        least "$unit"
    done
    [ "$round" -gt 1 ] || wait "$others"
    echo "round $round"
    ! verdict || exit 0
done
exit 1
