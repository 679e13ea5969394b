#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Compiles a file twice: as it stands, when it must compile, and with SHOULD_NOT_COMPILE defined, when it must not, and the compiler
# must print each sentence that stands in the file as a line `// expect: SENTENCE`.
#
#     check.sh FILE COMPILER FLAG...
set -euo pipefail

file=$1
shift

if ! output=$("$@" "$file" 2>&1); then
    echo "does not compile as it stands:"
    echo "$output"
    exit 1
fi
if output=$("$@" -DSHOULD_NOT_COMPILE "$file" 2>&1); then
    echo "compiles, though it should not"
    exit 1
fi

mapfile -t sentences < <(sed -n 's,^// expect: *,,p' "$file")
[ ${#sentences[@]} -gt 0 ] || { echo "has no line '// expect: SENTENCE'"; exit 1; }
for sentence in "${sentences[@]}"; do
    if ! grep -qF -- "$sentence" <<<"$output"; then
        echo "is refused without the sentence: $sentence"
        echo "$output"
        exit 1
    fi
done
