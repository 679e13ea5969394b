#!/bin/sh
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Does check.sh find what is wrong?
set -eu
check=$(dirname "$0")/check.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

printf 'int main()\n{\n    return 0;\n}\n' >"$folder/main.cpp"
# text LINE...: a text that shows these lines as a part of main.cpp.
text()
{
    { echo '<!-- main.cpp -->'; echo '```cpp'; printf '%s\n' "$@"; echo '```'; } >"$folder/text.md"
}
text '{' 'return 0;' '}'
sh "$check" "$folder" text.md || { echo "a part of the file is refused" >&2; exit 1; }
text '{' 'return 1;' '}'
! sh "$check" "$folder" text.md >/dev/null || { echo "another line is not found" >&2; exit 1; }
text '{' '}'
! sh "$check" "$folder" text.md >/dev/null || { echo "a line left out is not found" >&2; exit 1; }
rm "$folder/main.cpp"
! sh "$check" "$folder" text.md >/dev/null || { echo "a file that is absent is not found" >&2; exit 1; }
