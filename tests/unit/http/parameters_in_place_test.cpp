// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// No value breaks out of its place: whatever stands in the parameters, the head of the request keeps its lines, and
// the emulator, which reads requests by itself, reads what was given.

#include "aliyun/cas/credentials.hpp"
#include "aliyun/cas/detail/emulator/request_reader.hpp"
#include "aliyun/cas/detail/http/request_builder.hpp"
#include "aliyun/cas/detail/sign/rpc_v1.hpp"
#include "aliyun/cas/operations.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace std::string_view_literals;
using cas::detail::http_method;
using cas::detail::emulated::parameters;

struct hostile_operation
{
    std::string text{};
    std::optional<std::string> perhaps{};
    cas::secret_string secret{};

    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{.action = "Hostile", .repeat = cas::repeat_safety::safe};
    using params = cas::param_table<cas::param<"Text", &hostile_operation::text>,
                                    cas::param<"Perhaps", &hostile_operation::perhaps>,
                                    cas::param<"Secret", &hostile_operation::secret>>;
};

/// What would end a value, a line, a head or a request, or begin one, in whatever way it is written.
constexpr std::string_view pieces[] = {
    "\r"sv,       "\n"sv,  "\r\n\r\n"sv, "\0"sv,       "&"sv,  "="sv,    "%"sv, "+"sv,  " "sv,
    "&Action="sv, "%26"sv, "%0d%0a"sv,   "%2526"sv,    "#"sv,  "?"sv,    "/"sv, ";"sv,  "\""sv,
    "证"sv,       "😀"sv,   "~-_."sv,     "HTTP/1.1"sv, "\t"sv, "\x7f"sv, "a"sv, "Z9"sv, "\r\nX-Injected: 1"sv,
};

struct request_parts
{
    std::string_view method;
    std::string_view target;
    std::vector<std::string_view> names; ///< of the header's fields
    std::string_view content_type;
    std::string_view body;
};

request_parts taken_apart(std::string_view text)
{
    request_parts result;
    auto const end = text.find("\r\n\r\n");
    auto head = text.substr(0, end);
    result.body = text.substr(end + 4);
    auto const line = head.substr(0, head.find("\r\n"));
    result.method = line.substr(0, line.find(' '));
    result.target = line.substr(result.method.size() + 1, line.rfind(' ') - result.method.size() - 1);
    head.remove_prefix(line.size());
    BOOST_TEST(std::none_of(line.begin(), line.end(),
                            [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }));
    BOOST_TEST(std::count(line.begin(), line.end(), ' ') == 2);
    while (!head.empty())
    {
        head.remove_prefix(2);
        auto const field = head.substr(0, head.find("\r\n"));
        head.remove_prefix(field.size());
        result.names.push_back(field.substr(0, field.find(':')));
        if (result.names.back() == "Content-Type")
            result.content_type = field.substr(field.find(':') + 2);
        if (result.names.back() == "Content-Length")
            BOOST_TEST(std::to_string(result.body.size()) == field.substr(field.find(':') + 2));
    }
    return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(parameters_in_place)

BOOST_AUTO_TEST_CASE(no_value_breaks_out_of_its_place_in_url_body_or_header)
{
    std::mt19937 random{20};
    auto const hostile = [&random](std::size_t longest)
    {
        std::string text;
        for (auto left = random() % longest; left > 0; --left)
            text += pieces[random() % std::size(pieces)];
        return text;
    };
    cas::detail::request_builder const builder(cas::detail::parse_endpoint("localhost:1"), "tests");
    cas::detail::rpc_v1_signer signer;
    cas::detail::wiped_buffer request;
    cas::detail::hmac_sha1_key const key("secret&");
    for (int round = 0; round < 3000; ++round)
    {
        hostile_operation op;
        op.text = hostile(12);
        if (round % 3 != 0)
            op.perhaps = hostile(4);
        op.secret = hostile(round % 50 == 0 ? 3000 : 12);
        auto const id = hostile(4);
        auto const region = hostile(4);
        auto const owner = hostile(4);
        auto const token = hostile(9);
        cas::request_context context;
        context.access_key_id = id;
        context.format = "JSON";
        context.nonce = "nonce";
        context.timestamp = "2026-01-01T00:00:00Z";
        context.version = "2018-07-13";
        context.security_token = token;
        context.region_id = region;
        context.resource_owner_account = owner;

        auto const method = round % 2 ? http_method::get : http_method::post;
        auto const query = signer.sign<cas::rpc_v1_params>(method, op, context, key);
        builder.build(request, method, "Hostile", "2018-07-13", query);

        auto const parts = taken_apart(request.view());
        std::vector<std::string_view> names{"Host",   "User-Agent",    "x-sdk-client",
                                            "Accept", "x-acs-version", "x-acs-action"};
        if (method == http_method::post)
            names.insert(names.end(), {"Content-Type", "Content-Length"});
        BOOST_TEST(parts.names == names, boost::test_tools::per_element());
        parameters read;
        cas::detail::emulated::read_parameters(
            {.method = parts.method, .target = parts.target, .content_type = parts.content_type, .body = parts.body},
            read);
        BOOST_TEST(read.erase("Signature") == 1u);
        parameters given{{"AccessKeyId", id},
                         {"Action", "Hostile"},
                         {"Format", "JSON"},
                         {"RegionId", region},
                         {"ResourceOwnerAccount", owner},
                         {"Secret", std::string(op.secret.reveal())},
                         {"SecurityToken", token},
                         {"SignatureMethod", "HMAC-SHA1"},
                         {"SignatureNonce", "nonce"},
                         {"SignatureVersion", "1.0"},
                         {"Text", op.text},
                         {"Timestamp", "2026-01-01T00:00:00Z"},
                         {"Version", "2018-07-13"}};
        if (op.perhaps)
            given["Perhaps"] = *op.perhaps;
        BOOST_REQUIRE((read == given));
    }
}

BOOST_AUTO_TEST_CASE(what_stands_in_a_header_is_refused_if_it_could_break_out)
{
    auto const to = cas::detail::parse_endpoint("localhost:1");
    for (auto const bad : {"a\rb"sv, "a\nb"sv, "a\0b"sv, "a\r\nX: y"sv, "\x7f"sv})
    {
        BOOST_CHECK_THROW(cas::detail::request_builder(to, bad), std::invalid_argument);
        BOOST_CHECK_THROW(static_cast<void>(cas::detail::parse_endpoint("local" + std::string(bad) + "host")),
                          std::invalid_argument);
        BOOST_CHECK_THROW(cas::credentials("id" + std::string(bad), "s"), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_SUITE_END()
