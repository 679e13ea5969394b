#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Runs a program against a fresh emulator of the service:
#
#     with_emulator.sh EMULATOR PROGRAM [ARGUMENT...]
#
# The program learns from its environment where the emulator is and which key it knows, as every example here does. The
# emulator is stopped whatever happens; the exit code is the program's own, or the emulator's if it did not end cleanly.
set -euo pipefail

emulator=$1
shift

export ALIBABA_CLOUD_ACCESS_KEY_ID=testid
export ALIBABA_CLOUD_ACCESS_KEY_SECRET=testsecret

folder=$(mktemp -d)
export ALIYUN_CAS_CA_FILE=$folder/ca.pem
emulator_pid=

clean_up()
{
    local status=$?
    if [ -n "$emulator_pid" ]; then
        kill "$emulator_pid" 2>/dev/null || true
        wait "$emulator_pid" || { local ended=$?; echo "the emulator ended with exit code $ended:" >&2; cat "$folder/log" >&2
                                  [ "$status" -ne 0 ] || status=$ended; }
    fi
    rm -rf "$folder"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The emulator prints one line of JSON when it is ready, and nothing else there.
exec 3< <(exec "$emulator" --port 0 --ca-file "$ALIYUN_CAS_CA_FILE" --print-json 2>"$folder/log")
emulator_pid=$!
if ! IFS= read -r -t 30 ready <&3; then
    echo "the emulator did not start" >&2
    cat "$folder/log" >&2
    exit 1
fi
ALIYUN_CAS_ENDPOINT=$(sed -n 's/.*"endpoint" *: *"\([^"]*\)".*/\1/p' <<<"${ready//\\\//\/}")
export ALIYUN_CAS_ENDPOINT

"$@" 3<&-
