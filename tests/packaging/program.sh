#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Installs the program alone, as its .deb does: program.sh BUILD_TREE FOLDER VERSION
set -euo pipefail

build=$1
folder=$2
version=$3
rm -rf "$folder"
cmake --install "$build" --component certificates --prefix "$folder" >/dev/null

diff <(cd "$folder" && find . -type f | LC_ALL=C sort) - <<'FILES'
./bin/aliyun-certificates
./share/bash-completion/completions/aliyun-certificates
./share/fish/vendor_completions.d/aliyun-certificates.fish
./share/man/man1/aliyun-certificates.1
./share/zsh/vendor-completions/_aliyun-certificates
FILES
[ "$("$folder/bin/aliyun-certificates" --version)" = "aliyun-certificates $version" ]
grep -q "^.SH EXIT STATUS" "$folder/share/man/man1/aliyun-certificates.1"
bash -n "$folder/share/bash-completion/completions/aliyun-certificates"
