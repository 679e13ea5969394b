// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The list of hosts that `served` looks at. One a line:
//
//     host[:port][=address]        # and a comment
//
// The host is the name that is asked for; the port is 443 unless given; the address (or another name) is where that
// name is looked for, so that a server can be seen before the DNS points to it, or each of several behind one name. An
// IPv6 address stands in brackets on the left, and may stand without them on the right.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certificates
{

struct served_host
{
    std::string name{};
    std::uint16_t port = 443;
    std::string address{}; ///< empty: what the name means
    std::size_t line = 0;  ///< of the file

    /// As in the file.
    [[nodiscard]] std::string text() const;
};

/// @param file  by what name errors speak of it
/// @throws problem (usage) that names file and line
[[nodiscard]] std::vector<served_host> read_hosts(std::string_view text, std::string const& file);

} // namespace certificates
