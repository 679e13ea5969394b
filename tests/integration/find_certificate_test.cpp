// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Whether an upload in doubt has arrived, asked of the emulator.

#include "support/running_emulator.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/find_certificate.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <stdexcept>
#include <string>

namespace
{

namespace cas = aliyun::cas;

cas::upload_finding find(support::session& one, std::string const& name, std::string const& pem)
{
    std::optional<cas::outcome<cas::upload_finding>> result;
    cas::async_find_certificate(one.client, cas::certificate_name(name), cas::certificate_pem(pem),
                                [&result](cas::outcome<cas::upload_finding> found) { result.emplace(found); });
    BOOST_TEST(!result.has_value());
    one.context.restart();
    one.context.run();
    return result.value().value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(uploads_in_doubt)

BOOST_AUTO_TEST_CASE(an_upload_is_found_by_its_name_and_fingerprint)
{
    support::running_emulator server;
    server.add_certificates(230);
    support::session one(support::options_for(server));
    auto const mine = support::issued_identity("mine.example");
    auto const other = support::issued_identity("other.example");

    auto found = find(one, "mine", mine.chain_pem);
    BOOST_CHECK(found.state == cas::upload_state::absent);
    BOOST_TEST(found.cert_id == 0);

    auto const id =
        one.get(cas::create_user_certificate{cas::certificate_name("mine"), cas::certificate_pem(mine.chain_pem),
                                             cas::private_key_pem(cas::secret_string(mine.key_pem))})
            .value()
            .cert_id.value();
    found = find(one, "mine", mine.chain_pem);
    BOOST_CHECK(found.state == cas::upload_state::arrived);
    BOOST_TEST(found.cert_id == id);
    found = find(one, "mine", other.chain_pem);
    BOOST_CHECK(found.state == cas::upload_state::name_taken);
    BOOST_TEST(found.cert_id == id);
}

BOOST_AUTO_TEST_CASE(a_search_that_is_cancelled_at_any_turn_ends)
{
    support::running_emulator server;
    server.add_certificates(230);
    auto const pem = support::issued_identity("mine.example").chain_pem;
    int cancelled = 0;
    for (int turns = 0; turns < 300; turns += 7) // an entry that is at hand takes one turn of the loop
    {
        support::session one(support::options_for(server));
        boost::asio::cancellation_signal signal;
        std::optional<cas::outcome<cas::upload_finding>> result;
        cas::async_find_certificate(
            one.client, cas::certificate_name("absent"), cas::certificate_pem(pem),
            boost::asio::bind_cancellation_slot(signal.slot(), [&result](cas::outcome<cas::upload_finding> found)
                                                { result.emplace(found); }));
        for (int turn = 0; turn < turns && !result; ++turn)
            one.context.run_one();
        bool const is_over = result.has_value();
        signal.emit(boost::asio::cancellation_type::terminal);
        one.context.run_one();
        bool const had_been_found = result && *result; // all was read: what only waits to be told may still be told
        one.context.run();
        BOOST_REQUIRE(result.has_value());
        BOOST_TEST(
            (is_over || had_been_found || (!*result && result->error().code == boost::asio::error::operation_aborted)),
            turns);
        cancelled += !is_over;
    }
    BOOST_TEST(cancelled > 20);
}

BOOST_AUTO_TEST_CASE(without_a_fingerprint_in_the_list_it_is_not_told)
{
    support::scripted_server const server(
        [](support::scripted_request const&)
        {
            return support::answer(200, R"({"RequestId":"R","CurrentPage":1,"ShowSize":100,"TotalCount":1,)"
                                        R"("CertificateList":[{"id":7,"name":"mine","fingerprint":null}]})");
        });
    support::session one(support::options_for(server));
    auto const found = find(one, "mine", support::issued_identity("mine.example").chain_pem);
    BOOST_CHECK(found.state == cas::upload_state::untold);
    BOOST_TEST(found.cert_id == 7);
}

BOOST_AUTO_TEST_CASE(a_fingerprint_matches_in_any_spelling)
{
    cas::detail::certificate_digests const digests(support::issued_identity("mine.example").chain_pem);
    std::string spelt;
    for (std::size_t i = 0; i < digests.sha256.size(); i += 2)
    {
        auto const byte = digests.sha256.substr(i, 2);
        for (char const c : (i > 0 ? ":" : "") + byte)
            spelt += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    BOOST_TEST(digests.match(spelt));
    BOOST_TEST(digests.match(digests.sha1));
    BOOST_TEST(!digests.match(""));
    BOOST_TEST(!digests.match(digests.sha1.substr(1)));
}

BOOST_AUTO_TEST_CASE(what_is_no_certificate_is_refused_at_once)
{
    support::running_emulator const server;
    support::session one(support::options_for(server));
    BOOST_CHECK_THROW(find(one, "mine", "no PEM"), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
