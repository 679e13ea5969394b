#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The deploy hook, run by certbot itself: hook_by_certbot.sh ALIYUN_CERTIFICATES
#
# certbot gets its certificates from acme_server.py beside this file, the account is the emulator's.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$(realpath "${1:?usage: hook_by_certbot.sh ALIYUN_CERTIFICATES}")
folder=$(mktemp -d)
cd "$folder"
children=()
clean_up()
{
    local status=$?
    [ ${#children[@]} -eq 0 ] || kill "${children[@]}" 2>/dev/null || true
    wait || true
    [ "$status" -eq 0 ] || tail -n 30 "$folder"/*.log >&2 || true
    rm -rf "$folder"
    exit "$status"
}
trap clean_up EXIT

# wait_for FILE: until it has a line
wait_for()
{
    for _ in $(seq 300); do
        [ ! -s "$1" ] || return 0
        sleep 0.1
    done
    echo "$1 stays empty" >&2
    return 1
}

"$program" emulate --quiet >variables 2>emulator.log &
children+=($!)
python3 "$here/acme_server.py" >directory 2>acme.log &
children+=($!)
wait_for variables
wait_for directory
# shellcheck disable=SC1091
. ./variables
export HOME=$folder

certbot()
{
    command certbot "$@" --non-interactive --server "$(cat directory)" --config-dir config --work-dir work \
        --logs-dir logs >certbot.log 2>&1
}
names()
{
    "$program" list --format csv --fields name | tail -n +2
}
expect()
{
    if [ "$1" != "$2" ]; then
        echo "FAIL  $3: $1 in place of $2"
        exit 1
    fi
    echo "ok    $3"
}

certbot certonly --standalone --agree-tos --register-unsafely-without-email -d www.example.com -d example.com \
    --deploy-hook "$program hook"
! grep -iE 'error output|hook.*(failed|error)|returned error' certbot.log
expect "$(names | wc -l)" 1 "certbot's first certificate is in the account"

for _ in 1 2; do
    env RENEWED_LINEAGE="$folder/config/live/www.example.com" RENEWED_DOMAINS='example.com www.example.com' \
        "$program" hook
done
expect "$(names | wc -l)" 1 "the same certificate again changes nothing"

certbot renew --force-renewal --no-random-sleep-on-renew
! grep -iE 'error output|hook.*(failed|error)|returned error' certbot.log
expect "$(names | wc -l)" 2 "its renewal is in the account, too"
expect "$("$program" prune --grace 0d --format csv --fields action | grep -c delete)" 1 "and what it replaces can go"
