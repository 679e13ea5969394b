#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Runs every fuzz target with libFuzzer, under the address and undefined sanitizers, as many at once as there are processors. What
# is new goes to build/fuzz/corpus, findings to build/fuzz/findings; a finding is kept by copying it to tests/fuzz/corpus.
#
#     tests/fuzz/run.sh [SECONDS]    for each target; 600 by default
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/support/setup.sh

seconds=${1:-600}
need "${packages_to_build[@]}" clang-19 libclang-rt-19-dev

cmake -S . -B build/fuzz -G Ninja -D CMAKE_CXX_COMPILER=clang++-19 -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG="-O1 -g1" \
      -D ALIYUN_CAS_FUZZ=ON -D ALIYUN_CAS_SANITIZE=address,undefined -D ALIYUN_CAS_BUILD_EXAMPLES=OFF >/dev/null
targets=()
for source in tests/fuzz/fuzz_*.cpp; do
    targets+=("$(basename "$source" .cpp)")
done
cmake --build build/fuzz --parallel "$(nproc)" --target "${targets[@]}"

run_one()
{
    local target=$1 seconds=$2 name=${1#fuzz_}
    local found=build/fuzz/findings/$name
    mkdir -p "build/fuzz/corpus/$name" "$found"
    if "build/fuzz/tests/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="$found/" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"build/fuzz/$name.log" 2>&1; then
        echo "$name: nothing found in $(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$name.log") runs"
    else
        echo "$name: FOUND, see build/fuzz/$name.log and $found"
        return 1
    fi
}
export -f run_one
printf '%s\0' "${targets[@]}" | xargs -0 -P "$(nproc)" -I {} bash -c 'run_one "$1" "$2"' _ {} "$seconds"
