# shellcheck shell=bash disable=SC2154,SC2034,SC1091 # what run.sh sets and uses
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
# What the benchmarks need of Debian. Nothing is asked for that is there already.

source "$here/../tests/support/setup.sh"

packages=("${packages_to_build[@]}" libbenchmark-dev libsimdjson-dev libjsoncpp-dev nlohmann-json3-dev
          libcurl4-openssl-dev libfmt-dev openssl wrk valgrind gnuplot-nox util-linux)

# Finds nginx, or unpacks it into a folder: installed, it would be a service that runs and comes back on boot.
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
    )
}
