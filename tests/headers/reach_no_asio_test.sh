#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Shows that reach_no_asio.sh can fail: reach_no_asio_test.sh COMPILER FLAG...
set -euo pipefail

here=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo '#include <string>' >"$folder/pure.hpp"
echo '#include <boost/asio/error.hpp>' >"$folder/deep.hpp"
printf '#include <vector>\n#include "deep.hpp"\n' >"$folder/shallow.hpp"
echo '#include "absent.hpp"' >"$folder/broken.hpp"

bash "$here/reach_no_asio.sh" "$@" "-I$folder" -- pure.hpp

if output=$(bash "$here/reach_no_asio.sh" "$@" "-I$folder" -- pure.hpp shallow.hpp); then
    echo "Asio behind two includes was not found"
    exit 1
fi
for link in shallow.hpp deep.hpp boost/asio/error.hpp; do
    grep -q "$link" <<<"$output" || { echo "the chain does not name $link:"; echo "$output"; exit 1; }
done

if bash "$here/reach_no_asio.sh" "$@" "-I$folder" -- broken.hpp >/dev/null; then
    echo "a header that the compiler refuses was passed"
    exit 1
fi
echo "found as it should be"
