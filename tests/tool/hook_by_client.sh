#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The deploy hook, run by a real client: hook_by_client.sh ALIYUN_CERTIFICATES certbot|lego
#
# The client gets its certificates from acme_server.py beside this file, the account is the emulator's.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$(realpath "${1:?usage: hook_by_client.sh ALIYUN_CERTIFICATES certbot|lego}")
client=${2:?certbot or lego}
python3 -c 'import cryptography' 2>/dev/null || { echo "python3-cryptography is missing"; exit 77; }
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

# certbot tells of a hook that has failed or has said something, and goes on; lego ends.
certbot()
{
    command certbot "$@" --non-interactive --server "$(cat directory)" --config-dir config --work-dir work \
        --logs-dir logs >certbot.log 2>&1
    ! grep -iE "hook '.*(ran with|reported)" certbot.log
}
first_by_certbot()
{
    certbot certonly --standalone --agree-tos --register-unsafely-without-email -d www.example.com -d example.com \
        --deploy-hook "$program hook"
}
same_by_certbot()
{
    env RENEWED_LINEAGE="$folder/config/live/www.example.com" RENEWED_DOMAINS='example.com www.example.com' "$program" hook
}
renewal_by_certbot()
{
    certbot renew --force-renewal --no-random-sleep-on-renew
}

# The version 4 of Debian.
lego()
{
    command lego --server "$(cat directory)" --email a@example.com -d www.example.com -d example.com --http \
        --accept-tos "$@" >lego.log 2>&1
}
first_by_lego()
{
    lego run --run-hook "$program hook"
}
same_by_lego()
{
    env LEGO_CERT_PATH=.lego/certificates/www.example.com.crt \
        LEGO_CERT_KEY_PATH=.lego/certificates/www.example.com.key "$program" hook
}
renewal_by_lego()
{
    lego renew --days 1000 --no-random-sleep --renew-hook "$program hook"
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

"first_by_$client"
expect "$(names | wc -l)" 1 "the first certificate of $client is in the account"

for _ in 1 2; do
    "same_by_$client"
done
expect "$(names | wc -l)" 1 "the same certificate again changes nothing"

"renewal_by_$client"
expect "$(names | wc -l)" 2 "its renewal is in the account, too"
expect "$("$program" prune --grace 0d --format csv --fields action --quiet | grep -c delete)" 1 "and what it replaces can go"
