// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// One request over plain HTTP, for the servers that hand out credentials within a machine or its host. No TLS, no
// redirects, one connection a request; what was sent and received is wiped.

#include "../http/broken_response.hpp"
#include "../http/response_reader.hpp"
#include "../pool/host_resolver.hpp"
#include "../text/wiped_buffer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Where a plain HTTP server is, from `http://host[:port][/path]`.
struct http_place
{
    std::string host{};
    std::uint16_t port = 80;
    std::string authority{}; ///< as it was written
    std::string path{};      ///< begins with `/`
};

/// Nothing if it is not such a text, or has a character in it that could break out of a request.
[[nodiscard]] inline std::optional<http_place> parse_http_place(std::string_view text)
{
    constexpr std::string_view scheme = "http://";
    auto const can_stand = [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f' && c != '#'; };
    if (!text.starts_with(scheme) || !std::all_of(text.begin(), text.end(), can_stand))
        return std::nullopt;
    text.remove_prefix(scheme.size());
    auto const slash = (std::min)(text.find_first_of("/?"), text.size());
    http_place result;
    result.authority = text.substr(0, slash);
    if (slash == text.size() || text[slash] == '?')
        result.path = "/";
    result.path += text.substr(slash);

    std::string_view host = result.authority;
    std::string_view port;
    if (host.starts_with('['))
    {
        auto const close = host.find(']');
        if (close == host.npos)
            return std::nullopt;
        port = host.substr(close + 1);
        host = host.substr(1, close - 1);
        if (!port.empty() && !port.starts_with(':'))
            return std::nullopt;
    }
    else if (auto const colon = host.find(':'); colon != host.npos)
    {
        port = host.substr(colon);
        host = host.substr(0, colon);
    }
    if (!port.empty())
    {
        auto const [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), result.port);
        if (error != std::errc() || end != port.data() + port.size() || result.port == 0)
            return std::nullopt;
    }
    if (host.empty() || host.find_first_of("@[") != host.npos)
        return std::nullopt; // a name and a password in a URL would end up in logs
    result.host = host;
    return result;
}

struct http_limits
{
    std::chrono::milliseconds connect{1000}; ///< looking the name up included
    std::chrono::milliseconds answer{5000};  ///< from there to the end of the answer
};

/// Where to ask: a place, and its addresses once they are looked up.
struct http_server
{
    /// @param executor must not run two handlers at once
    http_server(boost::asio::any_io_executor executor_, http_place place_)
        : executor(std::move(executor_)),
          place(std::move(place_)),
          names(std::make_shared<host_resolver>(executor, place.host, resolver_options()))
    {
    }

    boost::asio::any_io_executor executor;
    http_place place;
    std::shared_ptr<host_resolver> names;
};

/// One request and its answer.
class plain_http
{
public:
    /// @param server outlives this object
    explicit plain_http(http_server const& server)
        : place_(server.place), names_(server.names), shared_(std::make_shared<state>(server.executor))
    {
    }

    /// @param method   and path, header fields (whole lines): must hold nothing that could break out of its place
    /// @returns a sentence that says why there is no answer; empty if there is one. Throws if it is cancelled.
    boost::asio::awaitable<std::string> run(std::string_view method, std::string_view path, std::string_view fields,
                                            http_limits limits)
    {
        using boost::asio::redirect_error;
        using boost::asio::use_awaitable;
        boost::system::error_code error;

        shared_->limit(limits.connect);
        auto const known = names_->look_up(shared_);
        if (known.waits)
        {
            // Cancelled by the answer; by the limit or by who asks for us before there is one: a lookup goes on then.
            co_await shared_->answer.async_wait(redirect_error(use_awaitable, error));
            if (shared_->not_found)
                error = shared_->not_found;
        }
        auto const addresses = known.waits ? shared_->addresses : known.known;
        if (!addresses)
            co_return why(error, "its name is not known");
        for (auto const& address : *addresses)
        {
            error = {};
            shared_->close();
            co_await shared_->socket.async_connect({address, place_.port}, redirect_error(use_awaitable, error));
            if (!error || shared_->timed_out)
                break;
        }
        if (error)
            co_return why(error, "it cannot be reached");
        connected_ = true;

        shared_->limit(limits.answer);
        write_request(method, path, fields);
        co_await boost::asio::async_write(shared_->socket, boost::asio::buffer(request_.data(), request_.size()),
                                          redirect_error(use_awaitable, error));
        request_.forget();
        if (error)
            co_return why(error, "it takes no request");
        reader_.start();
        while (!reader_.is_done())
        {
            constexpr std::size_t piece = 4096;
            auto const size = answer_.size();
            answer_.resize(size + piece);
            auto const got = co_await shared_->socket.async_read_some(boost::asio::buffer(answer_.data() + size, piece),
                                                                      redirect_error(use_awaitable, error));
            answer_.resize(size + got);
            if (error == boost::asio::error::eof)
                reader_.read_end(error);
            else if (!error)
                reader_.read(answer_, error);
            if (error)
                co_return why(error, "it does not answer as it should");
        }
        shared_->limit((std::chrono::milliseconds::max)());
        co_return std::string();
    }

    /// Whether there was a server at all.
    [[nodiscard]] bool connected() const noexcept { return connected_; }
    [[nodiscard]] int status() const noexcept { return reader_.head().status; }
    [[nodiscard]] std::string_view body() const noexcept { return reader_.body(answer_); }

private:
    struct state final : lookup_waiter, std::enable_shared_from_this<state>
    {
        explicit state(boost::asio::any_io_executor const& executor)
            : socket(executor), timer(executor), answer(executor, (std::chrono::steady_clock::time_point::max)())
        {
        }

        void on_addresses(boost::system::error_code error, host_addresses found) override
        {
            boost::asio::post(socket.get_executor(),
                              [weak = weak_from_this(), error, found = std::move(found)]
                              {
                                  auto const alive = weak.lock();
                                  if (!alive)
                                      return;
                                  alive->not_found = error;
                                  alive->addresses = found;
                                  alive->answer.cancel();
                              });
        }

        // From now on; the maximum is none.
        void limit(std::chrono::milliseconds time)
        {
            timer.cancel();
            if (time == (std::chrono::milliseconds::max)())
                return;
            timer.expires_after(time);
            timer.async_wait(
                [weak = weak_from_this()](boost::system::error_code error)
                {
                    auto const alive = weak.lock();
                    if (!alive || error || alive->timer.expiry() > std::chrono::steady_clock::now())
                        return;
                    alive->timed_out = true;
                    alive->answer.cancel();
                    alive->close();
                });
        }
        void close() noexcept
        {
            boost::system::error_code ignored;
            socket.close(ignored);
        }

        boost::asio::ip::tcp::socket socket;
        boost::asio::steady_timer timer;
        bool timed_out = false;
        boost::asio::steady_timer answer; ///< never expires: cancelled when the name is looked up
        boost::system::error_code not_found;
        host_addresses addresses;
    };

    [[nodiscard]] std::string why(boost::system::error_code error, std::string_view what)
    {
        shared_->limit((std::chrono::milliseconds::max)());
        shared_->close();
        std::string text(what);
        if (shared_->timed_out)
            return text += " in time";
        std::string detail;
        error = explain_broken_response(error, reader_.limits(), !answer_.empty(), detail);
        return text += ": " + (detail.empty() ? error.message() : detail);
    }

    void write_request(std::string_view method, std::string_view path, std::string_view fields)
    {
        for (auto const& part : {method, std::string_view(" "), path, std::string_view(" HTTP/1.1\r\nHost: "),
                                 std::string_view(place_.authority),
                                 std::string_view("\r\nUser-Agent: aliyun_cas/" ALIYUN_CAS_VERSION_STRING
                                                  "\r\nConnection: close\r\nContent-Length: 0\r\n"),
                                 fields, std::string_view("\r\n")})
            request_.append(part);
    }

    http_place const& place_;
    std::shared_ptr<host_resolver> const names_;
    std::shared_ptr<state> const shared_;
    wiped_buffer request_;
    wiped_buffer answer_;
    response_reader reader_{response_limits{std::size_t{8} * 1024, std::size_t{64} * 1024}};
    bool connected_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
