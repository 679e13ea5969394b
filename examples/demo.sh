#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The demonstration on a bare Debian 12, as root or with sudo: installs what is missing, builds the emulator and the
# demonstration program into build/demo, and runs the one against the other. Arguments are the program's own.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/setup.sh

need "${packages_to_build[@]}"

mkdir -p build/logs
log=build/logs/demo.log
if ! { [ -f build/demo/build.ninja ] || cmake --preset demo; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
if ! ninja -C build/demo -n example_emulator example_demo | grep -q 'no work to do'; then
    echo "Building the emulator and the demonstration (a minute or two the first time)"
fi
if ! cmake --build build/demo --target example_emulator example_demo >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    exit 1
fi

exec bash examples/with_emulator.sh build/demo/examples/emulator build/demo/examples/demo "$@"
