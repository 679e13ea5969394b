#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Searches what was printed for the secrets that the tests use: of the library's output none may hold one.
#
#     search_logs.sh FILE...    exit code 1, and names of files and lines, if there is one
#     search_logs.sh --test     the search itself: each secret is found where it was planted
set -euo pipefail

# Keys and tokens of the tests; a private key's first line, as text or encoded for a URL or for JSON.
secrets=(testsecret leaky-secret issued-secret issued-token role-secret role-token base-secret file-secret ini-secret
         MarkerOf 'BEGIN ([A-Z]+ )?PRIVATE KEY' 'BEGIN(%20|%2520|\+)([A-Z]+(%20|%2520|\+))?PRIVATE')
pattern=$(IFS='|'; echo "${secrets[*]}")

search()
{
    # Names of files and numbers of lines only: the lines themselves would stand in the next log.
    if grep -aEno "$pattern" /dev/null "$@" | cut -d: -f1,2 | sort -u | grep .; then
        return 1
    fi
}

if [ "${1:-}" = --test ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    echo 'nothing: testid, ***, secret' >"$folder/clean"
    search "$folder/clean" || { echo "found something where nothing is" >&2; exit 1; }
    for planted in testsecret 'key=leaky-secret;' 'x sMarkerOfThePrivateKey' '-----BEGIN PRIVATE KEY-----' \
        '-----BEGIN EC PRIVATE KEY-----' 'Key=-----BEGIN%20RSA%20PRIVATE%20KEY' 'BEGIN%2520PRIVATE'; do
        printf 'one\n%s\n' "$planted" >"$folder/log"
        if found=$(search "$folder/clean" "$folder/log"); then
            echo "did not find: $planted" >&2
            exit 1
        fi
        [ "$found" = "$folder/log:2" ] || { echo "told wrongly: $found" >&2; exit 1; }
    done
    exit 0
fi

[ $# -gt 0 ] || { echo "usage: search_logs.sh FILE... | --test" >&2; exit 2; }
search "$@" || { echo "a secret was printed" >&2; exit 1; }
echo "$# files, $(cat "$@" | wc -l) lines: no secret"
