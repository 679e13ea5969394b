#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Fails if one of the headers reaches Asio or Beast, and shows by which chain of includes:
#
#     reach_no_asio.sh COMPILER FLAG... -- HEADER...
#
# All headers go through the preprocessor in one unit: what Asio there is, is then met in it once at least.
set -euo pipefail

compile=()
while [ "$1" != -- ]; do
    compile+=("$1")
    shift
done
shift

[ $# -gt 0 ] || { echo "no headers given"; exit 1; }
included=$(printf '#include <%s>\n' "$@" | "${compile[@]}" -E -H -x c++ - 2>&1 >/dev/null)

# -H prints one line a header: as many dots as it is deep, a blank, its path.
awk '
    /^\.+ / {
        depth = length($1)
        path[depth] = $2
        if ($2 ~ /\/boost\/(asio|beast)[\/.]/ && (!inside || depth <= inside))
        {
            chain = path[1]
            for (i = 2; i <= depth; ++i)
                chain = chain "\n    " path[i]
            print chain
            found = 1
            inside = depth
        }
        else if (depth <= inside)
            inside = 0
        ++seen
        next
    }
    /error:/ { print; found = 1 }
    END {
        if (!seen) { print "the compiler named no includes"; exit 1 }
        exit found
    }' <<<"$included"
echo "$# headers reach no Asio"
