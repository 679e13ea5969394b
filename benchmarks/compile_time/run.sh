# shellcheck shell=bash disable=SC2154 # what run.sh sets
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# What it takes to compile a unit that makes one HTTPS call, with nothing compiled apart and no compiler cache; and how
# large its program is, stripped. Beside it the same unit on what aliyun::cas_compiled has, and what that costs once.

compile() # FILE: its values
{
    local TIMEFORMAT='%U %S' program=$run/${1%.cpp} seconds
    { time "${CXX:-g++}" -std=c++20 -O2 -I "$here/../include" -c "$here/compile_time/$1" -o "$program.o"; } \
        2>"$run/$1.times" || fail "$(cat "$run/$1.times")"
    seconds=$(tail -n 1 "$run/$1.times" | awk '{ print $1 + $2 }')
    "${CXX:-g++}" -s -o "$program" "$program.o" -lboost_json -lssl -lcrypto -pthread
    # What is loaded of the program: the file itself grows by whole pages.
    size "$program" | awk -v seconds="$seconds" \
        'NR == 2 { printf "{\"cpu_seconds\":%s,\"stripped_kib\":%.2f}\n", seconds, ($1 + $2) / 1024 }'
}

separate=(-DALIYUN_CAS_SEPARATE_COMPILATION -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_BEAST_SEPARATE_COMPILATION)

compile_separately() # UNIT: seconds of CPU for it, thus
{
    local TIMEFORMAT='%U %S'
    { time "${CXX:-g++}" -std=c++20 -O2 "${separate[@]}" -I "$here/../include" -c "$1" -o "$run/separate.o"; } \
        2>"$run/separate.times" || fail "$(cat "$run/separate.times")"
    tail -n 1 "$run/separate.times" | awk '{ print "{\"cpu_seconds\":" $1 + $2 "}" }'
}

run_compile_time()
{
    local units=(bare_beast) unit round
    [ -f "$here/compile_time/aliyun_cas.cpp" ] && units+=(aliyun_cas)
    if [ "$quick" ]; then
        # Side by side, each on its core: the same conditions for both, in half the time.
        for unit in "${units[@]}"; do compile "$unit.cpp" >"$run/$unit.values" & done
        wait
        for unit in "${units[@]}"; do sample compile_time one_call "$unit" "$(<"$run/$unit.values")"; done
        return
    fi
    echo '#include <aliyun/cas/src.hpp>' >"$run/src.cpp"
    for round in 1 2 3; do
        say "compile time, round $round of 3"
        for unit in "${units[@]}"; do sample compile_time one_call "$unit" "$(compile "$unit.cpp")"; done
        sample compile_time one_call_separately aliyun_cas "$(compile_separately "$here/compile_time/aliyun_cas.cpp")"
        sample compile_time once_for_all aliyun_cas "$(compile_separately "$run/src.cpp")"
        sample compile_time three_calls aliyun_cas "$(compile aliyun_cas_three_calls.cpp)"
        sample compile_time two_awaits_more aliyun_cas "$(compile awaited_outcomes.cpp)"
    done
}
