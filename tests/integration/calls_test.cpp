// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What calls bring back: the seven operations against the emulator, and answers of every sort, good and bad, byte by
// byte.

#include "support/running_emulator.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include "../../examples/support/throwaway_certificate.hpp"

#include <aliyun/cas/operations.hpp>
#include <aliyun/cas/xml.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace aliyun::cas;
using support::answer;
using support::call_once;
using support::http_text;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;
using support::then;

namespace
{

describe_user_certificate_list const list_one{1, 1};

std::string const one_page =
    R"({"RequestId":"R-1","CertificateList":[{"id":4294968001,"name":"first"}],"CurrentPage":1,"ShowSize":1,"TotalCount":1})";

void check_is_one_page(outcome<certificate_page> const& page)
{
    BOOST_REQUIRE_MESSAGE(page, page.error());
    BOOST_TEST(page->request_id == "R-1");
    BOOST_REQUIRE_EQUAL(page->certificate_list.size(), 1u);
    BOOST_TEST(page->certificate_list[0].id == 4294968001);
    BOOST_TEST(page->certificate_list[0].name == "first");
}

// Asks for a page of a server that gives the same reply to everything. Never tries again.
outcome<certificate_page> read_page(scripted_reply const& reply, client_options options = client_options{})
{
    scripted_server const server{[&](scripted_request const&) { return reply; }};
    options.endpoint = server.endpoint();
    options.tls.ca_pem = server.ca_pem();
    options.retry.max_attempts = 1;
    return call_once(options, list_one);
}

scripted_reply in_one_piece(std::string text, then next = then::keep)
{
    scripted_reply reply;
    reply.pieces.push_back(std::move(text));
    reply.next = next;
    return reply;
}

scripted_reply endless(std::string begin, std::string again)
{
    scripted_reply reply;
    reply.pieces.push_back(std::move(begin));
    reply.pieces.push_back(std::move(again));
    reply.endless = true;
    return reply;
}

void check_code(outcome<certificate_page> const& page, boost::system::error_code const& expected, int status)
{
    BOOST_REQUIRE(!page);
    BOOST_TEST(page.error().code == expected, page.error());
    BOOST_TEST(page.error().http_status == status, page.error());
}

order_contact someone()
{
    order_contact contact;
    contact.username = "Zhang San";
    contact.mobile = "13800000000";
    contact.email = "zhang@example.com";
    contact.province = "Zhejiang";
    contact.city = "Hangzhou";
    return contact;
}

void run_all_seven_operations(response_format format, request_method method)
{
    emulator_options service;
    service.bought_orders.emplace_back("cas-instance-1");
    service.bought_orders.emplace_back("cas-instance-2", emulator_order_outcome::check_failed);
    support::running_emulator const emulator{service};
    auto options = options_for(emulator);
    options.format = format;
    options.method = method;
    session with{options};

    auto const pair = support::make_throwaway_certificate("www.example.com");
    auto const created = with.get(create_user_certificate{certificate_name{"mine & yours=100%"},
                                                          certificate_pem{pair.cert}, private_key_pem{pair.key}});
    BOOST_REQUIRE_MESSAGE(created, created.error());
    BOOST_REQUIRE(created->cert_id);
    auto const id = *created->cert_id;
    BOOST_TEST(id > std::int64_t{1} << 32);

    auto const page = with.get(describe_user_certificate_list{1, 50});
    BOOST_REQUIRE_MESSAGE(page, page.error());
    BOOST_TEST(page->total_count == 1);
    BOOST_REQUIRE_EQUAL(page->certificate_list.size(), 1u);
    auto const& entry = page->certificate_list[0];
    BOOST_TEST(entry.id == id);
    BOOST_TEST(entry.name == "mine & yours=100%");
    BOOST_TEST(entry.common == "www.example.com");
    BOOST_TEST(entry.sans == "www.example.com");
    BOOST_TEST(entry.org_name == "Throwaway Org");
    BOOST_TEST(!entry.expired);
    BOOST_TEST(!entry.buy_in_aliyun);

    auto const detail = with.get(describe_user_certificate_detail{id});
    BOOST_REQUIRE_MESSAGE(detail, detail.error());
    BOOST_TEST(detail->id == id);
    BOOST_TEST(detail->cert == pair.cert);
    BOOST_CHECK(detail->key == pair.key);
    BOOST_TEST(detail->fingerprint == entry.fingerprint);

    auto const orders = with.get(describe_order_instance_list{});
    BOOST_REQUIRE_MESSAGE(orders, orders.error());
    BOOST_TEST(orders->total_count == 2);
    BOOST_REQUIRE_EQUAL(orders->order_list.size(), 2u);
    BOOST_CHECK(orders->order_list[0].status == instance_status::paid);

    auto const audit = [&](char const* order, domain_verify_type type)
    {
        auto const done = with.get(create_dv_order_audit{order_instance_id{order},
                                                         domain_list{"a.example.com,b.example.com"}, type, someone()});
        BOOST_REQUIRE_MESSAGE(done, done.error());
        BOOST_TEST(!done->request_id.empty());
    };
    audit("cas-instance-1", domain_verify_type::dns);
    audit("cas-instance-2", domain_verify_type::file);
    auto order = with.get(describe_dv_order_result{"cas-instance-1"});
    BOOST_REQUIRE_MESSAGE(order, order.error());
    BOOST_CHECK(order->status == order_status::checking);
    BOOST_TEST(order->check_type == "DNS");
    BOOST_TEST(!order->check_name.empty());
    BOOST_TEST(!order->check_value.empty());
    for (int poll = 0; poll < 3 && order->status == order_status::checking; ++poll)
    {
        order = with.get(describe_dv_order_result{"cas-instance-1"});
        BOOST_REQUIRE_MESSAGE(order, order.error());
    }
    BOOST_CHECK(order->status == order_status::issued);
    BOOST_TEST(order->certificate.starts_with("-----BEGIN CERTIFICATE-----"));
    BOOST_TEST(order->private_key.reveal().starts_with("-----BEGIN PRIVATE KEY-----"));
    for (int poll = 0; poll < 3; ++poll)
    {
        order = with.get(describe_dv_order_result{"cas-instance-2"});
        BOOST_REQUIRE_MESSAGE(order, order.error());
    }
    BOOST_CHECK(order->status == order_status::check_failed);

    auto const deleted = with.get(delete_user_certificate{id});
    BOOST_REQUIRE_MESSAGE(deleted, deleted.error());
    auto const gone = with.get(describe_user_certificate_detail{id});
    BOOST_REQUIRE(!gone);
    BOOST_TEST(gone.error().code == server_errc::not_found);
    BOOST_TEST(gone.error().http_status == 404);
    BOOST_TEST(!gone.error().request_id.empty());

    BOOST_TEST(emulator.connections_accepted() == 1u);
    for (auto const& request : emulator.history())
    {
        bool const reads = request.action.starts_with("Describe");
        bool const gets = request.action != "CreateUserCertificate" &&
                          (method == request_method::get || (method == request_method::automatic && reads));
        BOOST_TEST(request.method == (gets ? "GET" : "POST"), request.action);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(calls)

BOOST_AUTO_TEST_CASE(all_seven_operations_work_in_json)
{
    run_all_seven_operations(json_format, request_method::automatic);
    run_all_seven_operations(json_format, request_method::get);
    run_all_seven_operations(json_format, request_method::post);
}

BOOST_AUTO_TEST_CASE(all_seven_operations_work_in_xml)
{
    run_all_seven_operations(xml_format, request_method::automatic);
    run_all_seven_operations(xml_format, request_method::get);
    run_all_seven_operations(xml_format, request_method::post);
}

BOOST_AUTO_TEST_CASE(lists_in_xml_are_read_in_both_shapes)
{
    for (auto const root : {emulator_xml_root::action, emulator_xml_root::action_response})
        for (auto const lists : {emulator_xml_lists::repeated, emulator_xml_lists::nested})
        {
            emulator_options service;
            service.xml_root = root;
            service.xml_lists = lists;
            support::running_emulator emulator{service};
            emulator.add_certificates(3);
            auto options = options_for(emulator);
            options.format = xml_format;
            auto const page = call_once(options, describe_user_certificate_list{1, 2});
            BOOST_REQUIRE_MESSAGE(page, page.error());
            BOOST_TEST(page->total_count == 3);
            BOOST_REQUIRE_EQUAL(page->certificate_list.size(), 2u);
            BOOST_TEST(page->certificate_list[1].name == "certificate-2");
        }
}

BOOST_AUTO_TEST_CASE(an_upload_that_is_answered_without_an_id_is_a_success)
{
    emulator_options service;
    service.create_answer = emulator_create_answer::without_cert_id;
    for (auto const format : {json_format, xml_format})
    {
        support::running_emulator const emulator{service};
        auto options = options_for(emulator);
        options.format = format;
        auto const pair = support::make_throwaway_certificate("www.example.com");
        auto const created =
            call_once(options, create_user_certificate{certificate_name{"mine"}, certificate_pem{pair.cert},
                                                       private_key_pem{pair.key}});
        BOOST_REQUIRE_MESSAGE(created, created.error());
        BOOST_TEST(!created->cert_id.has_value());
        BOOST_TEST(emulator.certificates() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(client_options_and_optional_parameters_reach_the_service)
{
    scripted_server const server{[](scripted_request const&) { return answer(200, one_page); }};
    auto options = options_for(server);
    options.region_id = "eu-central-1";
    options.resource_owner_account = "owner@example.com";
    options.version = "2018-12-03";
    options.user_agent = "my-tool/1.2";
    describe_user_certificate_list op{2, 7};
    op.lang = "zh";
    op.source_ip = "";
    check_is_one_page(call_once(options, op));
    auto const request = server.requests().at(0);
    BOOST_TEST(request.text.starts_with("GET /?AccessKeyId=testid&Action=DescribeUserCertificateList&"));
    BOOST_TEST(request.param("RegionId") == "eu-central-1");
    BOOST_TEST(request.param("ResourceOwnerAccount") == "owner@example.com");
    BOOST_TEST(request.param("Version") == "2018-12-03");
    BOOST_TEST(request.param("CurrentPage") == "2");
    BOOST_TEST(request.param("ShowSize") == "7");
    BOOST_TEST(request.param("Lang") == "zh");
    BOOST_TEST(request.text.find("&SourceIp=&") != std::string::npos);
    BOOST_TEST(request.field("Host") == server.endpoint().substr(8));
    BOOST_TEST(request.field("x-acs-action") == "DescribeUserCertificateList");
    BOOST_TEST(request.field("x-acs-version") == "2018-12-03");
    BOOST_TEST(request.field("User-Agent").starts_with("my-tool/1.2 aliyun_cas/"));
}

BOOST_AUTO_TEST_CASE(a_secret_never_stands_in_a_url)
{
    scripted_server const server{[](scripted_request const&) { return answer(200, one_page); }};
    auto options = options_for(server);
    options.method = request_method::get;
    session with{options};
    BOOST_TEST(with.get(create_user_certificate{certificate_name{"n"}, certificate_pem{"c"}, private_key_pem{"k"}})
                   .has_value());
    boost::asio::io_context context;
    client temporary{context, credentials("id", "secret", "the-token"), options};
    bool done = false;
    temporary.async_call(list_one, [&](outcome<certificate_page> page) { done = page.has_value(); });
    context.run();
    BOOST_TEST(done);
    auto const requests = server.requests();
    BOOST_REQUIRE_EQUAL(requests.size(), 2u);
    for (auto const& request : requests)
        BOOST_TEST(request.text.starts_with("POST / HTTP/1.1\r\n"));
    BOOST_TEST(requests[0].param("Key") == "k");
    BOOST_TEST(requests[1].param("SecurityToken") == "the-token");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(an_error_of_the_service_is_told_in_full)
{
    std::string const json =
        R"({"RequestId":"R-7","HostId":"h","Code":"Forbidden.RAM","Message":"Not\nallowed","Recommend":"u"})";
    std::string const xml = "<?xml version='1.0'?><Error><RequestId>R-7</RequestId><HostId>h</HostId>"
                            "<Code>Forbidden.RAM</Code><Message>Not&#10;allowed</Message></Error>";
    for (auto const& body : {json, xml})
        for (auto const format : {json_format, xml_format})
            for (int const status : {403, 400, 200}) // an error may come with a status that says otherwise
            {
                client_options options;
                options.format = format;
                auto const page = read_page(answer(status, body), options);
                check_code(page, server_errc::forbidden, status);
                BOOST_TEST(page.error().server_code == "Forbidden.RAM");
                BOOST_TEST(page.error().message == "Not allowed");
                BOOST_TEST(page.error().request_id == "R-7");
                BOOST_TEST(page.error().attempts == 1);
                BOOST_TEST(!page.error().maybe_executed);
            }
}

BOOST_AUTO_TEST_CASE(a_code_that_nobody_knows_keeps_its_text)
{
    auto const page = read_page(answer(418, R"({"Code":"Teapot.Short","Message":"and stout"})"));
    check_code(page, server_errc::other, 418);
    BOOST_TEST(page.error().server_code == "Teapot.Short");
}

BOOST_AUTO_TEST_CASE(what_stands_before_the_service_may_answer_in_html_or_not_at_all)
{
    std::string const html = "<html><head><title>502 Bad Gateway</title></head><body><hr>proxy</body></html>";
    for (int const status : {502, 503, 504, 500, 404, 400, 302})
        for (auto const& body : {html, std::string(), std::string("{"), one_page})
        {
            auto const page = read_page(answer(status, body, "x-acs-request-id: R-9\r\n"));
            check_code(page, errc::unexpected_http_status, status);
            BOOST_TEST(page.error().request_id == "R-9");
            BOOST_TEST(page.error().server_code.empty());
        }
}

BOOST_AUTO_TEST_CASE(the_code_200_is_no_error_code)
{
    // The shape of an old edition of the service.
    std::string const body = R"({"RequestId":"R-1","HostId":"h","Code":"200"})";
    BOOST_TEST(read_page(answer(200, body)).has_value());
    check_code(read_page(answer(500, body)), errc::unexpected_http_status, 500);
}

BOOST_AUTO_TEST_CASE(a_client_tells_whom_it_asks)
{
    boost::asio::io_context context;
    auto const told = [&context](std::string endpoint, std::string region)
    {
        client_options options;
        options.endpoint = std::move(endpoint);
        options.region_id = std::move(region);
        return client(context, credentials("id", "secret"), options).endpoint();
    };
    BOOST_TEST(told("", "") == "cas.aliyuncs.com");
    BOOST_TEST(told("", "cn-shanghai") == "cas.aliyuncs.com");
    BOOST_TEST(told("", "ap-southeast-1") == "cas.ap-southeast-1.aliyuncs.com");
    BOOST_TEST(told("https://127.0.0.1:8443", "") == "127.0.0.1:8443");
    BOOST_TEST(told("https://[::1]", "") == "[::1]");
}

BOOST_AUTO_TEST_CASE(nothing_of_an_attempt_is_left_in_the_answer_of_the_next)
{
    struct
    {
        response_format format;
        char const* damaged;
        char const* good;
    } const cases[] = {
        {json_format, R"({"CertificateList":[{"id":1,"name":"old"}],"TotalCount":"x"})",
         R"({"RequestId":"R-2","TotalCount":0})"},
        {json_format, R"({"CertificateList":[{"id":1}],"TotalCount":7,"Code":"ServiceUnavailable"})",
         R"({"RequestId":"R-2"})"},
        {xml_format,
         "<R><CertificateList><id>1</id></CertificateList><CertificateList><id>x</id></CertificateList></R>",
         "<R><RequestId>R-2</RequestId><TotalCount>0</TotalCount></R>"},
    };
    for (auto const& each : cases)
    {
        int asked = 0;
        scripted_server const server([&](scripted_request const&)
                                     { return answer(200, ++asked == 1 ? each.damaged : each.good); });
        auto options = options_for(server);
        options.format = each.format;
        auto const page = call_once(options, describe_user_certificate_list{1, 50});
        BOOST_REQUIRE_MESSAGE(page, page.error());
        BOOST_TEST(asked == 2);
        BOOST_TEST(page->request_id == "R-2");
        BOOST_TEST(page->certificate_list.empty());
        BOOST_TEST(page->total_count == 0);
    }
}

BOOST_AUTO_TEST_CASE(success_without_a_body_is_malformed)
{
    check_code(read_page(in_one_piece("HTTP/1.1 204 No Content\r\n\r\n")), errc::malformed_response, 204);
    check_code(read_page(answer(200, "")), errc::malformed_response, 200);
    check_code(read_page(answer(200, "<html></html>")), errc::malformed_response, 200);
}

BOOST_AUTO_TEST_CASE(a_redirection_is_never_followed)
{
    scripted_server const elsewhere{[](scripted_request const&) { return answer(200, one_page); }};
    for (int const status : {301, 302, 303, 307, 308})
    {
        auto const page = read_page(answer(status, "", "Location: " + elsewhere.endpoint() + "/\r\n"));
        check_code(page, errc::unexpected_http_status, status);
    }
    BOOST_TEST(elsewhere.connections() == 0u);
}

BOOST_AUTO_TEST_CASE(a_message_that_repeats_the_request_is_not_shown)
{
    std::string const key = "-----BEGIN PRIVATE KEY-----abc";
    std::vector<std::string> bodies;
    for (std::string const code : {"SignatureDoesNotMatch", "IncompleteSignature"})
        bodies.push_back(R"({"RequestId":"R-1","Code":")" + code +
                         R"(","Message":"string to sign: &Key%3DTOPSECRET"})");
    for (std::string const quoted : {"-----BEGIN PRIVATE KEY-----TOPSECRET", "BEGIN%20PRIVATE%20KEY TOPSECRET",
                                     "BEGIN%2520PRIVATE%2520KEY TOPSECRET", "BEGIN+RSA+PRIVATE+KEY TOPSECRET"})
        bodies.push_back(R"({"RequestId":"R-1","Code":"InvalidParameter","Message":"bad key: )" + quoted + R"("})");
    bodies.push_back("<Error><Code>SignatureDoesNotMatch</Code><Message>TOPSECRET</Message></Error>");
    for (auto const& body : bodies)
        for (int const status : {400, 200})
        {
            auto const page = read_page(answer(status, body));
            BOOST_REQUIRE(!page);
            std::ostringstream all;
            all << page.error() << page.error().message << page.error().detail << call_error(page.error()).what();
            BOOST_TEST(all.str().find("TOPSECRET") == std::string::npos, body);
            BOOST_TEST(page.error().message.find("not shown") != std::string::npos);
        }
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_told_with_its_path)
{
    auto const page = read_page(answer(200, R"({"CertificateList":[{"id":1},{"id":"TOPSECRET"}]})"));
    check_code(page, errc::malformed_response, 200);
    BOOST_TEST(page.error().detail.starts_with("CertificateList[1].id: "), page.error().detail);
    BOOST_TEST(page.error().what().find("TOPSECRET") == std::string::npos);
    auto const cut = read_page(answer(200, R"({"CertificateList":[{"id":1},{"na)"));
    check_code(cut, errc::malformed_response, 200);
}

BOOST_AUTO_TEST_CASE(a_wrong_length_is_noticed_in_both_directions)
{
    auto const with_length = [](std::size_t length)
    { return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" + one_page; };
    check_code(read_page(in_one_piece(with_length(one_page.size() + 1), then::close)), errc::connection_cut, 200);
    check_code(read_page(in_one_piece(with_length(one_page.size() + 1), then::close_notify)), errc::connection_cut,
               200);
    check_code(read_page(in_one_piece(with_length(one_page.size() - 1))), errc::malformed_response, 200);
}

BOOST_AUTO_TEST_CASE(two_ways_to_tell_the_length_are_refused)
{
    auto const head = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(one_page.size()) + "\r\n";
    for (std::string const second :
         {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: +1\r\n"})
        check_code(read_page(in_one_piece(head + second + "\r\n" + one_page)), errc::malformed_response, 200);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_malformed)
{
    for (std::string const text : {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
                                   "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "\r\n\r\n\r\n\r\n"})
    {
        auto const page = read_page(in_one_piece(text));
        BOOST_REQUIRE(!page);
        BOOST_TEST(page.error().code == errc::malformed_response, text);
        BOOST_TEST(page.error().detail.starts_with("not HTTP/1.1: "), page.error().detail);
    }
}

BOOST_AUTO_TEST_CASE(chunks_with_extensions_and_trailers_are_pushed_together)
{
    std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    constexpr std::array<char, 16> digits{'0', '1', '2', '3', '4', '5', '6', '7',
                                          '8', '9', 'a', 'B', 'c', 'D', 'e', 'F'};
    std::size_t size = 1;
    for (std::size_t at = 0; at < one_page.size(); at += size, size = size % 15 + 1)
    {
        auto const piece = one_page.substr(at, size);
        text += std::string("0") + digits[piece.size()] + (size % 3 == 0 ? ";name=\"va lue\";flag" : "") + "\r\n" +
                piece + "\r\n";
    }
    text += "0;last\r\nX-Trailer: 1\r\nServer-Timing: x\r\n\r\n";
    check_is_one_page(read_page(in_one_piece(text)));

    scripted_reply in_bytes;
    for (char const byte : text)
        in_bytes.pieces.emplace_back(1, byte);
    check_is_one_page(read_page(in_bytes));
}

BOOST_AUTO_TEST_CASE(a_body_without_a_length_ends_with_the_connection_and_only_if_tls_says_so)
{
    auto const text = "HTTP/1.1 200 OK\r\n\r\n" + one_page;
    check_is_one_page(read_page(in_one_piece(text, then::close_notify)));
    check_code(read_page(in_one_piece(text, then::close)), errc::connection_cut, 200);
    check_is_one_page(read_page(in_one_piece("HTTP/1.0 200 OK\r\n\r\n" + one_page, then::close_notify)));
}

BOOST_AUTO_TEST_CASE(an_answer_may_come_in_two_pieces_split_anywhere)
{
    auto const text = http_text(200, one_page);
    std::size_t split = 0;
    scripted_server const server{[&](scripted_request const&)
                                 {
                                     scripted_reply reply;
                                     reply.pieces.push_back(text.substr(0, split));
                                     reply.pieces.push_back(text.substr(split));
                                     return reply;
                                 }};
    session with{options_for(server)};
    for (; split <= text.size(); ++split)
        check_is_one_page(with.get(list_one));
    BOOST_TEST(server.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(interim_answers_come_before_the_one_that_counts)
{
    std::string const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n"
                                "x-acs-request-id: not this\r\n\r\n";
    check_is_one_page(read_page(in_one_piece(interim + http_text(200, one_page))));
    scripted_reply in_bytes;
    for (char const byte : interim + http_text(200, one_page))
        in_bytes.pieces.emplace_back(1, byte);
    check_is_one_page(read_page(in_bytes));
    auto const refused = read_page(in_one_piece(interim + http_text(500, "")));
    check_code(refused, errc::unexpected_http_status, 500);
    BOOST_TEST(refused.error().request_id.empty());
}

BOOST_AUTO_TEST_CASE(header_and_body_have_limits_that_hold_for_answers_without_an_end)
{
    client_options options;
    options.max_header_size = 4096;
    options.max_body_size = 65536;
    options.deadline = std::chrono::seconds(60); // the limits must end these, not the clock
    auto const chunked = std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::vector<std::pair<std::string, scripted_reply>> const too_large{
        {"header", in_one_piece(http_text(200, one_page, "X-Long: " + std::string(4096, 'x') + "\r\n"))},
        {"header", endless("HTTP/1.1 200 OK\r\n", "X-Again: 1234567890\r\n")},
        {"header", endless("HTTP/1.1 200 OK\r\nX-Long: ", std::string(1000, 'x'))},
        {"header", endless("HTTP/1.1 200 ", std::string(1000, 'x'))},
        {"body", answer(200, std::string(65537, ' '))},
        {"body", endless("HTTP/1.1 200 OK\r\n\r\n", std::string(1000, ' '))},
        {"body", endless(chunked, "3e8\r\n" + std::string(1000, ' ') + "\r\n")},
        {"body", in_one_piece(chunked + "10001\r\n")},
        {"header", endless(chunked + "1;", std::string(1000, 'x'))},
        {"header", endless(chunked + "0\r\n", "X-Trailer: 1234567890\r\n")},
        {"header", endless(chunked + "0\r\nX-Long: ", std::string(1000, 'x'))},
        {"body", endless(chunked, "1;" + std::string(1000, 'x') + "\r\n \r\n")}};
    for (auto const& [what, reply] : too_large)
    {
        auto const page = read_page(reply, options);
        BOOST_REQUIRE(!page);
        BOOST_TEST(page.error().code == errc::response_too_large, page.error());
        BOOST_TEST(page.error().detail.starts_with("the " + what + " has more than "), page.error());
    }
    // Exactly at the limit is not beyond it.
    BOOST_TEST(read_page(answer(200, one_page + std::string(65536 - one_page.size(), ' ')), options).has_value());
}

BOOST_AUTO_TEST_CASE(a_connection_cut_anywhere_is_a_failure_and_never_half_an_answer)
{
    auto const text = http_text(200, one_page);
    std::size_t length = 0;
    scripted_server const server{[&](scripted_request const&)
                                 {
                                     constexpr std::array ends{then::close, then::close_notify, then::reset};
                                     return in_one_piece(text.substr(0, length), ends[length % 3]);
                                 }};
    auto options = options_for(server);
    options.retry.max_attempts = 1;
    session with{options};
    for (; length < text.size(); ++length)
    {
        auto const page = with.get(list_one);
        BOOST_REQUIRE(!page);
        bool const was_reset = page.error().code == boost::asio::error::connection_reset && length % 3 == 2;
        BOOST_TEST((was_reset || page.error().code == (length == 0 ? boost::system::error_code(boost::asio::error::eof)
                                                                   : make_error_code(errc::connection_cut))),
                   length << ": " << page.error());
        BOOST_CHECK(page.error().phase == call_phase::reading);
    }
    BOOST_TEST(with.client.open_connections() == 0u);
    check_is_one_page(with.get(list_one));
}

BOOST_AUTO_TEST_CASE(plain_http_on_the_tls_port_is_a_tls_failure)
{
    support::scripted_server_options plain;
    plain.plain_http = true;
    scripted_server const server{[](scripted_request const&) { return answer(200, one_page); }, plain};
    auto const page = call_once(options_for(server), list_one);
    check_code(page, errc::tls_failure, 0);
    BOOST_CHECK(page.error().phase == call_phase::handshake);
    BOOST_TEST(page.error().detail.find("wrong version number") != std::string::npos, page.error().detail);
    BOOST_TEST(page.error().attempts == 1);
}

BOOST_AUTO_TEST_SUITE_END()
