// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The emulator over TLS, driven by a plain blocking client whose requests are made by hand.

#include "aliyun/cas/emulator.hpp"

#include "unit/emulator/fixtures.hpp"
#include "unit/emulator/test_signer.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;
namespace http = boost::beast::http;
using namespace std::chrono_literals;
using asio::ip::tcp;
using boost::system::error_code;
using test_signer::fields;

/// An emulator and the threads that run it.
class running
{
public:
    explicit running(cas::emulator_options options = cas::emulator_options{}, unsigned threads = 1)
        : service(std::in_place, context.get_executor(), std::move(options))
    {
        for (unsigned at = 0; at < threads; ++at)
            threads_.emplace_back([this] { context.run(); });
    }

    running(running const&) = delete;
    running& operator=(running const&) = delete;

    ~running()
    {
        service.reset();
        join();
    }

    void join()
    {
        for (auto& thread : threads_)
            if (thread.joinable())
                thread.join();
    }

    asio::io_context context;
    std::optional<cas::emulator> service;

private:
    std::vector<std::thread> threads_;
};

enum class trust
{
    given,
    none
};

/// One TLS connection to an emulator.
class client
{
public:
    explicit client(cas::emulator const& to, SSL_SESSION* resumed = nullptr, int highest_tls = TLS1_3_VERSION,
                    trust trusted = trust::given)
        : tls_(asio::ssl::context::tls_client), stream_(context_, tls(tls_, to, trusted))
    {
        SSL_set_max_proto_version(stream_.native_handle(), highest_tls);
        if (highest_tls < TLS1_2_VERSION)
        {
            SSL_set_min_proto_version(stream_.native_handle(), highest_tls);
            SSL_set_security_level(stream_.native_handle(), 0); // OpenSSL 3 would not even offer it otherwise
        }
        if (resumed != nullptr)
            SSL_set_session(stream_.native_handle(), resumed);
        stream_.set_verify_mode(asio::ssl::verify_peer);
        stream_.set_verify_callback(asio::ssl::host_name_verification("127.0.0.1"));
        stream_.next_layer().connect({asio::ip::make_address("127.0.0.1"), to.port()});
        stream_.handshake(asio::ssl::stream_base::client);
    }

    void write(std::string_view text) { asio::write(stream_, asio::buffer(text)); }

    http::response<http::string_body> read(http::verb asked = http::verb::get)
    {
        http::response_parser<http::string_body> parser;
        parser.skip(asked == http::verb::head);
        http::read(stream_, buffer_, parser);
        return parser.release();
    }

    http::response<http::string_body> get(fields const& all)
    {
        write("GET /?" + test_signer::query(all) + " HTTP/1.1\r\nHost: cas.aliyuncs.com\r\n\r\n");
        return read();
    }

    http::response<http::string_body> post(std::string const& body, std::string const& target = "/")
    {
        write("POST " + target +
              " HTTP/1.1\r\nHost: cas.aliyuncs.com\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              "Content-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
        return read();
    }

    /// How the connection ends: `eof` after a close_notify.
    error_code end()
    {
        char byte = 0;
        error_code failed;
        stream_.read_some(asio::buffer(&byte, 1), failed);
        return failed;
    }

    SSL* native() { return stream_.native_handle(); }

private:
    static asio::ssl::context& tls(asio::ssl::context& made, cas::emulator const& to, trust trusted)
    {
        if (trusted == trust::given)
            made.add_certificate_authority(asio::buffer(to.ca_pem()));
        SSL_CTX_set_session_cache_mode(made.native_handle(), SSL_SESS_CACHE_CLIENT);
        return made;
    }

    asio::io_context context_;
    asio::ssl::context tls_;
    asio::ssl::stream<tcp::socket> stream_;
    boost::beast::flat_buffer buffer_;
};

std::string new_nonce()
{
    static std::atomic<int> count = 0;
    return "integration-" + std::to_string(++count);
}

fields request(std::string const& action, fields const& own)
{
    return test_signer::request(action, own, new_nonce(), std::chrono::system_clock::now());
}

fields list(fields own = {})
{
    own.emplace("CurrentPage", "1");
    return request("DescribeUserCertificateList", own);
}

std::string code_of(http::response<http::string_body> const& answer)
{
    auto const body = boost::json::parse(answer.body()).as_object();
    auto const* const code = body.if_contains("Code");
    return code == nullptr ? std::string{} : std::string{code->as_string()};
}

fields const upload_fields{{"Name", "shop + 证书"}, {"Cert", fixtures::leaf_pem}, {"Key", fixtures::leaf_key_pkcs8}};

fields const audit_fields{{"Domain", "*.example.com,example.com"},
                          {"DomainVerifyType", "DNS"},
                          {"Username", "张三"},
                          {"Mobile", "13900000000"},
                          {"Email", "ops+certs@example.com"},
                          {"Province", "Zhejiang"},
                          {"City", "Hangzhou"}};

BOOST_AUTO_TEST_SUITE(emulator_over_tls)

BOOST_AUTO_TEST_CASE(all_seven_operations_are_served_by_get_and_by_post)
{
    for (std::string const method : {"GET", "POST"})
    {
        cas::emulator_options options;
        options.bought_orders.emplace_back("order");
        options.checks_until_issued = 1;
        running emulated{options};
        client peer{*emulated.service};
        auto const call = [&](std::string const& action, fields const& own)
        {
            auto const all = test_signer::sign(method, request(action, own));
            auto const answer = method == "GET" ? peer.get(all) : peer.post(test_signer::query(all));
            BOOST_TEST(answer.result_int() == 200U, answer.body());
            return boost::json::parse(answer.body()).as_object();
        };
        auto const id = std::to_string(call("CreateUserCertificate", upload_fields).at("CertId").as_int64());
        BOOST_TEST(call("DescribeUserCertificateList", {{"CurrentPage", "1"}}).at("TotalCount").as_int64() == 1);
        BOOST_TEST(call("DescribeUserCertificateDetail", {{"CertId", id}}).at("Cert").as_string() ==
                   fixtures::leaf_pem);
        auto audit = audit_fields;
        audit.emplace("InstanceId", "order");
        call("CreateDVOrderAudit", audit);
        BOOST_TEST(call("DescribeDVOrderResult", {{"InstanceId", "order"}}).at("OrderStatus").as_string() ==
                   "checking");
        BOOST_TEST(call("DescribeDVOrderResult", {{"InstanceId", "order"}}).at("OrderStatus").as_string() == "issued");
        BOOST_TEST(call("DescribeOrderInstanceList", {{"StartIndex", "1"}}).at("TotalCount").as_int64() == 1);
        BOOST_TEST(emulated.service->certificates() == 2U);
        call("DeleteUserCertificate", {{"CertId", id}});
        BOOST_TEST(emulated.service->certificates() == 1U);
        BOOST_TEST(emulated.service->served() == 8U);
        BOOST_TEST(emulated.service->connections_accepted() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(answers_carry_the_service_s_headers)
{
    cas::emulator_options options;
    options.clock = [] { return std::chrono::system_clock::from_time_t(1'795'497'144); };
    running emulated{options};
    client peer{*emulated.service};
    auto all = test_signer::request("DescribeUserCertificateList", {{"CurrentPage", "1"}}, "n1", options.clock());
    auto answer = peer.get(test_signer::sign("GET", all));
    BOOST_TEST(answer.result_int() == 200U);
    BOOST_TEST(answer[http::field::content_type] == "application/json;charset=utf-8");
    BOOST_TEST(answer[http::field::date] == "Tue, 24 Nov 2026 05:12:24 GMT");
    BOOST_TEST(answer["x-acs-request-id"] == boost::json::parse(answer.body()).at("RequestId").as_string());

    all["Format"] = "XML";
    all["SignatureNonce"] = "n2";
    answer = peer.get(test_signer::sign("GET", all));
    BOOST_TEST(answer[http::field::content_type] == "text/xml;charset=utf-8");
    auto const id = std::string(answer["x-acs-request-id"]);
    BOOST_TEST(answer.body().find("<RequestId>" + id + "</RequestId></DescribeUserCertificateListResponse>") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_kind_of_refusal_has_its_code_and_status_on_the_wire)
{
    cas::emulator_options options;
    cas::emulator_key temporary{"sts", "sts-secret", "token"};
    options.access_keys.push_back(temporary);
    temporary.id = "old";
    temporary.expires = std::chrono::system_clock::now() - 1h;
    options.access_keys.push_back(temporary);
    options.bought_orders.emplace_back("order");
    running emulated{options};
    auto const taken = emulated.service->add_certificate("taken", fixtures::bare_pem, fixtures::bare_key_pkcs8);
    client peer{*emulated.service};

    auto const changed = [](std::string const& name, std::string const& value)
    {
        auto all = list();
        all[name] = value;
        return all;
    };
    auto const without = [](std::string const& name)
    {
        auto all = list();
        all.erase(name);
        return all;
    };
    auto const expect =
        [&](std::string_view code, unsigned status, fields const& all, std::string const& secret = "testsecret")
    {
        auto const answer = peer.post(test_signer::query(test_signer::sign("POST", all, secret)));
        BOOST_TEST(code_of(answer) == code, answer.body());
        BOOST_TEST(answer.result_int() == status, code);
    };
    expect("MissingParameter", 400, without("SignatureNonce"));
    expect("InvalidVersion", 400, changed("Version", "2018-12-03"));
    expect("InvalidAction.NotFound", 400, changed("Action", "DescribeOrderList"));
    expect("IncompleteSignature", 400, changed("SignatureMethod", "HMAC-SHA256"));
    expect("InvalidTimeStamp.Format", 400, changed("Timestamp", "2026-11-24 05:12:24"));
    expect("InvalidTimeStamp.Expired", 400,
           changed("Timestamp", test_signer::timestamp(std::chrono::system_clock::now() + 16min)));
    expect("InvalidAccessKeyId.NotFound", 404, changed("AccessKeyId", "nobody"));
    expect("SignatureDoesNotMatch", 400, list(), "wrong");
    expect("MissingSecurityToken", 400, changed("AccessKeyId", "sts"), "sts-secret");
    expect("InvalidSecurityToken.MismatchWithAccessKey", 400, changed("SecurityToken", "x"));
    auto old = changed("AccessKeyId", "old");
    old["SecurityToken"] = "token";
    expect("InvalidSecurityToken.Expired", 400, old, "sts-secret");
    expect("InvalidParameter", 400, list({{"ShowSize", "0"}}));
    expect("NotFound", 404, request("DeleteUserCertificate", {{"CertId", std::to_string(taken + 1)}}));
    auto repeated = upload_fields;
    repeated["Name"] = "taken";
    expect("NameRepeat", 400, request("CreateUserCertificate", repeated));
    expect("IncorrectOrderStatus", 400, request("DescribeDVOrderResult", {{"InstanceId", "order"}}));
    auto const once = list();
    expect("", 200, once);
    expect("SignatureNonceUsed", 400, once);
    BOOST_TEST(emulated.service->history().size() == 17U);
    BOOST_TEST(emulated.service->connections_accepted() == 1U);
}

BOOST_AUTO_TEST_CASE(other_methods_are_refused_and_head_has_no_body)
{
    running emulated;
    client peer{*emulated.service};
    peer.write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const head = peer.read(http::verb::head);
    BOOST_TEST(head.result_int() == 400U);
    BOOST_TEST(head.body() == "");
    BOOST_TEST(head[http::field::content_length] != "0");
    for (std::string const method : {"PUT", "DELETE", "OPTIONS", "NONSENSE"})
    {
        peer.write(method + " /?Format=JSON HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        auto const answer = peer.read();
        BOOST_TEST(answer.result_int() == 400U);
        BOOST_TEST(answer.body().find("<Code>UnsupportedHTTPMethod</Code>") != std::string::npos, answer.body());
    }
    BOOST_TEST(emulated.service->history().at(1).method == "PUT");
}

BOOST_AUTO_TEST_CASE(chunked_bodies_are_read)
{
    running emulated;
    client peer{*emulated.service};
    auto const body = test_signer::query(test_signer::sign("POST", list()));
    peer.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
               "Transfer-Encoding: chunked\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 7)
        peer.write("7;extension=1\r\n" + (body.substr(at, 7) + std::string(7, '&')).substr(0, 7) + "\r\n");
    peer.write("0\r\nTrailer: x\r\n\r\n");
    auto const answer = peer.read();
    BOOST_TEST(answer.result_int() == 200U, answer.body());
}

BOOST_AUTO_TEST_CASE(common_parameters_may_stand_in_the_url_beside_a_form_body)
{
    running emulated;
    client peer{*emulated.service};
    auto url = test_signer::sign("POST", list({{"Name", "in the body"}}));
    auto const in_body = url.extract("CurrentPage");
    auto const name = url.extract("Name");
    auto const answer = peer.post("CurrentPage=1&Name=in+the+body", "/?" + test_signer::query(url));
    BOOST_TEST(answer.result_int() == 200U, answer.body());
    // The same parameter in both is ambiguous.
    auto const twice = peer.post("Action=x", "/?" + test_signer::query(test_signer::sign("POST", list())));
    BOOST_TEST(code_of(twice) == "InvalidParameter");
}

BOOST_AUTO_TEST_CASE(what_javascript_leaves_bare_may_be_bare_on_the_wire)
{
    running emulated;
    client peer{*emulated.service};
    auto text = test_signer::query(test_signer::sign("GET", list({{"SourceIp", "!'()*"}, {"Format", "json"}})));
    auto const encoded = std::string("%21%27%28%29%2A");
    text.replace(text.find(encoded), encoded.size(), "!'()*");
    peer.write("GET /?" + text + " HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const answer = peer.read();
    BOOST_TEST(answer.result_int() == 200U, answer.body());
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_their_order)
{
    running emulated;
    client peer{*emulated.service};
    std::string both;
    for (auto const page : {"1", "2"})
        both += "GET /?" + test_signer::query(test_signer::sign("GET", list({{"CurrentPage", page}}))) +
                " HTTP/1.1\r\nHost: x\r\n\r\n";
    peer.write(both);
    BOOST_TEST(boost::json::parse(peer.read().body()).at("CurrentPage").as_int64() == 1);
    BOOST_TEST(boost::json::parse(peer.read().body()).at("CurrentPage").as_int64() == 2);
}

BOOST_AUTO_TEST_CASE(a_client_that_expects_100_continue_gets_it)
{
    running emulated;
    client peer{*emulated.service};
    auto const body = test_signer::query(test_signer::sign("POST", list()));
    peer.write(
        "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n");
    BOOST_TEST(peer.read().result_int() == 100U);
    peer.write(body);
    BOOST_TEST(peer.read().result_int() == 200U);
}

BOOST_AUTO_TEST_CASE(connections_are_kept_unless_somebody_wants_them_closed)
{
    running emulated;
    auto const query = [] { return test_signer::query(test_signer::sign("GET", list())); };
    {
        client peer{*emulated.service};
        for (int at = 0; at < 20; ++at)
            BOOST_TEST(peer.get(test_signer::sign("GET", list())).keep_alive());
        peer.write("GET /?" + query() + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        BOOST_TEST(!peer.read().keep_alive());
        BOOST_TEST(peer.end() == asio::error::eof);
    }
    {
        client peer{*emulated.service};
        peer.write("GET /?" + query() + " HTTP/1.0\r\n\r\n");
        BOOST_TEST(peer.read().result_int() == 200U);
        BOOST_TEST(peer.end() == asio::error::eof);
    }
    auto const history = emulated.service->history();
    BOOST_TEST(history.at(20).connection == 1U);
    BOOST_TEST(history.at(21).connection == 2U);
    BOOST_TEST(history.at(21).number == 22U);

    cas::emulator_options options;
    options.keep_alive = 0s;
    running closing{options};
    client peer{*closing.service};
    BOOST_TEST(!peer.get(test_signer::sign("GET", list())).keep_alive());
    BOOST_TEST(peer.end() == asio::error::eof);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed_after_its_time_and_on_request)
{
    cas::emulator_options options;
    options.keep_alive = 1s;
    running emulated{options};
    client peer{*emulated.service};
    BOOST_TEST(peer.get(test_signer::sign("GET", list())).result_int() == 200U);
    BOOST_TEST(peer.end() == asio::error::eof);

    running patient;
    client other{*patient.service};
    BOOST_TEST(other.get(test_signer::sign("GET", list())).result_int() == 200U);
    patient.service->close_idle_connections();
    BOOST_TEST(other.end() == asio::error::eof);
    BOOST_TEST(client{*patient.service}.get(test_signer::sign("GET", list())).result_int() == 200U);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_answered_and_closed)
{
    running emulated;
    for (std::string const text : {"nonsense\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nBad Header\r\n\r\n",
                                   "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                                   "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nxx",
                                   "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"})
    {
        client peer{*emulated.service};
        peer.write(text);
        auto const answer = peer.read();
        BOOST_TEST(answer.result_int() == 400U);
        BOOST_TEST(answer.body().find("<Code>InvalidRequest</Code>") != std::string::npos, answer.body());
        BOOST_TEST(!answer.keep_alive());
    }
}

BOOST_AUTO_TEST_CASE(requests_beyond_the_limits_are_told_so)
{
    cas::emulator_options options;
    options.header_limit = 1000;
    options.body_limit = 1000;
    running emulated{options};
    auto const status = [&](std::string const& text)
    {
        client peer{*emulated.service};
        peer.write(text);
        return peer.read().result_int();
    };
    std::string const post = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    BOOST_TEST(status("GET /?a=" + std::string(1000, 'x') + " HTTP/1.1\r\n\r\n") == 431U);
    BOOST_TEST(status(post + "Content-Length: 1001\r\n\r\n") == 413U);
    BOOST_TEST(status(post + "Content-Length: 99999999999999999999\r\n\r\n") == 400U);
    BOOST_TEST(status(post + "Transfer-Encoding: chunked\r\n\r\n500\r\n" + std::string(0x500, 'x') + "\r\n") == 413U);
    BOOST_TEST(status(post + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x')) == 400U);
    BOOST_TEST(emulated.service->history().at(1).code == "InvalidRequest.BodyTooLarge");
}

BOOST_AUTO_TEST_CASE(a_request_that_is_cut_is_no_request)
{
    running emulated;
    for (std::string const text :
         {"", "GET", "GET / HTTP/1.1\r\nHost: x", "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nxxx"})
    {
        client peer{*emulated.service};
        if (!text.empty())
            peer.write(text);
    }
    BOOST_TEST(client{*emulated.service}.get(test_signer::sign("GET", list())).result_int() == 200U);
    BOOST_TEST(emulated.service->served() == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_gets_in_without_trust_or_without_tls)
{
    running emulated;
    BOOST_CHECK_EXCEPTION(
        (client{*emulated.service, nullptr, TLS1_3_VERSION, trust::none}), boost::system::system_error,
        [](auto const& failed) { return failed.code().category() == asio::error::get_ssl_category(); });
    BOOST_CHECK_THROW((client{*emulated.service, nullptr, TLS1_1_VERSION}), boost::system::system_error);
    {
        asio::io_context context;
        tcp::socket plain{context};
        plain.connect({asio::ip::make_address("127.0.0.1"), emulated.service->port()});
        asio::write(plain, asio::buffer(std::string_view("GET / HTTP/1.1\r\nHost: x\r\n\r\n")));
        std::string received(100, '\0');
        error_code failed;
        auto const size = asio::read(plain, asio::buffer(received), failed);
        BOOST_TEST(received.substr(0, size).find("HTTP") == std::string::npos);
    }
    BOOST_TEST(client{*emulated.service}.get(test_signer::sign("GET", list())).result_int() == 200U);
}

BOOST_AUTO_TEST_CASE(tls_sessions_are_resumed_and_the_history_says_so)
{
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION})
    {
        cas::emulator_options options;
        options.highest_tls = version == TLS1_2_VERSION ? cas::emulator_tls::v1_2 : cas::emulator_tls::v1_3;
        running emulated{options};
        client first{*emulated.service};
        BOOST_TEST(SSL_version(first.native()) == version);
        BOOST_TEST(first.get(test_signer::sign("GET", list())).result_int() == 200U);
        std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> const session{SSL_get1_session(first.native()),
                                                                                &SSL_SESSION_free};
        client second{*emulated.service, session.get()};
        BOOST_TEST(second.get(test_signer::sign("GET", list())).result_int() == 200U);
        auto const history = emulated.service->history();
        BOOST_TEST(!history.at(0).session_resumed);
        BOOST_TEST(history.at(1).session_resumed);
    }
}

BOOST_AUTO_TEST_CASE(stop_lets_run_return_whatever_the_connections_are_doing)
{
    cas::emulator_options options;
    options.latency = 1h;
    running emulated{options};
    asio::io_context context;
    tcp::socket in_handshake{context};
    in_handshake.connect({asio::ip::make_address("127.0.0.1"), emulated.service->port()});
    client idle{*emulated.service};
    client half_a_request{*emulated.service};
    half_a_request.write("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nxxx");
    client waiting{*emulated.service};
    waiting.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    while (emulated.service->served() < 1)
        std::this_thread::yield();
    BOOST_TEST(emulated.service->connections_open() == 4U);

    emulated.service->stop();
    emulated.join();
    BOOST_TEST(emulated.service->connections_open() == 0U);
    BOOST_TEST(idle.end() == asio::error::eof);
    BOOST_TEST(waiting.end().failed());
    BOOST_TEST(half_a_request.end().failed());
    BOOST_CHECK_THROW(client{*emulated.service}, boost::system::system_error);
    emulated.service->stop();
}

BOOST_AUTO_TEST_CASE(it_may_be_destroyed_while_connections_are_open)
{
    running emulated{cas::emulator_options{}, 2};
    std::vector<std::unique_ptr<client>> peers;
    for (int at = 0; at < 8; ++at)
        peers.push_back(std::make_unique<client>(*emulated.service));
    emulated.service.reset();
    emulated.join();
    for (auto const& peer : peers)
        BOOST_TEST(peer->end().failed());
}

BOOST_AUTO_TEST_CASE(its_context_may_be_abandoned_while_connections_are_open)
{
    auto context = std::make_unique<asio::io_context>();
    auto service = std::make_unique<cas::emulator>(context->get_executor());
    auto peer = std::async(std::launch::async,
                           [&]
                           {
                               client made{*service};
                               return made.get(test_signer::sign("GET", list())).result_int();
                           });
    while (service->served() < 1)
        context->run_one();
    context->run_for(20ms);
    BOOST_TEST(peer.get() == 200U);
    service.reset();
    context.reset();
}

BOOST_AUTO_TEST_CASE(many_clients_are_served_by_many_threads)
{
    running emulated{cas::emulator_options{}, 4};
    auto const work = [&](int who)
    {
        client peer{*emulated.service};
        int done = 0;
        for (int at = 0; at < 25; ++at)
        {
            auto own = upload_fields;
            own["Name"] = std::to_string(who) + "/" + std::to_string(at);
            auto const made =
                peer.post(test_signer::query(test_signer::sign("POST", request("CreateUserCertificate", own))));
            auto const id = std::to_string(boost::json::parse(made.body()).at("CertId").as_int64());
            auto const read =
                peer.get(test_signer::sign("GET", request("DescribeUserCertificateDetail", {{"CertId", id}})));
            done += boost::json::parse(read.body()).at("Name").as_string() == own["Name"] ? 1 : 0;
        }
        return done;
    };
    std::vector<std::future<int>> clients;
    for (int who = 0; who < 8; ++who)
        clients.push_back(std::async(std::launch::async, work, who));
    for (auto& one : clients)
        BOOST_TEST(one.get() == 25);
    BOOST_TEST(emulated.service->certificates() == 200U);
    BOOST_TEST(emulated.service->served() == 400U);
}

BOOST_AUTO_TEST_CASE(the_history_is_bounded_and_each_answer_is_told)
{
    std::vector<cas::emulator_request> told;
    cas::emulator_options options;
    options.history_limit = 2;
    options.on_request = [&](cas::emulator_request const& one) { told.push_back(one); };
    {
        running emulated{options};
        client peer{*emulated.service};
        for (int at = 0; at < 3; ++at)
            peer.get(test_signer::sign("GET", list({{"SignatureNonce", "nonce" + std::to_string(at)}})));
        auto const history = emulated.service->history();
        BOOST_TEST_REQUIRE(history.size() == 2U);
        BOOST_TEST(history.front().number == 2U);
        BOOST_TEST(history.back().number == 3U);
        BOOST_TEST(history.back().method == "GET");
        BOOST_TEST(history.back().action == "DescribeUserCertificateList");
        BOOST_TEST(history.back().nonce.starts_with("nonce"));
        BOOST_TEST(history.back().status == 200U);
        BOOST_TEST(emulated.service->served() == 3U);
    }
    BOOST_TEST(told.size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_answer_is_held_back_as_long_as_asked)
{
    cas::emulator_options options;
    options.latency = 50ms;
    running emulated{options};
    client peer{*emulated.service};
    auto const before = std::chrono::steady_clock::now();
    peer.get(test_signer::sign("GET", list()));
    BOOST_TEST((std::chrono::steady_clock::now() - before >= 50ms));
}

BOOST_AUTO_TEST_CASE(it_listens_on_ipv6_too)
{
    asio::io_context context;
    cas::emulator_options options;
    options.address = "::1";
    std::optional<cas::emulator> service;
    try
    {
        service.emplace(context.get_executor(), options);
    }
    catch (boost::system::system_error const& failed)
    {
        BOOST_TEST_MESSAGE("no IPv6 on this machine: " << failed.what());
        return;
    }
    BOOST_TEST(service->endpoint() == "https://[::1]:" + std::to_string(service->port()));
}

BOOST_AUTO_TEST_CASE(it_says_why_it_cannot_start)
{
    asio::io_context context;
    cas::emulator const first{context.get_executor()};
    BOOST_TEST(first.endpoint() == "https://127.0.0.1:" + std::to_string(first.port()));
    BOOST_TEST(first.ca_fingerprint().size() == 64U);
    cas::emulator_options options;
    options.port = first.port();
    auto const told = "the emulator cannot listen on 127.0.0.1 port " + std::to_string(first.port());
    BOOST_CHECK_EXCEPTION(cas::emulator(context.get_executor(), options), boost::system::system_error,
                          [&](auto const& failed) { return std::string(failed.what()).starts_with(told); });
    options.port = 0;
    options.address = "localhost";
    BOOST_CHECK_THROW(cas::emulator(context.get_executor(), options), std::invalid_argument);
    options.address = "127.0.0.1";
    options.order_page_size = 0;
    BOOST_CHECK_THROW(cas::emulator(context.get_executor(), options), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
