# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# The rules of the house for headers, given to awk as paths below include/. The rules are the messages below. The order of the
# stages is the order in which the data flows; what a header reaches through public headers counts as included.

BEGIN {
    count = split("os text query sign http pool credentials call page sources", order, " ")
    for (i = 1; i <= count; ++i)
        rank[order[i]] = i
    rank["decode"] = rank["http"]      # beside it: neither knows the other
    rank["pem"] = rank["pool"]         # the offline check of files: above decode, and no business of a connection
    for (i = 1; i < ARGC; ++i)
        known[ARGV[i]] = 1
    licence = "// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0."
}

function complain(file, line, text) { print file (line ? ":" line : "") ": " text; bad = 1 }

function folder_of(file) { return file ~ /\// ? substr(file, 1, match(file, /\/[^\/]*$/) - 1) : "." }

function stage_of(file)
{
    if (file !~ /^aliyun\/cas\/detail\/[^\/]+\//)
        return ""
    sub(/^aliyun\/cas\/detail\//, "", file)
    sub(/\/.*/, "", file)
    return file
}

function belongs_to_emulator(file) { return file ~ /^aliyun\/cas\/(detail\/emulator\/|emulator[^\/]*\.hpp$)/ }

# What an include in quotes, or of our own in angle brackets, means: beside the file, or below include/.
function resolve(file, name,    path, shorter)
{
    path = folder_of(file) "/" name
    while (path ~ /\/[^\/]+\/\.\.\//)
    {
        shorter = path
        sub(/\/[^\/]+\/\.\.\//, "/", shorter)
        path = shorter
    }
    return (path in known) ? path : name
}

FNR == 1 {
    if ($0 != licence)
        complain(FILENAME, 1, "the first line is not the licence line")
    conditions = separate = 0
    group = 0
    files[++file_count] = FILENAME
    if (FILENAME ~ /^aliyun\/cas\/detail\// && !(stage_of(FILENAME) in rank) && stage_of(FILENAME) != "emulator")
        complain(FILENAME, 0, "is in no stage that the order knows")
}
FNR == 2 && $0 != "#pragma once" && FILENAME != "aliyun/cas.hpp" { complain(FILENAME, 2, "the second line is not #pragma once") }
FNR == 3 { said_what_for = 0 }
FNR >= 3 && !said_what_for && /./ {
    if ($0 !~ /^\/\/ [^ ]/)
        complain(FILENAME, FNR, "no comment says what the file is for, before all else")
    said_what_for = 1
}
FNR == 400 { complain(FILENAME, 0, "has 400 lines or more") }
/(::|\.|->)(min|max)\(/ { complain(FILENAME, FNR, "calls min or max without brackets around the name, which elsewhere is a macro") }

# What stands in it is the other side of a declaration, and includes this file in turn.
/^#if !defined\(ALIYUN_CAS_SEPARATE_COMPILATION\)$/ { separate = 1 }
/^[ \t]*#[ \t]*if/ { ++conditions }
/^[ \t]*#[ \t]*endif/ && !--conditions { separate = 0 }

/^[ \t]*#[ \t]*define[ \t]/ {
    name = $0
    sub(/^[ \t]*#[ \t]*define[ \t]+/, "", name)
    sub(/[^A-Za-z0-9_].*/, "", name)
    if (name !~ /^ALIYUN_CAS_/)
        complain(FILENAME, FNR, "defines the macro " name "; ours begin with ALIYUN_CAS_")
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    name = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", name)
    sub(/[>"].*/, "", name)
    own = $0 ~ /include[ \t]*"/ || name ~ /^aliyun\//
    this_group = own ? 1 : name ~ /^boost\// || name ~ /^pugixml/ ? 2 : name ~ /^openssl\// ? 3 : 4
    if (!conditions)
    {
        if (this_group < group)
            complain(FILENAME, FNR, "includes " name " too late: own headers, then Boost, then OpenSSL, then standard")
        group = this_group
    }
    if ((name ~ /^(sys|netinet|arpa)\// || name ~ /^(unistd|fcntl|pthread|poll|netdb|pwd|dirent|windows|winsock2)\.h$/) &&
        FILENAME != "aliyun/cas/detail/os/platform.hpp")
        complain(FILENAME, FNR, "includes " name "; what the operating system gives stands in detail/os/platform.hpp")
    if (!own)
        next
    target = resolve(FILENAME, name)
    if (!(target in known))
    {
        complain(FILENAME, FNR, "includes " name ", which is not there")
        next
    }
    if (!separate)
        includes[FILENAME] = includes[FILENAME] " " target
    if (target ~ /^aliyun\/cas\/operations\// &&
        FILENAME !~ /^aliyun\/cas\/(operations\/.*|operations\.hpp|[^\/]*_operations\.hpp)$/ &&
        FILENAME !~ /^aliyun\/(cas|cas\/find_certificate)\.hpp$/ && # a call of the product's own, above the client
        !(target == "aliyun/cas/operations/sts.hpp" &&
          (stage_of(FILENAME) == "sources" || FILENAME == "aliyun/cas/credential_options.hpp")))
        complain(FILENAME, FNR, "includes " name "; only operations/ knows the product")
    if (belongs_to_emulator(target) && !belongs_to_emulator(FILENAME))
        complain(FILENAME, FNR, "includes " name "; the emulator is for itself")
    if (belongs_to_emulator(FILENAME) && stage_of(target) != "" && stage_of(target) != "emulator")
        complain(FILENAME, FNR, "includes " name "; the emulator reads the protocol by itself")
    next
}

# The names of the product: taken from the tables of the operations, looked for everywhere else.
FILENAME ~ /^aliyun\/cas\/operations\// && /\.action = "/ {
    name = $0
    sub(/.*\.action = "/, "", name)
    sub(/".*/, "", name)
    actions[name] = 1
}
FILENAME !~ /^aliyun\/cas\/operations\// && !belongs_to_emulator(FILENAME) && /"[A-Z][A-Za-z]+"/ {
    rest = $0
    sub(/\/\/.*/, "", rest)
    while (match(rest, /"[A-Z][A-Za-z]+"/))
    {
        quoted[++quoted_count] = substr(rest, RSTART + 1, RLENGTH - 2)
        quoted_file[quoted_count] = FILENAME
        quoted_line[quoted_count] = FNR
        rest = substr(rest, RSTART + RLENGTH)
    }
}

# Follows the includes of one file through public headers; a header of a stage answers for what it includes itself.
function walk(start,    queue, head, tail, came_from, at, targets, n, i, target)
{
    queue[tail = 1] = start
    for (head = 1; head <= tail; ++head)
    {
        at = queue[head]
        n = split(includes[at], targets, " ")
        for (i = 1; i <= n; ++i)
        {
            target = targets[i]
            if (target == start)
                complain(start, 0, "includes itself: " chain(start, at, came_from) " > " target)
            if (target in came_from || target == start)
                continue
            came_from[target] = at
            judge(start, target, chain(start, target, came_from))
            if (stage_of(target) == "" || stage_of(start) == stage_of(target) || belongs_to_emulator(start))
                queue[++tail] = target
        }
    }
}

function chain(start, at, came_from,    text)
{
    text = at
    while (at != start)
    {
        at = came_from[at]
        text = at " > " text
    }
    return text
}

function judge(start, target, path,    from, to)
{
    from = stage_of(start)
    to = stage_of(target)
    if (belongs_to_emulator(start))
    {
        if (to in rank && rank[to] > rank["text"])
            complain(start, 0, "the emulator shares nothing with " to "/: " path)
    }
    else if (from in rank && to in rank && from != to && rank[to] >= rank[from])
        complain(start, 0, "an arrow points back from " from "/ to " to "/: " path)
}

END {
    for (f = 1; f <= file_count; ++f)
        walk(files[f])
    for (i = 1; i <= quoted_count; ++i)
        if (quoted[i] in actions)
            complain(quoted_file[i], quoted_line[i], "names " quoted[i] "; only operations/ knows the product")
    if (!file_count)
        complain(".", 0, "no headers found")
    if (!bad)
        print file_count " headers keep the rules"
    exit bad
}
