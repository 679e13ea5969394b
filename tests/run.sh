#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# All tests on a bare Debian 12, as root or with sudo: installs what is missing, then builds and tests one tree after the other,
# each by a preset of CMakePresets.json into build/<preset>. Logs are kept in build/logs.
#
#     tests/run.sh           everything
#     tests/run.sh --quick   only the first tree: g++, all kinds of tests, no sanitizer
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/setup.sh

quick=no
case "${1:-}" in
    '') ;;
    --quick) quick=yes ;;
    *) echo "usage: tests/run.sh [--quick]" >&2; exit 2 ;;
esac

logs=$PWD/build/logs
jobs=$(nproc)
passed=0
failed=0
mkdir -p "$logs"

# stage TITLE LOG COMMAND...: runs the command, prints one line with its seconds, and on failure what the log says.
stage()
{
    local title=$1 log=$logs/$2.log started=$SECONDS verdict=ok
    shift 2
    "$@" >"$log" 2>&1 || verdict=FAILED
    local counts=
    if grep -q 'tests passed, .* tests failed out of' "$log"; then
        local bad all
        read -r bad all < <(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\1 \2/p' "$log" | tail -n 1)
        passed=$((passed + all - bad))
        failed=$((failed + bad))
        counts="$((all - bad)) passed, $bad failed"
        [ "$bad" -gt 0 ] || [ "$verdict" = ok ] || failed=$((failed + 1))
    elif [ "$verdict" != ok ]; then
        failed=$((failed + 1))
    fi
    printf '%-52s %4d s  %-6s  %s\n' "$title" $((SECONDS - started)) "$verdict" "$counts"
    [ "$verdict" != ok ] || return 0
    echo "---- $log"
    grep -E -m 20 '(error|Error|ERROR|FAILED)[: ]' "$log" | cut -c 1-200 || true
    echo "---- its end"
    tail -n 30 "$log" | cut -c 1-200
    echo "----"
    return 1
}

configure_and_build()
{
    local preset=$1
    shift
    cmake --preset "$preset"
    cmake --build "build/$preset" --parallel "$jobs" --target "$@"
}

# tree PRESET DESCRIPTION LABELS TARGET...: builds the targets, then runs the tests that have one of the labels.
tree()
{
    local preset=$1 description=$2 labels=$3
    shift 3
    stage "$description: build" "$preset-build" configure_and_build "$preset" "$@" || return 0
    stage "$description: tests" "$preset-tests" ctest --test-dir "build/$preset" --parallel "$jobs" --output-on-failure \
        --no-tests=error --label-regex "^($labels)\$" || return 0
}

need "${packages_to_build[@]}" libboost-test1.81-dev libboost-context1.81-dev wrk nginx-light tinyproxy-bin doxygen
command -v npm >/dev/null || need nodejs npm
# Who reads what the tool makes: a test that needs one of them is left out where it cannot be had.
[ "$quick" = yes ] || need chromium certbot lego zsh fish mandoc || true
[ "$quick" = yes ] || need clang-14 libclang-rt-14-dev clang-19 libclang-rt-19-dev

started=$SECONDS
tree dev "g++" '.*' all
if [ "$quick" = no ]; then
    tree asan "clang 14, address and undefined sanitizers" 'unit|integration|network|failure|secrets|compile_fail' unit_tests \
        integration_tests network_tests failure_tests secrets_tests
    tree tsan "clang 19, thread sanitizer" 'integration|network|failure' integration_tests network_tests failure_tests
fi
shopt -s nullglob
stage "no secret in what all of that has printed" secrets bash tests/secrets/search_logs.sh "$logs"/*-tests.log \
    build/*/Testing/Temporary/LastTest.log || true
echo "$((SECONDS - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
