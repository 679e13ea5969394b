# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# Doxygen's filter for headers: documents what has no comment of its own because a convention says it, in the line where
# it stands. A member of an operation or a response is told by its name in the service's reference, which its table has.
# Specialisations of other libraries' templates are left out, which Doxygen can't place.

{ line[NR] = $0 }

END {
    for (i = 1; i <= NR; ++i)
        read_tables(line[i])
    for (i = 1; i <= NR; ++i)
    {
        if (line[i] ~ /^struct boost::/ || line[i] ~ /^template <.*>$/ && line[i + 1] ~ /^struct boost::/)
            foreign = 1
        if (foreign)
        {
            foreign = line[i] !~ /^};/ && line[i] !~ /^struct .*\{ *\};?$/
            print ""
            continue
        }
        if (match(line[i], /^(struct|class) [a-z_0-9]+/))
        {
            split(substr(line[i], RSTART, RLENGTH), words, " ")
            owner = words[2]
        }
        said = line[i] ~ /\/\/\// || line[i - 1] ~ /^ *\/\/\/( |$)/
        text = said || owner == "" || line[i] !~ /^    [a-zA-Z\[]/ ? "" : convention(line[i])
        if (line[i - 1] ~ /^    template </ && text != "")
            text = ""
        sub(/^    /, text == "" ? "&" : "    /** " text " */ ", line[i])
        print line[i]
    }
}

# `param<"CertName", &operation::name>` and `field<...>`: what the service calls the member.
function read_tables(text,    parts)
{
    if (i < NR && text ~ /(param|field)<"[^"]*",$/)
        text = text line[i + 1]
    while (match(text, /(param|field)<"[^"]*", *&[a-z_0-9:]+/))
    {
        split(substr(text, RSTART, RLENGTH), parts, /"|&/)
        service_name[last_of(parts)] = parts[2]
        text = substr(text, RSTART + RLENGTH)
    }
}
function last_of(parts,    key)
{
    for (key = 9; key > 0; --key)
        if (parts[key] != "")
            return parts[key]
}

function convention(text,    name)
{
    if (text ~ /using executor_type =/) return "As Asio asks of an I/O object."
    if (text ~ /get_executor\(\)/) return "On which it completes what has no executor of its own."
    if (text ~ /using response =/) return "What a call completes with."
    if (text ~ /traits\{/) return "Name, way of signing, and what may be repeated."
    if (text ~ /using params =|using base_params =/) return "The parameters that are sent."
    if (text ~ /using fields =/) return "The fields that are read."
    if (text ~ /using paging =/) return "How the list goes on."
    if (text ~ /operator<</) return "Prints it; what is secret as `***`."
    if (text ~ /operator==/) return "Compares all of it."
    if (text ~ "^    (explicit )?" owner "\\(" owner " (const)?&&?" || text ~ "^    (explicit )?" owner "\\(" owner "&&\\)" ||
        text ~ "operator=\\(")
        return "As usual."
    if (text ~ "^    (explicit )?(constexpr )?" owner "\\(") return "Made of what it is given."
    if (text ~ /std::string text;|secret_string text;/) return "What it was made of."
    if (text ~ /static constexpr std::string_view name =/) return "In the service's reference."
    if (text ~ /static constexpr bool is_secret =/) return "Whether it must not stand in a URL."
    if (text ~ /using value_type =/) return "Of the member."
    if (text ~ /static constexpr std::size_t size =|> names\{|using list = std::tuple/) return "For the library's walk over the table."
    if (text ~ /static constexpr auto (position|entries|total|id) =|static constexpr std::int64_t (next|before)\(/)
        return "For the library's walk over the list."
    if (match(text, /[a-z_0-9]+( = [^;]*|\{[^;]*\})?;/))
    {
        name = substr(text, RSTART, RLENGTH)
        sub(/( = |\{|;).*/, "", name)
        if ((owner "::" name) in service_name)
            return "`" service_name[owner "::" name] "` in the service's reference."
    }
    return ""
}
