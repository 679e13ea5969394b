// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "hosts_file.hpp"

#include "problem.hpp"
#include "texts.hpp"

#include <algorithm>
#include <cctype>

namespace certificates
{

namespace
{

/// What is in the brackets, if the text is one address in brackets.
std::string_view without_brackets(std::string_view text)
{
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        return text.substr(1, text.size() - 2);
    return text;
}

bool is_host(std::string_view text)
{
    return !text.empty() && text.size() <= 253 &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char c)
                       { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || c == '%'; });
}

served_host to_host(std::string_view entry, std::string const& where)
{
    auto const wrong = [&](char const* what)
    { return usage_problem(where + ": " + what + "; a line is host[:port][=address]"); };
    served_host host;
    auto left = entry;
    if (auto const equals = entry.find('='); equals != std::string_view::npos)
    {
        left = trimmed(entry.substr(0, equals));
        auto const address = without_brackets(trimmed(entry.substr(equals + 1)));
        if (!is_host(address))
            throw wrong("what follows = is no address and no host");
        host.address = address;
    }
    auto name = left;
    auto const bracket = left.rfind(']');
    auto const colon = left.rfind(':');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket))
    {
        name = left.substr(0, colon);
        if (!parse_number(left.substr(colon + 1), host.port) || host.port == 0)
            throw wrong("the port is a number from 1 to 65535");
    }
    bool const in_brackets = bracket != std::string_view::npos;
    name = without_brackets(name);
    if (!is_host(name) || (!in_brackets && name.find(':') != std::string_view::npos))
        throw wrong("there is no host name in it");
    host.name = name;
    return host;
}

} // namespace

std::string served_host::text() const
{
    auto result = name.find(':') == std::string::npos ? name : '[' + name + ']';
    if (port != 443)
        result += ':' + std::to_string(port);
    if (!address.empty())
        result += '=' + address;
    return result;
}

std::vector<served_host> read_hosts(std::string_view text, std::string const& file)
{
    std::vector<served_host> hosts;
    for (std::size_t number = 1; !text.empty(); ++number)
    {
        auto const line = take_line(text);
        auto const entry = trimmed(line.substr(0, line.find('#')));
        if (entry.empty())
            continue;
        hosts.push_back(to_host(entry, file + ':' + std::to_string(number)));
        hosts.back().line = number;
    }
    return hosts;
}

} // namespace certificates
