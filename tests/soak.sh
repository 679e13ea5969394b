#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The client for a while against a server that makes one reply in ten go wrong, under sanitizers: tests/soak/soak.cpp says what is
# held against what. On a bare Debian 12, as root or with sudo: installs what is missing, builds, runs. The last line is JSON.
#
#     tests/soak.sh [SECONDS [SEED]]                   60 s, seed 1; address and undefined sanitizers
#     SANITIZER=thread tests/soak.sh [SECONDS [SEED]]  thread sanitizer, by clang 19
#     SANITIZER=none tests/soak.sh [SECONDS [SEED]]    neither
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/setup.sh

case "${SANITIZER:-address}" in
    address) preset=asan ;;
    thread) preset=tsan ;;
    none) preset=dev ;;
    *) echo "SANITIZER is address, thread or none" >&2; exit 2 ;;
esac
need "${packages_to_build[@]}" libboost-test1.81-dev
[ "$preset" != asan ] || need clang-14 libclang-rt-14-dev
[ "$preset" != tsan ] || need clang-19 libclang-rt-19-dev

mkdir -p build/logs
log=build/logs/soak-build.log
{ cmake --preset "$preset" && cmake --build "build/$preset" --parallel "$(nproc)" --target soak; } >"$log" 2>&1 ||
    { tail -n 30 "$log" >&2; exit 1; }

# What the address sanitizer keeps of freed memory is not the client's growth.
export ASAN_OPTIONS=quarantine_size_mb=8${ASAN_OPTIONS:+:$ASAN_OPTIONS}
exec "build/$preset/tests/soak" "${1:-60}" "${2:-1}"
