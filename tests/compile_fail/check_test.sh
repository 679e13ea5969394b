#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Shows that check.sh can fail: check_test.sh COMPILER FLAG...
set -euo pipefail

here=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
case=$folder/case.cpp
wrong=0

# refuses WORDS COMPILER FLAG...: the case as it stands now must be refused, and with these words.
refuses()
{
    local words=$1 output
    shift
    if output=$(bash "$here/check.sh" "$case" "$@"); then
        echo "passed, though it $words"
        wrong=1
    elif ! grep -qF -- "$words" <<<"$output"; then
        echo "should have said '$words', but said: $output"
        wrong=1
    fi
}

cat >"$case" <<'CASE'
// expect: an int is not enough
#ifdef SHOULD_NOT_COMPILE
static_assert(sizeof(int) > 100, "an int is not enough");
#endif
CASE
bash "$here/check.sh" "$case" "$@"

sed -i 's/"an int is not enough"/"something else"/' "$case"
refuses 'is refused without the sentence: an int is not enough' "$@"
sed -i 1d "$case"
refuses 'has no line' "$@"
echo 'int main() {}' >"$case"
refuses 'compiles, though it should not' "$@"
echo 'int main() { return "no" }' >"$case"
refuses 'does not compile as it stands' "$@"
exit "$wrong"
