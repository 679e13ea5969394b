// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// TLS sessions with the server that most of the world uses.

#include "child_process.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>

using namespace aliyun::cas;

namespace
{

describe_user_certificate_list const list_one{1, 1};

/// nginx with one version of TLS: it answers each connection once, and closes it.
class nginx
{
public:
    explicit nginx(std::string const& version)
    {
        auto const chain = at_.put("chain.pem", identity_.chain_pem);
        auto const key = at_.put("key.pem", identity_.key_pem);
        auto const in_folder = [this](char const* name) { return at_.path() + '/' + name; };
        std::string temporary;
        for (auto const* const each : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
            temporary += std::string(each) + "_temp_path " + in_folder(each) + ";\n";
        auto const configuration = at_.put(
            "nginx.conf",
            "daemon off;\nmaster_process off;\npid " + in_folder("pid") + ";\nerror_log " + in_folder("error.log") +
                ";\nevents { worker_connections 512; }\n"
                "http {\naccess_log off;\n" +
                temporary + "server {\nlisten 127.0.0.1:" + std::to_string(port_) + " ssl;\nssl_certificate " + chain +
                ";\nssl_certificate_key " + key + ";\nssl_protocols " + version +
                ";\nkeepalive_requests 1;\ndefault_type application/json;\n"
                "location / { return 200 '{\"RequestId\":\"R-1\"}'; }\n}\n}\n");
        running_.emplace(std::vector<std::string>{ALIYUN_CAS_NGINX, "-p", at_.path(), "-c", configuration}, port_);
    }

    [[nodiscard]] std::string endpoint() const { return "localhost:" + std::to_string(port_); }
    [[nodiscard]] std::string const& ca_pem() const noexcept { return identity_.ca_pem; }

private:
    network::folder at_;
    support::server_identity identity_ = support::issued_identity("localhost");
    unsigned short port_ = network::free_port();
    std::optional<network::child_process> running_;
};

// So many calls, as many at a time as there may be connections.
void call_many(support::session& with, int calls)
{
    int succeeded = 0;
    for (int i = 0; i < calls; ++i)
        with.client.async_call(list_one, [&](outcome<certificate_page> page) { succeeded += page.has_value(); });
    with.context.restart();
    with.context.run();
    BOOST_TEST(succeeded == calls);
}

void check_resumption(std::string const& version)
{
    nginx const server{version};
    auto options = support::options_for(server);
    options.max_connections = 16;
    support::session with{options};
    call_many(with, 16);
    auto const warm = with.client.stats();
    BOOST_TEST(warm.opened >= 16u);
    call_many(with, 400);
    auto const stats = with.client.stats();
    auto const fresh = stats.opened - warm.opened;
    auto const resumed = stats.resumed - warm.resumed;
    BOOST_TEST_MESSAGE(version << ": " << resumed << " of " << fresh << " connections were resumed");
    BOOST_TEST(fresh >= 400u);
    BOOST_TEST(resumed * 100 >= fresh * 95);
}

} // namespace

BOOST_AUTO_TEST_SUITE(with_nginx)

BOOST_AUTO_TEST_CASE(nearly_all_connections_resume_a_session_of_tls_1_2)
{
    check_resumption("TLSv1.2");
}

BOOST_AUTO_TEST_CASE(nearly_all_connections_resume_a_session_of_tls_1_3)
{
    check_resumption("TLSv1.3");
}

BOOST_AUTO_TEST_SUITE_END()
