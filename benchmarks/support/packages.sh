# shellcheck shell=bash disable=SC2154,SC2034,SC1091 # what run.sh sets and uses
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# What the benchmarks need of Debian. Nothing is asked for that is there already.

source "$here/../tests/support/setup.sh"

packages=("${packages_to_build[@]}" libbenchmark-dev libsimdjson-dev libjsoncpp-dev nlohmann-json3-dev
          libcurl4-openssl-dev libfmt-dev openssl util-linux)

# What some figures need, and can do without where it is not to be had: those figures are missing then.
have() # PROGRAM PACKAGE WHAT_IS_MISSING
{
    command -v "$1" >/dev/null || need "$2" >&2 || true
    command -v "$1" >/dev/null || { say "no $1: $3"; return 1; }
}

# Finds nginx, or unpacks it into a folder: installed, it would be a service that runs and comes back on boot. $nginx is
# empty if that fails.
find_nginx()
{
    nginx=$(PATH=$PATH:/usr/sbin command -v nginx) && return 0
    nginx=$1/usr/sbin/nginx
    [ ! -x "$nginx" ] || return 0
    say "unpacking nginx"
    mkdir -p "$1"
    (
        cd "$1" || exit
        apt-get download -qq nginx 2>/dev/null || { as_root apt-get update -qq && apt-get download -qq nginx; }
        dpkg -x nginx_*.deb .
    ) || true
    [ -x "$nginx" ] && return 0
    nginx=
    say "no nginx: calls are measured against the server of the benchmark's own only"
}
