#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# Measures the library beside its baselines, on one machine in one run: see README.md.
#
#   bash benchmarks/run.sh [--quick] [--only sign,decode,load,pages,compile_time] [--build FOLDER] [--write-readme]
#
# Prints a table, and writes ratios.json, results.json, table.md and plots (SVG) into build/benchmarks. --quick takes less
# than a minute once built, and measures what the ratios need, fewer times. --write-readme puts the table into README.md.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
all=(sign decode load pages compile_time)
results=$here/../build/benchmarks
quick=
write_readme=
chosen=("${all[@]}")

say() { echo "[benchmarks] $*" >&2; }
fail() { say "$*"; exit 1; }

while [ $# -gt 0 ]; do
    case $1 in
        --quick) quick=yes ;;
        --only) IFS=, read -ra chosen <<<"${2:?}"; shift ;;
        --write-readme) write_readme=yes ;;
        --build) results=${2:?}; shift ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    esac
    shift
done
for name in "${chosen[@]}"; do
    [[ " ${all[*]} " == *" $name "* ]] || fail "no benchmark is called $name; there are ${all[*]}"
done

# shellcheck disable=SC2034 # of load and pages
rounds=$([ "$quick" ] && echo 1 || echo 5)

mkdir -p "$results"
results=$(cd "$results" && pwd)
programs=$results/tree/benchmarks
raw=$results/raw
run=$(mktemp -d)
servers=() # process ids
trap 'stop_servers; rm -rf "$run"' EXIT

stop_servers()
{
    [ ${#servers[@]} -gt 0 ] || return 0
    kill "${servers[@]}" 2>/dev/null || true
    wait "${servers[@]}" 2>/dev/null || true
    servers=()
}

# Client and server each have a core of their own, if there are two.
mapfile -t cores < <(taskset -pc $$ | sed 's/.*: //' | tr , '\n' | while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done)
client_core=${cores[0]}
server_core=${cores[1]:-${cores[0]}}
on_client_core() { timeout 600 taskset -c "$client_core" "$@"; }
on_server_core() { exec taskset -c "$server_core" "$@"; }

# One value a round and metric, for the report.
sample() # BENCHMARK LOAD SUBJECT VALUES
{
    [[ $4 == '{'* ]] || fail "$3 measured nothing on $1 $2"
    printf '{"benchmark":"%s","load":"%s","subject":"%s","values":%s}\n' "$@" >>"$raw/$1.jsonl"
}

# Rounds of all contenders of a program, in an order that is drawn anew each time.
time_contenders() # BENCHMARK LOADS
{
    say "$1"
    on_client_core "$programs/benchmark_$1" --samples --benchmark_filter="/($2)\$" --benchmark_enable_random_interleaving=true \
        --benchmark_repetitions="$([ "$quick" ] && echo 3 || echo 9)" \
        --benchmark_min_time="$([ "$quick" ] && echo 0.03 || echo 0.1)" \
        >>"$raw/$1.jsonl" 2>"$run/$1.log" || fail "$(cat "$run/$1.log")"
}

# Instructions a step, of the step alone: they repeat where times do not.
count_instructions() # BENCHMARK STEPS LOADS
{
    local name counted
    have valgrind valgrind "instructions are not counted" || return 0
    say "$1, instructions"
    for name in $("$programs/benchmark_$1" --names | grep -E "/($3)\$"); do
        counted=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect='*count_steps*' \
            "$programs/benchmark_$1" --count "$name" "$2" 2>&1 | sed -n 's/.*Collected : //p')
        sample "$1" "${name#*/}" "${name%%/*}" "{\"instructions\":$((counted / $2))}"
    done
}

# shellcheck source=/dev/null
for script in "$here"/support/{packages,servers}.sh "$here"/{sign,decode,load,pages,compile_time}/run.sh; do
    source "$script"
done
# shellcheck disable=SC2154
need "${packages[@]}" >&2
find_nginx "$results/nginx"

say "building"
build()
{
    cmake -S "$here/.." -B "$results/tree" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="${CXX:-g++}" \
        -DALIYUN_CAS_BUILD_BENCHMARKS=ON -DALIYUN_CAS_BUILD_TESTS=OFF -DALIYUN_CAS_BUILD_EXAMPLES=OFF &&
        cmake --build "$results/tree" -j "$(nproc)"
}
build >"$run/build.log" 2>&1 || fail "$(cat "$run/build.log")"

rm -rf "$raw" "$results"/*.{json,gp,svg}
mkdir -p "$raw"
make_certificate
for name in "${chosen[@]}"; do
    "run_$name"
done

"$programs/benchmark_report" "$raw" "$results" | tee "$results/table.md"
if have gnuplot gnuplot-nox "there are no plots"; then
    for script in "$results"/*.gp; do
        if [ -f "$script" ]; then gnuplot "$script"; fi
    done
fi
if [ "$write_readme" ]; then
    awk -v table="$results/table.md" '
        /^<!-- end of table -->/ { inside = 0 }
        !inside
        /^<!-- table -->/ { inside = 1; print ""; while ((getline line < table) > 0) print line }' \
        "$here/README.md" >"$run/README.md"
    cp "$run/README.md" "$here/README.md"
fi
say "results are in $results"
