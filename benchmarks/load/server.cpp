// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A TLS server that answers from memory and does nothing else, so that the client is the limit. Any GET or POST for
// DescribeUserCertificateList gets the page that its CurrentPage names, anything else a small answer.
//
//   benchmark_server --cert FILE --key FILE [--delay-ms N] [--pages N]      prints its port, then serves until it is
//   killed benchmark_server --print small|page                                     prints the body of that answer

#include "../support/certificate_pages.hpp"
#include "../support/freed_by.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <deque>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace
{

using clock = std::chrono::steady_clock;

constexpr std::int64_t entries_a_page = 50;

std::string small_body()
{
    return R"({"RequestId":"4B5F2A0D-71CE-4E5A-9C5E-000010000001","OrderStatus":"checking","CheckType":"DNS",)"
           R"("CheckName":"_dnsauth","CheckValue":"2026112405"})";
}

std::string page_body(std::int64_t number, std::int64_t pages)
{
    return bench::make_page({.number = number, .entries = entries_a_page, .total = entries_a_page * pages}).json;
}

std::string with_head(std::string const& body)
{
    return "HTTP/1.1 200 OK\r\n"
           "Date: Tue, 24 Nov 2026 05:12:24 GMT\r\n"
           "Content-Type: application/json;charset=utf-8\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\nConnection: keep-alive\r\n\r\n" + body;
}

/// The number behind `name` in a request; `otherwise` if it is not there.
std::size_t number_after(std::string_view request, std::string_view name, std::size_t otherwise)
{
    auto const at = request.find(name);
    if (at == std::string_view::npos)
        return otherwise;
    auto const digits = request.substr(at + name.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), otherwise);
    return otherwise;
}

class ready_answers
{
public:
    explicit ready_answers(std::int64_t pages)
    {
        for (std::int64_t number = 1; number <= pages; ++number)
            pages_.push_back(with_head(page_body(number, pages)));
    }

    [[nodiscard]] std::string const& answer_to(std::string_view request) const
    {
        if (request.find("Action=DescribeUserCertificateList") == std::string_view::npos)
            return small_;
        return pages_[(number_after(request, "CurrentPage=", 1) - 1) % pages_.size()];
    }

private:
    std::string small_ = with_head(small_body());
    std::vector<std::string> pages_;
};

void must(bool well, char const* what)
{
    if (!well)
        throw std::runtime_error(what);
}

/// One client: collects its requests, and sends what it is given in one piece.
class connection
{
public:
    connection(int socket, SSL_CTX* tls) : socket_(socket), ssl_(SSL_new(tls))
    {
        int const on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        // A buffer before the socket: a page is two TLS records, and one call of the kernel.
        BIO* const raw = BIO_new_socket(socket, BIO_CLOSE);
        BIO* const buffer = BIO_new(BIO_f_buffer());
        BIO_set_write_buffer_size(buffer, 64 * 1024);
        BIO_up_ref(raw);
        SSL_set_bio(ssl_.get(), raw, BIO_push(buffer, raw));
        SSL_set_accept_state(ssl_.get());
    }

    [[nodiscard]] int socket() const noexcept { return socket_; }

    /// Reads what there is and calls `handle` with each complete request. False: the client has gone.
    template <typename Handler>
    bool read(Handler handle)
    {
        char chunk[16 * 1024];
        int size = 0;
        ERR_clear_error(); // or SSL_get_error would speak of another connection
        do
        {
            size = SSL_read(ssl_.get(), chunk, sizeof chunk);
            if (size <= 0)
                return wants_more(size);
            received_.append(chunk, static_cast<std::size_t>(size));
            while (auto const request_size = size_of_first_request())
            {
                handle(std::string_view(received_).substr(0, request_size));
                received_.erase(0, request_size);
            }
        } while (SSL_has_pending(ssl_.get()) == 1);
        return true;
    }

    void queue(std::string const& answer) { unsent_.push_back(&answer); }

    /// Sends what is queued. False: the client has gone.
    bool write()
    {
        ERR_clear_error();
        while (!unsent_.empty())
        {
            auto const& next = *unsent_.front();
            auto const size = SSL_write(ssl_.get(), next.data(), static_cast<int>(next.size()));
            if (size <= 0)
                return wants_more(size);
            unsent_.pop_front();
        }
        BIO* const out = SSL_get_wbio(ssl_.get());
        return BIO_flush(out) == 1 || BIO_should_retry(out) != 0;
    }

    /// Whether the socket must take more before all has been sent.
    [[nodiscard]] bool is_stuck() const { return !unsent_.empty() || BIO_wpending(SSL_get_wbio(ssl_.get())) != 0; }

    bool is_watched_for_room = false; ///< the server's note

private:
    [[nodiscard]] bool wants_more(int result) const
    {
        auto const error = SSL_get_error(ssl_.get(), result);
        return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    }

    [[nodiscard]] std::size_t size_of_first_request() const
    {
        constexpr std::string_view end = "\r\n\r\n";
        auto const head = received_.find(end);
        if (head == std::string::npos)
            return 0;
        auto const size =
            head + end.size() + number_after(std::string_view(received_).substr(0, head), "Content-Length: ", 0);
        return size <= received_.size() ? size : 0;
    }

    int socket_;
    std::unique_ptr<SSL, bench::freed_by<SSL_free>> ssl_;
    std::string received_;
    std::deque<std::string const*> unsent_;
};

class server
{
public:
    server(SSL_CTX* tls, ready_answers const& answers, std::chrono::milliseconds delay)
        : tls_(tls), answers_(answers), delay_(delay)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        must(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
        must(listen(listener_, 1024) == 0, "listen");
        watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
    }

    [[nodiscard]] unsigned port() const
    {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin_port);
    }

    [[noreturn]] void run()
    {
        for (;;)
        {
            epoll_event events[128];
            auto const count = wait(events, 128);
            for (int i = 0; i < count; ++i)
            {
                if (events[i].data.fd == listener_)
                    accept_all();
                else
                    serve(events[i].data.fd, events[i].events);
            }
            send_what_is_due();
        }
    }

private:
    struct delayed_answer
    {
        clock::time_point due;
        std::weak_ptr<connection> to;
        std::string const* answer;
    };

    void watch(int socket, std::uint32_t what, int operation) const
    {
        epoll_event event{};
        event.events = what;
        event.data.fd = socket;
        must(epoll_ctl(epoll_, operation, socket, &event) == 0, "epoll_ctl");
    }

    /// Until something happens or the next delayed answer is due. (epoll_wait would round that to milliseconds.)
    int wait(epoll_event* events, int size) const
    {
        if (delayed_.empty())
            return epoll_wait(epoll_, events, size, -1);
        auto const left = std::max(clock::duration::zero(), delayed_.front().due - clock::now());
        auto const seconds = std::chrono::floor<std::chrono::seconds>(left);
        timespec const timeout{.tv_sec = seconds.count(), .tv_nsec = std::chrono::nanoseconds(left - seconds).count()};
        return epoll_pwait2(epoll_, events, size, &timeout, nullptr);
    }

    void accept_all()
    {
        for (int socket = 0; (socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;)
        {
            connections_[socket] = std::make_shared<connection>(socket, tls_);
            watch(socket, EPOLLIN, EPOLL_CTL_ADD);
        }
    }

    void serve(int socket, std::uint32_t what)
    {
        auto const found = connections_.find(socket);
        if (found == connections_.end())
            return;
        auto const client = found->second;
        bool const alive = (what & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0 ||
                           client->read(
                               [&](std::string_view request)
                               {
                                   auto const& answer = answers_.answer_to(request);
                                   if (delay_.count() == 0)
                                       client->queue(answer);
                                   else
                                       delayed_.push_back({clock::now() + delay_, client, &answer});
                               });
        if (alive)
            send(*client);
        else
            drop(socket);
    }

    void send_what_is_due()
    {
        while (!delayed_.empty() && delayed_.front().due <= clock::now())
        {
            if (auto const client = delayed_.front().to.lock())
            {
                client->queue(*delayed_.front().answer);
                send(*client);
            }
            delayed_.pop_front();
        }
    }

    void send(connection& client)
    {
        if (!client.write())
            return drop(client.socket());
        if (client.is_stuck() == client.is_watched_for_room)
            return;
        client.is_watched_for_room = client.is_stuck();
        watch(client.socket(), client.is_stuck() ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
    }

    void drop(int socket) { connections_.erase(socket); }

    SSL_CTX* tls_;
    ready_answers const& answers_;
    std::chrono::milliseconds delay_;
    int epoll_ = epoll_create1(EPOLL_CLOEXEC);
    int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    std::unordered_map<int, std::shared_ptr<connection>> connections_;
    std::deque<delayed_answer> delayed_; // all delays are equal: the first is due first
};

struct server_options
{
    std::string cert{};
    std::string key{};
    std::string print{};
    std::chrono::milliseconds delay{0};
    std::int64_t pages = 32;

    server_options(int argc, char** argv)
    {
        for (int i = 1; i + 1 < argc; i += 2)
        {
            std::string_view const name = argv[i];
            std::string const value = argv[i + 1];
            if (name == "--cert")
                cert = value;
            else if (name == "--key")
                key = value;
            else if (name == "--print")
                print = value;
            else if (name == "--delay-ms")
                delay = std::chrono::milliseconds(std::stoi(value));
            else if (name == "--pages")
                pages = std::stoi(value);
            else
                throw std::invalid_argument("unknown option " + std::string(name));
        }
        if (print.empty() && (cert.empty() || key.empty()))
            throw std::invalid_argument(
                "usage: --cert FILE --key FILE [--delay-ms N] [--pages N] | --print small|page");
    }
};

void serve(server_options const& options)
{
    std::unique_ptr<SSL_CTX, bench::freed_by<SSL_CTX_free>> const tls(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_set_min_proto_version(tls.get(), TLS1_3_VERSION);
    SSL_CTX_set_read_ahead(tls.get(), 1); // a record's head and body in one call of the kernel
    must(SSL_CTX_use_certificate_chain_file(tls.get(), options.cert.c_str()) == 1, "cannot use the certificate");
    must(SSL_CTX_use_PrivateKey_file(tls.get(), options.key.c_str(), SSL_FILETYPE_PEM) == 1, "cannot use the key");

    ready_answers const answers(options.pages);
    server all(tls.get(), answers, options.delay);
    std::printf("%u\n", all.port());
    std::fflush(stdout);
    all.run();
}

} // namespace

int main(int argc, char** argv)
try
{
    std::signal(SIGPIPE, SIG_IGN); // a client that goes in mid-answer
    server_options const options(argc, argv);
    if (options.print.empty())
        serve(options);
    std::fputs((options.print == "page" ? page_body(1, options.pages) : small_body()).c_str(), stdout);
    return 0;
}
catch (std::exception const& error)
{
    std::fprintf(stderr, "benchmark_server: %s\n", error.what());
    return 1;
}
