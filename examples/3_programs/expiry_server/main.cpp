// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A server that embeds the client: one client, shared by all requests, on the server's own context.
//
//     GET /certificates/expiring?within=30d    what expires within so many days, as JSON
//     GET /metrics                             for Prometheus
//
// The service allows ten lists a second, so that one list is kept for a while, and asked for once however many wait for
// it. It is cancelled when the one who asked goes away; the next who waits asks anew. SIGTERM lets requests under way
// end and answers no new ones.
//
//     expiry_server [PORT [SECONDS]]           8080, and a list is kept for ten seconds

#include "../../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;
namespace http = boost::beast::http;
using namespace asio::experimental::awaitable_operators;
using asio::ip::tcp;
using response = http::response<http::string_body>;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

// Counts what the client tells, and what the server does.
class metrics final : public cas::observer
{
public:
    void on_call(cas::call_event const& event) noexcept override
    {
        ++calls_;
        failures_ += event.problem != nullptr;
    }
    void on_attempt(cas::attempt_event const&) noexcept override { ++attempts_; }
    void on_connection(cas::connection_event const& event) noexcept override
    {
        ++(event.what == cas::connection_event::kind::opened ? opened_ : closed_);
    }

    void answered() noexcept { ++answered_; }
    void abandoned() noexcept { ++abandoned_; }

    [[nodiscard]] std::string text(cas::client_stats const& connections) const
    {
        std::string out;
        auto const add = [&out](std::string_view kind, std::string_view name, std::uint64_t value)
        {
            out.append("# TYPE ").append(name).append(1, ' ').append(kind).append(1, '\n');
            out.append(name).append(1, ' ') += std::to_string(value) + '\n';
        };
        auto const counter = [&add](std::string_view name, std::uint64_t value) { add("counter", name, value); };
        auto const gauge = [&add](std::string_view name, std::uint64_t value) { add("gauge", name, value); };
        counter("expiry_requests_answered_total", answered_);
        counter("expiry_requests_abandoned_total", abandoned_);
        counter("aliyun_cas_calls_total", calls_);
        counter("aliyun_cas_calls_failed_total", failures_);
        counter("aliyun_cas_attempts_total", attempts_);
        counter("aliyun_cas_connections_opened_total", opened_);
        counter("aliyun_cas_connections_closed_total", closed_);
        counter("aliyun_cas_connections_resumed_total", connections.resumed);
        gauge("aliyun_cas_connections", connections.open);
        gauge("aliyun_cas_connections_busy", connections.busy);
        gauge("aliyun_cas_calls_waiting", connections.waiting);
        return out;
    }

private:
    using count = std::atomic<std::uint64_t>;
    count calls_{0}, failures_{0}, attempts_{0}, opened_{0}, closed_{0}, answered_{0}, abandoned_{0};
};

// The day so many days from now, as the service writes days.
std::string day_in(int days)
{
    using namespace std::chrono;
    year_month_day const day{floor<std::chrono::days>(system_clock::now()) + std::chrono::days(days)};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

// The number in `?within=30d`; 30 if nothing is said.
std::optional<int> days_asked_for(std::string_view query)
{
    if (query.empty())
        return 30;
    constexpr std::string_view name = "?within=";
    if (!query.starts_with(name) || !query.ends_with('d'))
        return std::nullopt;
    query = query.substr(name.size(), query.size() - name.size() - 1);
    int days = 0;
    auto const read = std::from_chars(query.data(), query.data() + query.size(), days);
    if (read.ec != std::errc() || read.ptr != query.data() + query.size() || days < 0 || days > 36500)
        return std::nullopt;
    return days;
}

response make_response(http::status status, std::string_view type, std::string body)
{
    response made{status, 11};
    made.set(http::field::content_type, type);
    made.body() = std::move(body);
    return made;
}

class expiry_server
{
public:
    expiry_server(asio::io_context& context, std::uint16_t port, std::chrono::seconds kept_for)
        : client_(context, cas::credentials_from_environment(), options_with(metrics_)),
          acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), port)),
          signals_(context, SIGINT, SIGTERM),
          stopped_(context, asio::steady_timer::time_point::max()),
          listed_(context),
          kept_for_(kept_for)
    {
        signals_.async_wait([this](boost::system::error_code, int) { stop(); });
        asio::co_spawn(context, accept(), asio::detached);
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    static cas::client_options options_with(std::shared_ptr<cas::observer> observer)
    {
        auto options = options_from_environment();
        options.observer = std::move(observer);
        return options;
    }

    // Nothing else is to be done: once the last answer is sent nothing is outstanding, and `run()` returns.
    void stop()
    {
        acceptor_.close();
        stopped_.expires_at(asio::steady_timer::time_point::min()); // wakes all who wait for a request
    }

    asio::awaitable<void> accept()
    {
        while (acceptor_.is_open())
        {
            auto [error, socket] = co_await acceptor_.async_accept(no_throw);
            if (!error)
                asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket)), asio::detached);
        }
    }

    asio::awaitable<void> serve(tcp::socket socket)
    {
        boost::beast::flat_buffer buffer;
        bool goes_on = true;
        while (goes_on)
        {
            http::request<http::empty_body> request;
            auto const heard =
                co_await (http::async_read(socket, buffer, request, no_throw) || stopped_.async_wait(no_throw));
            if (heard.index() == 1 || std::get<0>(std::get<0>(heard)))
                co_return;

            auto answered = co_await (answer(request.target()) || peer_left(socket)); // the loser is cancelled
            if (answered.index() == 1)
            {
                metrics_->abandoned();
                co_return;
            }
            auto made = std::get<0>(std::move(answered));
            goes_on = request.keep_alive() && acceptor_.is_open();
            made.keep_alive(goes_on);
            made.prepare_payload();
            auto const [error, size] = co_await http::async_write(socket, made, no_throw);
            if (error)
                co_return;
            metrics_->answered();
        }
    }

    asio::awaitable<response> answer(std::string_view target)
    {
        constexpr std::string_view expiring_path = "/certificates/expiring";
        if (target == "/metrics")
            co_return make_response(http::status::ok, "text/plain; version=0.0.4", metrics_->text(client_.stats()));
        if (!target.starts_with(expiring_path))
            co_return make_response(http::status::not_found, "text/plain", "no such page\n");
        auto const days = days_asked_for(target.substr(expiring_path.size()));
        if (!days)
            co_return make_response(http::status::bad_request, "text/plain", "say for example ?within=30d\n");
        co_return co_await expiring(day_in(*days));
    }

    asio::awaitable<response> expiring(std::string last_day)
    {
        while (is_listing_) // somebody's: wait for that
        {
            listed_.expires_at(asio::steady_timer::time_point::max());
            co_await listed_.async_wait(no_throw);
        }
        if (std::chrono::steady_clock::now() >= good_until_)
            if (auto const problem = co_await list_anew())
                co_return make_response(http::status::bad_gateway, "text/plain",
                                        problem->code.message() + ", request " + problem->request_id + '\n');
        boost::json::array found;
        for (auto const& certificate : certificates_)
        {
            if (certificate.end_date > last_day)
                continue;
            boost::json::object entry;
            entry["id"] = certificate.id;
            entry["name"] = certificate.name;
            entry["end_date"] = certificate.end_date;
            found.push_back(std::move(entry));
        }
        co_return make_response(http::status::ok, "application/json", boost::json::serialize(found) + '\n');
    }

    asio::awaitable<std::optional<cas::failure>> list_anew()
    {
        // Whoever waits goes on when this ends, be it by an answer, a failure or because its own peer left.
        struct turn
        {
            explicit turn(expiry_server& server) : owner(server) { owner.is_listing_ = true; }
            ~turn()
            {
                owner.is_listing_ = false;
                owner.listed_.cancel();
            }
            expiry_server& owner;
        };
        turn const mine(*this);
        std::vector<cas::certificate_summary> listed;
        auto pages = client_.pages(cas::describe_user_certificate_list{1, 50});
        for (;;)
        {
            auto page = co_await pages.async_next(asio::use_awaitable);
            if (!page)
                co_return page.error();
            if (!*page)
                break;
            for (auto& certificate : (*page)->certificate_list)
                listed.push_back(std::move(certificate));
        }
        certificates_ = std::move(listed);
        good_until_ = std::chrono::steady_clock::now() + kept_for_;
        co_return std::nullopt;
    }

    // Ends when the peer has closed its side. Bytes that come are its next request, and a sign that it is still there.
    static asio::awaitable<void> peer_left(tcp::socket& socket)
    {
        co_await socket.async_wait(tcp::socket::wait_read, asio::use_awaitable);
        char next = 0;
        boost::system::error_code gone;
        socket.receive(asio::buffer(&next, 1), tcp::socket::message_peek, gone);
        if (gone)
            co_return;
        asio::steady_timer for_ever{socket.get_executor(), asio::steady_timer::time_point::max()};
        co_await for_ever.async_wait(asio::use_awaitable);
    }

    std::shared_ptr<metrics> const metrics_ = std::make_shared<metrics>();
    cas::client client_;
    tcp::acceptor acceptor_;
    asio::signal_set signals_;
    asio::steady_timer stopped_;
    asio::steady_timer listed_; // wakes those who wait for a list of somebody else's
    std::chrono::seconds kept_for_;
    std::chrono::steady_clock::time_point good_until_{};
    std::vector<cas::certificate_summary> certificates_;
    bool is_listing_ = false;
};

} // namespace

int main(int argc, char** argv)
try
{
    asio::io_context context{1};
    expiry_server const server{context, static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8080),
                               std::chrono::seconds(argc > 2 ? std::atoi(argv[2]) : 10)};
    std::cout << "http://127.0.0.1:" << server.port() << std::endl;
    context.run();
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}
