# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Makes one header of all. To be started below include/, with the paths of all headers in any order:
#
#     awk -v output=FILE -f single_header.awk HEADER...
#
# Each header stands once, after those that it includes, without its licence line and its #pragma once. What it includes of others
# is gathered at the head of its section, but for what stands in an #if, which stays in its place. The sections: the umbrella
# header and all public headers that it does not reach, then what separate compilation leaves to one unit, then XML, then the
# emulator.

BEGIN {
    licence = "// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0."
    umbrella = "aliyun/cas.hpp"
    for (i = 1; i < ARGC; ++i)
        known[headers[++header_count] = ARGV[i]] = 1
    sort(headers, header_count)
    if (!(umbrella in known) || output == "")
        fail("give output=FILE and all headers, as paths below include/")

    begin_section()
    place(umbrella)
    for (i = 1; i <= header_count; ++i)
        if (headers[i] ~ /^aliyun\/cas\/([^\/]*|operations\/[^\/]*)$/ && headers[i] !~ /^aliyun\/cas\/(src|xml|emulator[^\/]*)\.hpp$/)
            place(headers[i])
    for (i = 1; i <= header_count; ++i) # what XML and the emulator share with the rest
        if (headers[i] ~ /^aliyun\/cas\/detail\/(text\/.*|decode\/assign_value\.hpp|decode\/utf8\.hpp)$/)
            place(headers[i])
    core = end_section("ALIYUN_CAS_SINGLE_HEADER")
    begin_section()
    for (i = 1; i <= header_count; ++i) # with what no public header reaches, but tests do
        if (headers[i] !~ /emulator|xml|cas\/src\.hpp/)
            place(headers[i])
    section_of["aliyun/cas/src.hpp"] = section # ALIYUN_CAS_SOURCE does what it does
    parts = end_section("ALIYUN_CAS_SINGLE_HEADER_PARTS")
    begin_section()
    place("aliyun/cas/xml.hpp")
    xml = end_section("ALIYUN_CAS_SINGLE_HEADER_XML")
    begin_section()
    for (i = 1; i <= header_count; ++i)
        if (headers[i] ~ /emulator/)
            place(headers[i])
    emulator = end_section("ALIYUN_CAS_SINGLE_HEADER_EMULATOR")
    for (i = 1; i <= header_count; ++i)
        if (!(headers[i] in section_of))
            fail(headers[i] " belongs to no section")

    printf "%s", licence "\n" \
        "// aliyun_cas " version ", all of its headers in one. Generated from them by the target single_header: do not edit.\n" \
        "//\n" \
        "// Define before including it, if wanted:\n" \
        "//   ALIYUN_CAS_SOURCE         in exactly one source file of a program that does not link Boost.JSON's library: compiles it there\n" \
        "//   ALIYUN_CAS_SEPARATE_COMPILATION  in all source files of a program: most of the library is then compiled in that one file only\n" \
        "//   ALIYUN_CAS_WITH_XML       what aliyun/cas/xml.hpp has; needs pugixml\n" \
        "//   ALIYUN_CAS_WITH_EMULATOR  what aliyun/cas/emulator.hpp has\n" \
        "\n" \
        "#if !defined(ALIYUN_CAS_SINGLE_HEADER)\n" core "#endif\n\n" \
        "#if !defined(ALIYUN_CAS_SINGLE_HEADER_PARTS) && (!defined(ALIYUN_CAS_SEPARATE_COMPILATION) || defined(ALIYUN_CAS_SOURCE))\n" \
        parts "#endif\n\n" \
        "#if defined(ALIYUN_CAS_WITH_XML) && !defined(ALIYUN_CAS_SINGLE_HEADER_XML)\n" xml "#endif\n\n" \
        "#if defined(ALIYUN_CAS_WITH_EMULATOR) && !defined(ALIYUN_CAS_SINGLE_HEADER_EMULATOR)\n" emulator "#endif\n\n" \
        compiled > output
    close(output)
    exit 0
}

function fail(text) { print "single_header.awk: " text > "/dev/stderr"; exit 1 }

function sort(array, count,    i, j, item)
{
    for (i = 2; i <= count; ++i)
    {
        item = array[i]
        for (j = i - 1; j >= 1 && array[j] > item; --j)
            array[j + 1] = array[j]
        array[j + 1] = item
    }
}

function begin_section() { ++section; text = ""; foreign_count = 0 }

# Boost, pugixml, OpenSSL, standard, as everywhere here; each group in alphabetical order.
function rank_of(name) { return name ~ /^boost\// ? 1 : name ~ /^pugixml/ ? 1 : name ~ /^openssl\// ? 2 : 3 }

function end_section(guard,    i, group, includes)
{
    sort(foreign, foreign_count)
    for (group = 1; group <= 3; ++group)
    {
        for (i = 1; i <= foreign_count; ++i)
            if (rank_of(foreign[i]) == group)
                includes = includes "#include <" foreign[i] ">\n"
        includes = includes "\n"
    }
    gsub(/\n\n\n+/, "\n\n", includes)
    return "#define " guard "\n\n" includes text
}

function resolve(file, name,    path)
{
    if (name in known)
        return name
    path = file
    sub(/[^\/]*$/, name, path)
    while (path ~ /[^\/]+\/\.\.\//)
        sub(/[^\/]+\/\.\.\//, "", path)
    if (!(path in known))
        fail(file " includes " name ", which is not there")
    return path
}

# Puts the header behind those that it includes, once.
function place(file,    line, lines, count, i, conditions, separate, name, body, own, blank)
{
    if (file in section_of)
    {
        if (section_of[file] > 2 && section_of[file] < section)
            fail(file " would have to stand in two sections")
        return
    }
    section_of[file] = section
    while ((getline line < file) > 0)
        lines[++count] = line
    close(file)
    if (!count)
        fail("cannot read " file)
    for (i = 1; i <= count; ++i)
    {
        line = lines[i]
        if (line == licence || line == "#pragma once")
            continue
        if (line ~ /^#define ALIYUN_CAS_VERSION_STRING "/)
        {
            version = line
            gsub(/^[^"]*"|"$/, "", version)
        }
        if (line == "#if defined(ALIYUN_CAS_SOURCE)")
        {
            # Must be read each time, so it stands behind all sections.
            for (compiled = line "\n"; line != "#endif" && i < count; compiled = compiled line "\n")
                line = lines[++i]
            continue
        }
        if (line == "#if !defined(ALIYUN_CAS_SEPARATE_COMPILATION)")
            separate = 1
        if (line ~ /^[ \t]*#[ \t]*if/)
            ++conditions
        if (line ~ /^[ \t]*#[ \t]*endif/ && !--conditions)
            separate = 0
        if (line ~ /^[ \t]*#[ \t]*include[ \t]*[<"]/)
        {
            own = line ~ /include[ \t]*("|<aliyun\/)/
            name = line
            sub(/^[^<"]*[<"]/, "", name)
            sub(/[>"].*/, "", name)
            if (own && separate)
                continue # a section of its own
            if (own && conditions)
                fail(file " includes " name " in a condition")
            if (own)
                place(resolve(file, name))
            else if (!conditions && !((section, name) in seen))
            {
                seen[section, name] = 1
                foreign[++foreign_count] = name
            }
            if (!conditions)
                continue
        }
        if (line != "" || !blank)
            body = body line "\n"
        blank = line == ""
    }
    sub(/^\n+/, "", body)
    sub(/\n+$/, "\n", body)
    text = text "// ---- " file "\n\n" body "\n"
}
