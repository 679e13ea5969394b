#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
#     with_emulator.sh EMULATOR under_load.sh SERVER
#
# The expiry server under wrk: all requests are answered well, callers may leave in the middle, the metrics say so, and after
# SIGTERM in the middle of it the server ends by itself and cleanly.
set -euo pipefail

fail() { echo "$*" >&2; exit 1; }
folder=$(mktemp -d)
server_pid=
trap '[ -z "$server_pid" ] || kill -9 "$server_pid" 2>/dev/null || true; rm -rf "$folder"' EXIT

"$1" 0 1 >"$folder/address" &
server_pid=$!
for ((i = 0; i < 100; ++i)); do
    [ ! -s "$folder/address" ] || break
    sleep 0.05
done
address=$(cat "$folder/address")
port=${address##*:}

# get PATH: header and body of the answer.
get()
{
    exec 4<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&4
    cat <&4
    exec 4>&-
}

get '/certificates/expiring?within=36500d' | grep -q '^HTTP/1.1 200' || fail "no answer"
get '/certificates/expiring?within=soon' | grep -q '^HTTP/1.1 400' || fail "a bad number is not refused"
get '/elsewhere' | grep -q '^HTTP/1.1 404' || fail "an unknown page is not refused"

# Those who ask and leave at once. They are answered all the same if the list is young, or here before the server sees that
# they are gone: then it is tried again.
for ((round = 0; round < 10; ++round)); do
    sleep 1.1 # the list that was kept is old by then
    for ((i = 0; i < 20; ++i)); do
        exec 4<>"/dev/tcp/127.0.0.1/$port"
        printf 'GET /certificates/expiring HTTP/1.1\r\nHost: localhost\r\n\r\n' >&4
        exec 4>&-
    done
    sleep 0.2
    get /metrics >"$folder/metrics"
    ! grep -q '^expiry_requests_abandoned_total [1-9]' "$folder/metrics" || break
done
grep -q '^expiry_requests_abandoned_total [1-9]' "$folder/metrics" || fail "those who left are not noticed"

wrk --threads 1 --connections 16 --duration 2s "$address/certificates/expiring?within=30d" | tee "$folder/wrk"
! grep -E 'Non-2xx|Socket errors' "$folder/wrk" || fail "not all requests were answered well"

wrk --threads 1 --connections 16 --duration 2s "$address/certificates/expiring?within=30d" >/dev/null &
wrk_pid=$!
sleep 0.5
kill -TERM "$server_pid"
for ((i = 0; i < 100; ++i)); do
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.05
done
! kill -0 "$server_pid" 2>/dev/null || fail "the server does not end after SIGTERM"
wait "$server_pid" || fail "the server ended with exit code $?"
server_pid=
wait "$wrk_pid" || true
cat "$folder/metrics"
