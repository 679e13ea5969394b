# shellcheck shell=bash disable=SC2154 # what run.sh sets
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# What it takes to compile a unit that makes one HTTPS call, with nothing compiled apart and no compiler cache; and how
# large its program is, stripped.

compile() # FILE: its values
{
    local TIMEFORMAT='%U %S' program=$run/${1%.cpp} seconds
    { time "${CXX:-g++}" -std=c++20 -O2 -I "$here/../include" -c "$here/compile_time/$1" -o "$program.o"; } \
        2>"$run/$1.times" || fail "$(cat "$run/$1.times")"
    seconds=$(tail -n 1 "$run/$1.times" | awk '{ print $1 + $2 }')
    "${CXX:-g++}" -s -o "$program" "$program.o" -lboost_json -lssl -lcrypto -pthread
    echo "{\"cpu_seconds\":$seconds,\"stripped_kib\":$(($(stat -c %s "$program") / 1024))}"
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
    for round in 1 2 3; do
        say "compile time, round $round of 3"
        for unit in "${units[@]}"; do sample compile_time one_call "$unit" "$(compile "$unit.cpp")"; done
        unit=aliyun_cas_three_calls
        [ -f "$here/compile_time/$unit.cpp" ] && sample compile_time three_calls aliyun_cas "$(compile "$unit.cpp")"
    done
}
