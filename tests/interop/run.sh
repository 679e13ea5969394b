#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# The peer check: the official Node client against the emulator, and its signatures against this library's.
#
#   tests/interop/run.sh EMULATOR_BINARY [SIGN_REQUEST_BINARY] [BUILD_FOLDER]
#
# Needs node, npm and openssl. Nothing is written but into the build folder (INTEROP_BUILD, else build/interop).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
emulator=$(realpath "${1:?usage: run.sh EMULATOR_BINARY [SIGN_REQUEST_BINARY] [BUILD_FOLDER]}")
sign_request=${2:+$(realpath "$2")}
build=${3:-${INTEROP_BUILD:-$here/../../build/interop}}
vectors=$here/../golden/signature-vectors.json

mkdir -p "$build"
cd "$build"
if ! cmp -s "$here/package-lock.json" node_modules/installed; then
    cp "$here/package.json" "$here/package-lock.json" .
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/installed
fi

emulator_id=
stop() {
    [ -n "$emulator_id" ] || return 0
    kill "$emulator_id" 2>/dev/null || true
    wait "$emulator_id" 2>/dev/null || true
}
trap stop EXIT
rm -f ready.json
orders=()
for method in GET POST; do
    orders+=(--order "peer-$method-dns" --order "peer-$method-spare" --order "peer-$method-fails=check_failed")
done
env -u ALIBABA_CLOUD_ACCESS_KEY_ID -u ALIBABA_CLOUD_ACCESS_KEY_SECRET \
    "$emulator" --print-json --verbose --ca-file "$build/ca.pem" "${orders[@]}" >ready.json 2>emulator.log &
emulator_id=$!
for _ in $(seq 100); do
    [ -s ready.json ] && break
    kill -0 "$emulator_id" 2>/dev/null || break
    sleep 0.1
done
endpoint=$(sed -n 's/.*"endpoint":"\([^"]*\)".*/\1/p' ready.json)
if [ -z "$endpoint" ]; then
    echo "FAIL  the emulator did not start: $(cat emulator.log)"
    echo "0 passed, 1 failed"
    exit 1
fi

: >results.txt
run() {
    local name=$1 status=0 failed_before
    shift
    failed_before=$(grep -c '^FAIL' results.txt || true)
    node "$@" 2>"$name.log" | tee -a results.txt || status=$?
    # A script that died says so in no check of its own.
    if [ "$status" -ne 0 ] &&
        { [ -s "$name.log" ] || [ "$(grep -c '^FAIL' results.txt || true)" -eq "$failed_before" ]; }; then
        echo "FAIL  $name ended early ($status): $(grep -m1 . "$name.log" || true)" | tee -a results.txt
    fi
}
run peer "$here/peer.mjs" "$endpoint" "$build/ca.pem"
run signature "$here/signature.mjs" "$vectors" ${sign_request:+"$sign_request"}

passed=$(grep -c '^ok' results.txt || true)
failed=$(grep -c '^FAIL' results.txt || true)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
