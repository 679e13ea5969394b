#!/bin/sh
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Reads the headers below ROOT/include and prints every breach of rules.awk; exit code 1 if there is one.
#
#     check.sh ROOT
set -eu

rules=$(cd "$(dirname "$0")" && pwd)/rules.awk
cd "$1/include"
find aliyun -name '*.hpp' | LC_ALL=C sort | xargs awk -f "$rules"
