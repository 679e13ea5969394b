// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "rows.hpp"

#include <fmt/format.h>

namespace certificates
{
namespace
{

cell text_or_none(std::string const& text)
{
    return text.empty() ? cell() : cell(text);
}

} // namespace

schema certificate_schema(std::string_view command)
{
    using enum table_place;
    return {command,
            1,
            {{"id", "ID", right, metric_place::label},
             {"name", "NAME", shown, metric_place::label},
             {"hosts", "HOSTS", shown},
             {"end_date", "ENDS"},
             {"days_left", "DAYS", right, metric_place::value, "Days until the certificate ends."},
             {"expired", "EXPIRED", hidden},
             {"uploaded", "UPLOADED"},
             {"issuer", "ISSUER"},
             {"common_name", "COMMON NAME", hidden, metric_place::label},
             {"organisation", "ORGANISATION", hidden},
             {"start_date", "STARTS", hidden},
             {"fingerprint", "FINGERPRINT", hidden},
             {"region", "REGION", hidden, metric_place::label}},
            {"issuer", "uploaded", "days_left", "id", "hosts"}};
}

row certificate_row(certificate const& one, std::chrono::sys_seconds now)
{
    auto const left = days_left(one, now);
    row made;
    made.cells = {one.id,
                  one.name,
                  one.hosts,
                  text_or_none(one.end_date),
                  left ? cell(*left) : cell(),
                  one.expired,
                  one.uploaded,
                  text_or_none(one.issuer),
                  text_or_none(one.common),
                  text_or_none(one.organisation),
                  text_or_none(one.start_date),
                  text_or_none(one.fingerprint),
                  one.region};
    return made;
}

std::string describe(certificate const& one)
{
    auto const host = one.hosts.empty() ? one.common : one.hosts.front();
    return fmt::format("\"{}\" (id {}, {})", one.name, one.id, host.empty() ? "no host" : host);
}

} // namespace certificates
