#!/bin/sh
# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
#     check.sh ROOT TEXT...
#
# Each block of C++ in the texts that stands below a line `<!-- path -->` must be a part of that file, line by line but for the
# indentation: what the texts show is what is compiled and run.
set -eu
root=$1
shift
for text in "$@"; do
    awk -v root="$root" -v text="$text" '
        function stripped(line) { sub(/^[ \t]+/, "", line); return line }
        function check(    line, all, count, at, i)
        {
            count = 0
            while ((getline line < (root "/" path)) > 0)
                all[count++] = stripped(line)
            close(root "/" path)
            if (count == 0)
                return path ": no such file"
            for (at = 0; at + size <= count; ++at)
            {
                for (i = 0; i < size && all[at + i] == block[i]; ++i)
                    ;
                if (i == size)
                    return ""
            }
            return "not a part of " path
        }
        inside && /^```/ {
            problem = check()
            ++checked
            if (problem != "")
            {
                print text ":" start ": " problem
                bad = 1
            }
            inside = 0
            path = ""
            next
        }
        inside { block[size++] = stripped($0); next }
        /^<!-- [^ ]+ -->$/ { path = $2; next }
        /^```cpp/ && path != "" { inside = 1; size = 0; start = NR; next }
        /[^ ]/ { path = "" }
        END {
            if (!checked)
            {
                print text ": no block of code names its file"
                bad = 1
            }
            exit bad
        }' "$root/$text"
done
