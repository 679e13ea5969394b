// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A clock that is off: the service's answer corrects it, over TLS.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <ctime>
#include <string>

namespace
{

namespace cas = aliyun::cas;
using namespace std::chrono_literals;
using std::chrono::seconds;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;

constexpr char const* expired = R"({"RequestId":"R-1","Code":"InvalidTimeStamp.Expired","Message":"too old"})";
constexpr char const* good = R"({"RequestId":"R-2","CertificateList":[],"TotalCount":0})";

std::time_t now()
{
    return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
}

std::string text_of(std::time_t time, char const* format)
{
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof(text), format, &parts)};
}

std::string date_field(std::time_t time)
{
    return text_of(time, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n");
}

std::time_t time_of(scripted_request const& request)
{
    std::tm parts{};
    BOOST_REQUIRE(::strptime(request.param("Timestamp").c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) != nullptr);
    return ::timegm(&parts);
}

/// A service whose clock differs from ours by so much, and that takes times within fifteen minutes of it.
scripted_reply service_at(seconds ahead, scripted_request const& request)
{
    auto const its_time = now() + ahead.count();
    auto const off = time_of(request) - its_time;
    return off > -900 && off < 900 ? answer(200, good, date_field(its_time))
                                   : answer(400, expired, date_field(its_time));
}

cas::describe_user_certificate_list const list_one{1, 1};

} // namespace

BOOST_AUTO_TEST_SUITE(clocks)

BOOST_AUTO_TEST_CASE(a_clock_that_is_off_is_corrected_by_one_more_attempt_and_stays_so)
{
    for (auto const ahead : {seconds(2h), seconds(-30h), seconds(365 * 24h)})
    {
        scripted_server const server([ahead](scripted_request const& request) { return service_at(ahead, request); });
        session one(options_for(server));
        BOOST_TEST(one.get(list_one).has_value());
        BOOST_TEST(server.requests().size() == 2u);
        for (int i = 0; i < 3; ++i)
            BOOST_TEST(one.get(list_one).has_value());
        auto const requests = server.requests();
        BOOST_REQUIRE(requests.size() == 5u); // the later ones were right at once
        for (std::size_t i = 1; i < requests.size(); ++i)
            BOOST_TEST(std::abs(time_of(requests[i]) - now() - ahead.count()) < 60);
        BOOST_TEST(requests[0].param("SignatureNonce") != requests[1].param("SignatureNonce"));
        BOOST_TEST(requests[0].param("Signature") != requests[1].param("Signature"));
    }
}

BOOST_AUTO_TEST_CASE(every_kind_of_operation_is_tried_again_since_none_was_carried_out)
{
    scripted_server const server([](scripted_request const& request) { return service_at(2h, request); });
    auto options = options_for(server);
    options.retry.max_attempts = 1; // it is none of those that count
    auto const written = session(options).get(cas::create_user_certificate{
        cas::certificate_name("www"), cas::certificate_pem("cert"), cas::private_key_pem("key")});
    BOOST_TEST(written.has_value());
    BOOST_TEST(session(options).get(cas::delete_user_certificate{1}).has_value());
    BOOST_TEST(server.requests().size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_service_that_is_never_content_is_asked_twice_and_no_more)
{
    for (std::string const& field : {date_field(now() + 7200), date_field(now()), date_field(0),
                                     std::string("Date: Fri, 31 Dec 9999 23:59:59 GMT\r\n")})
    {
        scripted_server const server([&field](scripted_request const&) { return answer(400, expired, field); });
        auto const failed = session(options_for(server)).get(list_one);
        BOOST_REQUIRE(!failed);
        BOOST_TEST(failed.error().code == cas::server_errc::timestamp_expired);
        BOOST_TEST(failed.error().attempts == 2);
        BOOST_TEST(!failed.error().maybe_executed);
        BOOST_TEST(server.requests().size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(without_a_date_that_can_be_read_there_is_no_other_attempt)
{
    for (std::string const field : {"", "Date: yesterday\r\n", "Date: \r\n", "Date: Thu, 32 Jan 2026 00:00:00 GMT\r\n",
                                    "Date: 2026-01-01T00:00:00Z\r\n", "Date: Thu, 01 Jan 99999 00:00:00 GMT\r\n"})
    {
        scripted_server const server([&field](scripted_request const&) { return answer(400, expired, field); });
        auto const failed = session(options_for(server)).get(list_one);
        BOOST_REQUIRE(!failed);
        BOOST_TEST(failed.error().code == cas::server_errc::timestamp_expired);
        BOOST_TEST(server.requests().size() == 1u, field);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_date_does_harm_to_one_call_and_the_next_right_one_mends_it)
{
    int lies = 1;
    scripted_server const server(
        [&lies](scripted_request const& request)
        {
            if (lies-- > 0)
                return answer(400, expired, date_field(0));
            return service_at(0s, request);
        });
    session one(options_for(server));
    auto const misled = one.get(list_one);
    BOOST_REQUIRE(!misled); // at 1970, as it was told
    BOOST_TEST(misled.error().code == cas::server_errc::timestamp_expired);
    BOOST_TEST(one.get(list_one).has_value());
    BOOST_TEST(one.get(list_one).has_value());
    auto const requests = server.requests();
    BOOST_REQUIRE(requests.size() == 5u);
    BOOST_TEST(time_of(requests[1]) < 3600);
    BOOST_TEST(std::abs(time_of(requests[4]) - now()) < 60);
}

BOOST_AUTO_TEST_CASE(a_date_beside_another_answer_corrects_nothing)
{
    scripted_server const server([](scripted_request const&) { return answer(200, good, date_field(0)); });
    session one(options_for(server));
    for (int i = 0; i < 2; ++i)
        BOOST_TEST(one.get(list_one).has_value());
    BOOST_TEST(std::abs(time_of(server.requests().at(1)) - now()) < 60);
}

BOOST_AUTO_TEST_SUITE_END()
