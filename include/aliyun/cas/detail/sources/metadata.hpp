// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Servers within a machine that hand out credentials: the metadata of an ECS instance, in its second version and if
// need be in its first, and a credentials URI.

#include "../../credential_options.hpp"
#include "fetch.hpp"
#include "plain_http.hpp"
#include "short_texts.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Whether a text that a server has sent can be put into a path or a header field: no blanks, no control characters.
[[nodiscard]] inline bool is_one_word(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

[[nodiscard]] inline bool is_role_name(std::string_view text)
{
    return is_one_word(text) && text.find_first_of("/?#%\\") == text.npos && text != "." && text != "..";
}

[[nodiscard]] inline std::string status_problem(std::string_view what, int status)
{
    return std::string(what) + " is answered with the HTTP status " + std::to_string(status);
}

inline boost::asio::awaitable<found_credentials> fetch_ecs_role(fetch_context const& context,
                                                                ecs_role_options const& options)
{
    auto const place = parse_http_place(options.metadata);
    if (!place)
        co_return found_credentials::none("its address is not `http://host[:port]`");
    http_server const server(context.executor, *place);
    http_limits limits;
    limits.connect = options.connect_limit;
    limits.answer = options.answer_limit;

    wiped_buffer token_field;
    {
        plain_http asked(server);
        std::string_view const lifetime = "X-aliyun-ecs-metadata-token-ttl-seconds: 21600\r\n";
        auto const problem = co_await asked.run("PUT", "/latest/api/token", lifetime, limits);
        auto const token = without_line_end(asked.body());
        if (problem.empty() && asked.status() == 200 && is_one_word(token))
        {
            token_field.append("X-aliyun-ecs-metadata-token: ");
            token_field.append(token);
            token_field.append("\r\n");
        }
        else if (options.v1 == metadata_v1::refused || !asked.connected())
        {
            if (!problem.empty())
                co_return found_credentials::none(problem);
            co_return found_credentials::none(asked.status() == 200 ? "it gives no token"
                                                                    : status_problem("its token", asked.status()));
        }
    }

    std::string const folder = "/latest/meta-data/ram/security-credentials/";
    auto role = options.role;
    if (role.empty())
    {
        plain_http asked(server);
        auto const problem = co_await asked.run("GET", folder, token_field.view(), limits);
        if (!problem.empty())
            co_return found_credentials::none(problem);
        if (asked.status() == 404)
            co_return found_credentials::none("the instance has no role");
        if (asked.status() != 200)
            co_return found_credentials::none(status_problem("the role's name", asked.status()));
        auto const names = without_line_end(asked.body());
        role = names.substr(0, names.find_first_of("\r\n"));
    }
    if (!is_role_name(role))
        co_return found_credentials::none("the role's name is none");

    plain_http asked(server);
    auto const path = folder + role;
    auto const problem = co_await asked.run("GET", path, token_field.view(), limits);
    if (!problem.empty())
        co_return found_credentials::none(problem);
    if (asked.status() == 404)
        co_return found_credentials::none("the instance does not have the role " + quoted_name(role));
    if (asked.status() != 200)
        co_return found_credentials::none(status_problem("the role", asked.status()));
    co_return read_issued_credentials(asked.body());
}

inline boost::asio::awaitable<found_credentials> fetch_from_uri(fetch_context const& context, std::string const& uri)
{
    auto const place = parse_http_place(uri);
    if (!place)
        co_return found_credentials::none("it is not `http://host[:port]/path` (https is not supported)");
    http_server const server(context.executor, *place);
    plain_http asked(server);
    auto const problem = co_await asked.run("GET", place->path, "", http_limits{});
    if (!problem.empty())
        co_return found_credentials::none(problem);
    if (asked.status() != 200)
        co_return found_credentials::none(status_problem("it", asked.status()));
    co_return read_issued_credentials(asked.body());
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
