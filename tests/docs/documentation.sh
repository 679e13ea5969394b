#!/bin/sh
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
#     documentation.sh ROOT OUTPUT
#
# Makes the reference of the public headers. Fails if Doxygen warns of anything: a public name that nothing explains, a
# parameter that is left out or no longer there.
set -eu
DOCS_OUTPUT=$2
export DOCS_OUTPUT
mkdir -p "$DOCS_OUTPUT"
cd "$1"
doxygen tests/docs/Doxyfile
if [ -s "$DOCS_OUTPUT/warnings" ]
then
    sed "s|$1/||" "$DOCS_OUTPUT/warnings"
    exit 1
fi
test -f "$DOCS_OUTPUT/html/index.html"
