# shellcheck shell=bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Shared by tests/run.sh and examples/demo.sh: `need PACKAGE...` installs the Debian packages that are missing.

# shellcheck disable=SC2034 # used where this file is sourced
packages_to_build=(g++ cmake ninja-build libboost1.81-dev libboost-json1.81-dev libssl-dev libpugixml-dev libcli11-dev
                   libfmt-dev libsqlite3-dev libsqlitecpp-dev)

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

is_installed()
{
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

need()
{
    local package missing=()
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        echo "These packages are missing, and installing them takes root or sudo: ${missing[*]}" >&2
        return 1
    fi
    echo "Installing with apt-get: ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 --quiet --yes
                   --no-install-recommends install "${missing[@]}")
    local log
    log=$(mktemp)
    # The lists of packages may be absent or old: read them anew before a second and last attempt.
    if ! as_root "${install[@]}" >"$log" 2>&1; then
        echo "Reading the lists of packages anew"
        if ! { as_root apt-get -o Acquire::Retries=3 --quiet update && as_root "${install[@]}"; } >"$log" 2>&1; then
            tail -n 30 "$log" >&2
            rm -f "$log"
            echo "apt-get could not install: ${missing[*]}" >&2
            return 1
        fi
    fi
    rm -f "$log"
}
