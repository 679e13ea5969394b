// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `served` against two thousand hosts on loopback.

#include "support/certificate_maker.hpp"
#include "support/session.hpp"
#include "tool_fixture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace
{

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

/// Many hosts on one port of all loopback addresses: which certificate it shows is a matter of the name asked for.
class tls_hosts
{
public:
    tls_hosts()
    {
        SSL_CTX_set_tlsext_servername_callback(tls_.native_handle(), &tls_hosts::choose);
        SSL_CTX_set_tlsext_servername_arg(tls_.native_handle(), this);
        thread_ = std::thread([this] { context_.run(); });
    }
    tls_hosts(tls_hosts const&) = delete;
    tls_hosts& operator=(tls_hosts const&) = delete;
    ~tls_hosts()
    {
        context_.stop();
        thread_.join();
    }

    void add(std::string const& name, support::issued served) { served_.emplace(name, std::move(served)); }
    /// From now on nothing is added.
    void start()
    {
        asio::post(context_, [this] { accept(); });
    }
    [[nodiscard]] std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
    /// A port on which connections are taken and nothing is ever said.
    [[nodiscard]] std::string silent_port() const { return std::to_string(silent_.local_endpoint().port()); }

private:
    using stream = ssl::stream<tcp::socket>;

    static int choose(SSL* connection, int*, void* self)
    {
        auto const* const name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
        auto const& served = static_cast<tls_hosts*>(self)->served_;
        auto const found = served.find(name == nullptr ? "" : name);
        if (found == served.end())
            return SSL_TLSEXT_ERR_ALERT_FATAL;
        SSL_use_certificate(connection, found->second.certificate.get());
        SSL_use_PrivateKey(connection, found->second.key.get());
        return SSL_TLSEXT_ERR_OK;
    }
    void accept()
    {
        auto const peer = std::make_shared<stream>(context_, tls_);
        acceptor_.async_accept(peer->next_layer(),
                               [this, peer](boost::system::error_code failed)
                               {
                                   if (!failed)
                                       peer->async_handshake(ssl::stream_base::server,
                                                             [peer](boost::system::error_code) {});
                                   accept();
                               });
    }

    std::map<std::string, support::issued> served_;
    ssl::context tls_{ssl::context::tls_server};
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    tcp::acceptor acceptor_{context_, tcp::endpoint(asio::ip::address_v4::any(), 0)};
    tcp::acceptor silent_{context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::thread thread_;
};

support::issued certificate_for(std::string const& host, support::key_ptr key, long from = -86400,
                                long until = 90 * 86400L)
{
    support::recipe wanted;
    wanted.subject = host;
    wanted.names = "DNS:" + host;
    wanted.from = from;
    wanted.until = until;
    wanted.key = std::move(key);
    return support::make(std::move(wanted));
}

std::map<std::string, int> counted(std::map<std::string, std::string> const& states)
{
    std::map<std::string, int> counts;
    for (auto const& [host, state] : states)
        ++counts[state];
    return counts;
}

} // namespace

BOOST_AUTO_TEST_SUITE(served_hosts)

BOOST_AUTO_TEST_CASE(every_mismatch_among_two_thousand_hosts_is_found_in_ten_seconds)
{
    constexpr int count = 2000;
    auto const key = support::ec_key();
    auto const again = [&]
    {
        EVP_PKEY_up_ref(key.get());
        return support::key_ptr(key.get());
    };
    auto const closed_port = []
    {
        asio::io_context context;
        return std::to_string(tcp::acceptor(context, tcp::endpoint(tcp::v4(), 0)).local_endpoint().port());
    }();

    tool_test::tool_fixture tool;
    tool.environment.erase("ALIYUN_CERTIFICATES_NOW");
    tls_hosts hosts;
    std::string list = "# two thousand of them\n";
    std::map<std::string, std::string> planted;
    for (int number = 0; number < count; ++number)
    {
        auto const name = "host-" + std::to_string(number) + ".example.com";
        auto port = hosts.port();
        std::string state = "ok";
        auto own = certificate_for(name, again());
        if (number % 100 != 3)
            tool.emulator.add_certificate(name, own.pem(), own.key_pem());
        switch (number % 100)
        {
        case 1:
            state = "older";
            {
                auto const renewed = certificate_for(name, again());
                tool.emulator.add_certificate(name + "-renewed", renewed.pem(), renewed.key_pem());
            }
            break;
        case 2:
            state = "foreign";
            own = certificate_for(name, again());
            break;
        case 3:
            state = "not_in_account";
            break;
        case 4:
            state = "wrong_name";
            own = certificate_for("other.example.com", again());
            break;
        case 5:
            state = "expired";
            own = certificate_for(name, again(), -90 * 86400L, -86400);
            break;
        case 6:
            state = "not_yet_valid";
            own = certificate_for(name, again(), 86400);
            break;
        case 7:
            state = "unreachable";
            port = closed_port;
            break;
        case 8:
            if (number > 1000)
                break;
            state = "unreachable"; // it says nothing
            port = hosts.silent_port();
            break;
        default:
            break;
        }
        hosts.add(name, std::move(own));
        planted[name] = state;
        list += name + ':' + port + "=127.1." + std::to_string(number / 250) + '.' + std::to_string(number % 250 + 1) +
                (port == hosts.silent_port() ? " # silent" : "") + '\n';
    }
    // The silent port is on 127.0.0.1 alone.
    for (auto at = list.find(" # silent"); at != std::string::npos; at = list.find(" # silent", at))
    {
        auto const equals = list.rfind('=', at);
        list.replace(equals, at + 9 - equals, "=127.0.0.1");
    }
    tool.write("hosts", list);
    hosts.start();

    auto const begun = std::chrono::steady_clock::now();
    auto const result =
        tool.run({"served", "--hosts", "hosts", "--format", "jsonl", "--host-timeout", "3s", "--rate", "0"});
    auto const taken = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    BOOST_TEST(taken < 10 * support::slowness);
    BOOST_TEST(result.code == 0, result.err);

    std::map<std::string, std::string> told;
    std::size_t at = 0;
    for (auto end = result.out.find('\n'); end != std::string::npos; at = end + 1, end = result.out.find('\n', at))
    {
        auto const row = boost::json::parse(std::string_view(result.out).substr(at, end - at)).as_object();
        if (!row.contains("host"))
            continue;
        auto const host = std::string(row.at("host").as_string());
        told[host.substr(0, host.find(':'))] = row.at("state").as_string();
    }
    BOOST_TEST_MESSAGE(count << " hosts in " << taken << " s, 3 s of them waiting for those that say nothing; of "
                             << count - counted(planted)["ok"] << " that are wrong " << count - counted(told)["ok"]
                             << " are told");
    BOOST_TEST((told == planted));
    for (auto const& [name, state] : planted)
        if (told[name] != state)
            BOOST_TEST_MESSAGE(name << " is " << state << " and told as " << told[name]);
    BOOST_TEST(counted(told)["ok"] == count - 7 * 20 - 10);
}

BOOST_AUTO_TEST_CASE(each_format_tells_the_same)
{
    tool_test::tool_fixture tool; // whose time is the first day of 2049
    tls_hosts hosts;
    auto good = tool.issue("good.example.com", "2019-06-01", "2049-12-31");
    auto older = tool.issue("older.example.com", "2019-06-01", "2049-06-30");
    auto expired = tool.issue("expired.example.com", "2019-06-01", "2048-12-30");
    tool.add("good", good);
    tool.add("older", older);
    tool.add("newer", tool.issue("older.example.com", "2020-06-01", "2050-06-30"));
    tool.add("expired", expired);
    hosts.add("good.example.com", std::move(good));
    hosts.add("older.example.com", std::move(older));
    hosts.add("expired.example.com", std::move(expired));
    hosts.start();
    std::string list;
    for (std::string const name : {"good", "older", "expired"})
        list += name + ".example.com:" + hosts.port() + "=127.0.0.1\n";
    tool.write("hosts", list + "closed.example.com:1=127.0.0.1\n");
    tool.stands_for(':' + hosts.port(), ":PORT");
    for (std::string const format : {"table", "json", "jsonl", "csv", "prometheus", "nagios"})
        tool.expect("served." + format, {"served", "--hosts", "hosts", "--format", format}, format == "nagios" ? 2 : 0);
    tool.expect("served_problems.csv", {"served", "--hosts", "hosts", "--problems", "-f", "csv", "--fields", "state"});
}

BOOST_AUTO_TEST_CASE(findings_show_in_the_exit_code_if_that_is_wanted)
{
    tool_test::tool_fixture tool;
    tool.environment.erase("ALIYUN_CERTIFICATES_NOW");
    tls_hosts hosts;
    auto const older = certificate_for("older.example.com", nullptr);
    auto const newer = certificate_for("older.example.com", nullptr);
    auto good = certificate_for("good.example.com", nullptr);
    tool.emulator.add_certificate("older", older.pem(), older.key_pem());
    tool.emulator.add_certificate("newer", newer.pem(), newer.key_pem());
    tool.emulator.add_certificate("good", good.pem(), good.key_pem());
    hosts.add("good.example.com", std::move(good));
    hosts.add("older.example.com",
              certificate_for("older.example.com", nullptr)); // one that the account does not have: a warning, too
    hosts.start();
    auto const at = [&](std::string const& name) { return name + ':' + hosts.port() + "=127.0.0.1\n"; };
    auto const code = [&](std::string const& list, bool wanted)
    {
        std::vector<std::string> arguments{"served", "--hosts", "-", "--quiet"};
        if (wanted)
            arguments.emplace_back("--exit-code");
        return tool.run(arguments, list).code;
    };
    auto const good_host = at("good.example.com");
    auto const warning = good_host + at("older.example.com");
    auto const critical = warning + "absent.example.com:1=127.0.0.1\n";
    BOOST_TEST(code(good_host, true) == 0);
    BOOST_TEST(code(warning, true) == 10);
    BOOST_TEST(code(critical, true) == 11);
    BOOST_TEST(code(critical, false) == 0);
}

BOOST_AUTO_TEST_CASE(a_process_that_may_open_few_files_looks_at_fewer_hosts_at_once)
{
    tool_test::tool_fixture tool;
    tool.environment.erase("ALIYUN_CERTIFICATES_NOW");
    tls_hosts hosts;
    std::string list;
    for (int number = 0; number < 300; ++number)
    {
        auto const name = "host-" + std::to_string(number) + ".example.com";
        auto own = certificate_for(name, nullptr);
        tool.emulator.add_certificate(name, own.pem(), own.key_pem());
        hosts.add(name, std::move(own));
        list += name + ':' + hosts.port() + "=127.0.0.1\n";
    }
    hosts.start();
    auto const looked = tool.run({"/usr/bin/prlimit", "--nofile=100:100", ALIYUN_CERTIFICATES, "served", "--hosts", "-",
                                  "--exit-code", "--problems"},
                                 list);
    BOOST_TEST(looked.code == 0, looked.out << looked.err);
}

BOOST_AUTO_TEST_CASE(an_interrupted_look_says_how_far_it_came)
{
    tool_test::tool_fixture tool;
    tls_hosts const hosts;
    auto const silent = "silent.example.com:" + hosts.silent_port() + "=127.0.0.1\n";
    tool.write("hosts", "closed.example.com:1=127.0.0.1\n" + silent + silent);
    auto looking = tool.start({"served", "--hosts", "hosts", "--host-timeout", "10m", "-f", "json"});
    auto const listed = [&] { return tool.emulator.history().size() > 0; };
    for (int wait = 0; wait < 3000 && !listed(); ++wait)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::this_thread::sleep_for(std::chrono::milliseconds(500)); // so that the closed one is told of
    looking.signal(SIGINT);
    auto const ended = looking.wait();
    BOOST_TEST(ended.code == 130, ended.err);
    BOOST_TEST(ended.err.find("of 3 hosts looked at") != std::string::npos, ended.err);
    BOOST_TEST(ended.out.find("\"complete\":true") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_list_that_cannot_be_read_is_a_usage_error_that_names_the_line)
{
    tool_test::tool_fixture tool;
    tool.write("hosts", "www.example.com\nhttps://www.example.com/\n");
    auto const wrong = tool.run({"served", "--hosts", "hosts"});
    BOOST_TEST(wrong.code == 3);
    BOOST_TEST(wrong.err.find("hosts:2: ") != std::string::npos, wrong.err);
    BOOST_TEST(tool.run({"served", "--hosts", "absent"}).code == 3);
    BOOST_TEST(tool.run({"served", "--hosts", "-"}, "# nothing\n").code == 3);
}

BOOST_AUTO_TEST_SUITE_END()
