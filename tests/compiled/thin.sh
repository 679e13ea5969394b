#!/usr/bin/env bash
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
#     thin.sh OBJECT... ARCHIVE      the objects hold no code of a connection, a call's course or a decoder; the archive does
set -euo pipefail

heavy='3cas6detail(4pool|9connector|13call_exchange|9call_body|12json_scanner)([0-9]|[CD][0-9])' # members of these classes
archive=${*: -1}
nm --defined-only "$archive" 2>/dev/null | grep -c -E "$heavy" >/dev/null || { echo "$archive has none of what it is there for"; exit 1; }
for object in "${@:1:$#-1}"; do
    if nm --defined-only "$object" | grep -E "$heavy" | head -n 5 | grep .; then
        echo "$object has it, too"
        exit 1
    fi
done
