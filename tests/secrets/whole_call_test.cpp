// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Calls that carry secrets, over TLS: each block of memory that the client's thread gives back meanwhile, OpenSSL's
// included, is searched for them, and so is all that a user or an observer is told.

#include "secrets/secrets.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"
#include "unit/text/freed_memory.hpp"

#include <aliyun/cas/credential_chain.hpp>
#include <aliyun/cas/operations.hpp>
#include <aliyun/cas/xml.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/crypto.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace std::chrono_literals;
using namespace secrets_test;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using test_support::freed_memory_watch;

// Before OpenSSL allocates anything.
bool const openssl_is_watched = test_support::watch_openssl();

std::string const sent_key = pem_of(sent_line);
std::string const received_key = pem_of(received_line);
prepared_key const inner(std::string(key_secret) + "&", 0x36);
prepared_key const outer(std::string(key_secret) + "&", 0x5c);

std::string replaced(std::string_view text, std::string_view what, std::string_view by)
{
    std::string result(text);
    for (std::size_t at = 0; (at = result.find(what, at)) != result.npos; at += by.size())
        result.replace(at, what.size(), by);
    return result;
}
std::string escaped(std::string_view text)
{
    return replaced(text, "\n", "\\n");
}

/// Writes down all that is ever told.
class notes final : public cas::observer
{
public:
    void add(cas::failure const& problem)
    {
        text_ << problem << '\n' << problem.message << problem.detail << problem.server_code << problem.request_id;
        text_ << cas::call_error(problem).what() << '\n';
    }
    [[nodiscard]] std::string text() const { return text_.str(); }

private:
    void on_connection(cas::connection_event const& event) noexcept override
    {
        text_ << event.endpoint << event.detail << event.code.message() << '\n';
    }
    void on_attempt(cas::attempt_event const& event) noexcept override
    {
        text_ << event.action << event.code.message() << event.server_code << event.request_id << '\n';
    }
    void on_call(cas::call_event const& event) noexcept override
    {
        if (event.problem)
            add(*event.problem);
    }
    void on_warning(std::string_view text) noexcept override { text_ << text << '\n'; }

    std::ostringstream text_;
};

bool holds_secret(std::string_view text)
{
    for (auto const secret : {key_secret, token, sent_line, received_line})
        for (std::size_t at = 0; at + 16 <= secret.size(); at += 4) // no part of one, either
            if (text.find(secret.substr(at, 16)) != text.npos)
                return true;
    return false;
}

cas::create_user_certificate upload()
{
    return {cas::certificate_name("www"), cas::certificate_pem("-----BEGIN CERTIFICATE-----\n"),
            cas::private_key_pem(sent_key)};
}

cas::credentials temporary()
{
    return cas::credentials("STS.id", key_secret, token);
}

/// Makes one call with a client of its own, and tells how it ended. Everything is gone when it returns.
template <typename Op>
boost::system::error_code call(Op op, cas::client_options options, std::string& told,
                               std::optional<std::chrono::milliseconds> stop_after = {})
{
    auto const seen = std::make_shared<notes>();
    options.observer = seen;
    boost::system::error_code end;
    {
        boost::asio::io_context context;
        cas::client client(context, temporary(), options);
        boost::asio::cancellation_signal stop;
        client.async_call(std::move(op),
                          boost::asio::bind_cancellation_slot(stop.slot(),
                                                              [&](cas::outcome<typename Op::response> const& result)
                                                              {
                                                                  if (result)
                                                                      return;
                                                                  end = result.error().code;
                                                                  seen->add(result.error());
                                                              }));
        if (stop_after)
        {
            context.run_for(*stop_after);
            stop.emit(boost::asio::cancellation_type::terminal);
        }
        context.run();
    }
    told += seen->text();
    return end;
}

/// Makes the call twice, the first time to let OpenSSL and the thread set up what they keep.
template <typename Op>
void check(scripted_server const& server, cas::client_options const& options, Op const& op,
           boost::system::error_code expected = {}, std::optional<std::chrono::milliseconds> stop_after = {})
{
    BOOST_REQUIRE(openssl_is_watched);
    for (int i = 0; i < 2; ++i)
    {
        std::string told;
        boost::system::error_code end;
        freed_memory_watch const watch{key_secret,    token,         inner.block(), inner.state(),
                                       outer.block(), outer.state(), sent_line,     received_line};
        end = call(op, options, told, stop_after);
        BOOST_TEST(end == expected, end.message() << ", " << told);
        BOOST_TEST(watch.leaks() == 0u);
        BOOST_TEST(watch.freed() > 50u);
        BOOST_TEST(!holds_secret(told), told);
    }
    BOOST_TEST(!server.requests().empty());
    for (auto const& request : server.requests())
        BOOST_TEST(!holds_secret(request.text.substr(0, request.text.find("\r\n\r\n"))));
}

// Answers with a certificate's private key, but not to its end.
auto amid_a_private_key(support::then next)
{
    return [next](scripted_request const&)
    {
        auto const text =
            support::http_text(200, R"({"RequestId":"R-1","Id":1,"Key":")" + escaped(received_key) + R"("})");
        scripted_reply reply;
        reply.pieces = {text.substr(0, text.size() - 300)};
        reply.next = next;
        return reply;
    };
}

} // namespace

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(what_is_no_secret_is_found_in_freed_memory)
{
    // Or the cases below would see nothing.
    scripted_server const server([](scripted_request const&)
                                 { return answer(200, R"({"RequestId":"R","Cert":"x"})"); });
    freed_memory_watch const watch{"Host: localhost", "-----BEGIN CERTIFICATE-----"};
    std::string told;
    call(upload(), options_for(server), told);
    BOOST_TEST(watch.leaks() > 0u);
}

BOOST_AUTO_TEST_CASE(what_openssl_frees_is_searched_too)
{
    BOOST_REQUIRE(openssl_is_watched);
    freed_memory_watch const watch{token};
    auto* const block = OPENSSL_malloc(token.size());
    std::memcpy(block, token.data(), token.size());
    OPENSSL_free(block);
    BOOST_TEST(watch.leaks() == 1u);
}

BOOST_AUTO_TEST_CASE(the_state_that_is_searched_for_is_that_of_sha_1)
{
    std::string padded = "abc\x80";
    padded.resize(63, '\0');
    padded += static_cast<char>(24); // bits
    std::uint32_t const digest[5] = {0xa9993e36, 0x4706816a, 0xba3e2571, 0x7850c26c, 0x9cd0d89d};
    BOOST_TEST(std::memcmp(prepared_key(padded, 0).state().data(), digest, sizeof digest) == 0);
}

BOOST_AUTO_TEST_CASE(an_upload_leaves_nothing_behind)
{
    scripted_server const server([](scripted_request const&)
                                 { return answer(200, R"({"RequestId":"R-1","CertId":4294967296})"); });
    check(server, options_for(server), upload());
    BOOST_TEST(server.requests().front().param("Key") == sent_key);
    BOOST_TEST(server.requests().front().param("SecurityToken") == token);
}

BOOST_AUTO_TEST_CASE(a_refusal_that_repeats_the_request_is_neither_told_nor_left_behind)
{
    for (char const* const code : {"SignatureDoesNotMatch", "IncompleteSignature", "InvalidParameter", "Throttling",
                                   "InvalidSecurityToken.Malformed", "InternalError"})
        for (std::string_view const form : {"json", "escaped json", "xml", "escaped xml"})
        {
            scripted_server const server(
                [code, form](scripted_request const& request)
                {
                    auto const echo = request.text.substr(request.text.find("\r\n\r\n") + 4);
                    auto const told = "server string to sign is " + echo + " with " + std::string(token);
                    if (form == "xml")
                        return answer(400, "<Error><RequestId>R</RequestId><Code>" + std::string(code) +
                                               "</Code><Message><![CDATA[" + told + "]]></Message></Error>");
                    if (form == "escaped xml")
                        return answer(400, "<Error><RequestId>R</RequestId><Code>" + std::string(code) +
                                               "</Code><Message> " + replaced(told, "&", "&amp;") +
                                               " </Message></Error>");
                    return answer(400, R"({"RequestId":"R","Code":")" + std::string(code) + R"(","Message":")" +
                                           (form == "json" ? told : replaced(told, "&", "\\u0026")) + "\"}");
                });
            auto options = options_for(server);
            options.format = form.ends_with("xml") ? cas::xml_format : cas::json_format;
            BOOST_TEST_CONTEXT(code << " in " << form)
            {
                std::string told;
                check(server, options, upload(), call(upload(), options, told));
                check(server, options, cas::describe_user_certificate_detail{1},
                      call(cas::describe_user_certificate_detail{1}, options, told));
            }
        }
}

BOOST_AUTO_TEST_CASE(a_private_key_of_a_response_leaves_nothing_behind)
{
    auto const json = R"({"RequestId":"R-1","Id":1,"Key":")" + escaped(received_key) + R"(","PrivateKey":")" +
                      escaped(received_key) + R"(","Cert":"c"})";
    auto const xml = "<R><RequestId>R-1</RequestId><Id>1</Id><Key>" + received_key + "</Key><PrivateKey>" +
                     received_key + "</PrivateKey></R>";
    for (auto const* const body : {&json, &xml})
    {
        scripted_server const whole([body](scripted_request const&) { return answer(200, *body); });
        scripted_server const in_pieces(
            [body](scripted_request const&)
            {
                auto const text = support::http_text(200, *body);
                scripted_reply reply;
                for (std::size_t at = 0; at < text.size(); at += 700)
                    reply.pieces.push_back(text.substr(at, 700));
                return reply;
            });
        for (auto const* const server : {&whole, &in_pieces})
        {
            auto options = options_for(*server);
            options.format = body == &xml ? cas::xml_format : cas::json_format;
            check(*server, options, cas::describe_user_certificate_detail{1});
            check(*server, options, cas::describe_dv_order_result{"i"});
        }
    }
}

BOOST_AUTO_TEST_CASE(a_response_that_ends_in_a_private_key_leaves_nothing_behind)
{
    scripted_server const server(amid_a_private_key(support::then::reset));
    auto options = options_for(server);
    std::string told;
    auto const end = call(cas::describe_user_certificate_detail{1}, options, told);
    BOOST_TEST(!!end);
    check(server, options, cas::describe_user_certificate_detail{1}, end);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_cancelled_amid_a_private_key_leaves_nothing_behind)
{
    scripted_server const server(amid_a_private_key(support::then::stall));
    check(server, options_for(server), cas::describe_user_certificate_detail{1}, boost::asio::error::operation_aborted,
          200ms);
    check(server, options_for(server), upload(), boost::asio::error::operation_aborted, 200ms);
}

BOOST_AUTO_TEST_CASE(a_malformed_response_with_a_private_key_leaves_nothing_behind)
{
    scripted_server const server(
        [](scripted_request const&)
        { return answer(200, R"({"RequestId":"R-1","Key":")" + escaped(received_key) + R"(","Id":"no number"})"); });
    check(server, options_for(server), cas::describe_user_certificate_detail{1}, cas::errc::malformed_response);
}

BOOST_AUTO_TEST_CASE(sources_of_credentials_leave_nothing_behind)
{
    scripted_server const server([](scripted_request const&) { return answer(200, R"({"RequestId":"R-1"})"); });
    scripted_server const sts(
        [](scripted_request const&)
        {
            return answer(200, R"({"RequestId":"R-1","AssumedRoleUser":{"Arn":"a","AssumedRoleId":"1"},)"
                               R"("Credentials":{"AccessKeyId":"STS.role","AccessKeySecret":")" +
                                   std::string(key_secret) + R"(","SecurityToken":")" + std::string(token) +
                                   R"(","Expiration":"2099-01-01T00:00:00Z"}})");
        });
    support::scripted_server_options plain;
    plain.plain_http = true;
    plain.plain_text = support::http_text(200, R"({"Code":"Success","AccessKeyId":"STS.uri","AccessKeySecret":")" +
                                                   std::string(key_secret) + R"(","SecurityToken":")" +
                                                   std::string(token) + R"(","Expiration":"2099-01-01T00:00:00Z"})");
    scripted_server const metadata([](scripted_request const&) { return scripted_reply(); }, plain);
    auto const folder = std::filesystem::temp_directory_path() / "aliyun_cas_secrets_test";
    std::filesystem::create_directories(folder);
    auto const json = (folder / "config.json").string();
    std::ofstream(json) << R"({"current":"p","profiles":[{"name":"p","mode":"StsToken","access_key_id":"STS.cli",)"
                        << R"("access_key_secret":")" << key_secret << R"(","sts_token":")" << token << R"("}]})";
    auto const ini = (folder / "credentials").string();
    std::ofstream(ini) << "[default]\ntype = sts\naccess_key_id = STS.ini\naccess_key_secret = " << key_secret
                       << "\nsecurity_token = " << token << "\n";
    auto const broken = (folder / "broken").string();
    std::ofstream(broken) << R"({"current":"p","profiles":[{"name":"p","mode":"AK","access_key_secret":")" << key_secret
                          << "\n"
                          << token;
    auto const token_file = (folder / "token").string();
    std::ofstream(token_file) << token << '\n';

    auto const make = [&](int which)
    {
        cas::role_options role(cas::role_arn("acs:role"));
        role.sts = options_for(sts);
        cas::oidc_role_options oidc(cas::role_arn("acs:role"), cas::oidc_provider_arn("acs:oidc"), token_file);
        oidc.sts = options_for(sts);
        switch (which)
        {
        case 0:
            return cas::credentials_from_cli_configuration(cas::credential_file_options(json));
        case 1:
            return cas::credentials_from_file(cas::credential_file_options(ini));
        case 2:
            return cas::credentials_from_uri("http://localhost:" + std::to_string(metadata.port()) + "/c");
        case 3:
            return cas::credentials_from_role(temporary(), role);
        case 4:
            return cas::credentials_from_oidc(oidc);
        case 5:
            return cas::credentials_from_cli_configuration(cas::credential_file_options(broken));
        default:
            return cas::credentials_from_file(cas::credential_file_options(broken));
        }
    };
    for (int which = 0; which < 7; ++which)
        BOOST_TEST_CONTEXT("source " << which)
    for (int i = 0; i < 2; ++i)
    {
        auto const seen = std::make_shared<notes>();
        auto options = options_for(server);
        options.observer = seen;
        bool good = false;
        freed_memory_watch const watch{key_secret, token, inner.block(), inner.state(), outer.block(), outer.state()};
        {
            boost::asio::io_context context;
            cas::client client(context, make(which), options);
            client.async_call(cas::delete_user_certificate{1},
                              [&](cas::outcome<cas::request_receipt> const& result)
                              {
                                  good = result.has_value();
                                  if (!good)
                                      seen->add(result.error());
                              });
            context.run();
        }
        BOOST_TEST(watch.leaks() == 0u);
        BOOST_TEST(good == (which < 5), seen->text());
        BOOST_TEST(!holds_secret(seen->text()), seen->text());
    }
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(secrets_print_as_stars)
{
    std::ostringstream out;
    out << temporary() << ' ' << cas::secret_string(token) << ' ' << upload().key;
    BOOST_TEST(out.str() == "STS.id:*** *** ***");
}

BOOST_AUTO_TEST_SUITE_END()
