// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Memory that runs out inside OpenSSL's callbacks: nothing is thrown through the frames of C between us and us.

#include "../text/freed_memory.hpp"
#include "tls_peer.hpp"

#include <cstddef>
#include <new>
#include <string>

namespace
{

using namespace tls_test;
using status = tls_engine::status;

} // namespace

BOOST_AUTO_TEST_SUITE(tls_memory)

BOOST_AUTO_TEST_CASE(each_allocation_may_fail_while_openssl_works)
{
    auto const who = make_identity("DNS:localhost");
    aliyun::cas::tls_options options;
    options.ca_pem = who.pem();
    tls_context const context{options};
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION})
    {
        server_settings const settings{who, version};
        std::size_t failed = 0;
        std::size_t thrown = 0;
        bool ran_out = true;
        for (std::size_t before = 0; ran_out; ++before)
        {
            BOOST_REQUIRE(before < 1000u);
            ran_out = false;
            tls_engine client{context, "localhost"};
            server peer{settings};
            auto now = status::wants_input;
            std::string answer;
            for (int round = 0; round < 10 && now == status::wants_input && !ran_out; ++round)
            {
                client.feed(answer.data(), answer.size());
                {
                    test_support::failing_allocation const failing{before};
                    try
                    {
                        now = client.handshake();
                        if (now == status::done)
                            now = client.write("question");
                    }
                    catch (std::bad_alloc const&) // in frames of ours alone
                    {
                        now = status::failed;
                        ++thrown;
                    }
                    ran_out = failing.has_failed();
                }
                if (ran_out)
                {
                    ++failed;
                    BOOST_CHECK(now == status::failed);
                    break;
                }
                carry_to_server(client, peer, 1 << 20);
                peer.handshake();
                answer = peer.take_output();
            }
            if (!ran_out)
                BOOST_CHECK(now == status::done);
        }
        BOOST_TEST(failed > 0u);
        BOOST_TEST(thrown <= failed);
    }
}

BOOST_AUTO_TEST_CASE(a_session_that_there_is_no_room_for_is_dropped)
{
    auto const who = make_identity("DNS:localhost");
    aliyun::cas::tls_options options;
    options.ca_pem = who.pem();
    tls_context const context{options};
    server_settings const settings{who};
    tls_engine client{context, "localhost"};
    server peer{settings};
    BOOST_REQUIRE(run_handshake(client, peer) == status::done);
    auto const tickets = peer.take_output(); // they come behind the handshake
    std::string plain(100, '\0');
    std::size_t size = 0;
    client.feed(tickets.data(), tickets.size());
    {
        test_support::failing_allocation const failing{0};
        BOOST_CHECK(client.read(plain.data(), plain.size(), size) == status::wants_input);
        BOOST_TEST(failing.has_failed());
    }
    BOOST_TEST(client.offered().size() == 1u); // of two
}

BOOST_AUTO_TEST_SUITE_END()
