// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// See support/scripted_server.hpp.

#include "support/scripted_server.hpp"

#include "../../examples/support/throwaway_certificate.hpp"

#include <aliyun/cas/detail/emulator/certificate_authority.hpp>

#include <openssl/err.h>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace support
{

namespace
{

std::string percent_decoded(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '%' && i + 2 < text.size())
        {
            result += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        }
        else
            result += text[i];
    return result;
}

bool same_ignoring_case(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

template <typename T>
T* checked(T* made)
{
    if (made == nullptr)
        throw std::runtime_error("the scripted server: OpenSSL has failed");
    return made;
}

void checked(int result)
{
    if (result <= 0)
        throw std::runtime_error("the scripted server: a call of the system or of OpenSSL has failed");
}

} // namespace

std::string scripted_request::param(std::string_view name) const
{
    auto const header = text.substr(0, text.find("\r\n\r\n"));
    auto query = header.substr(0, header.find(" HTTP/"));
    query.erase(0, query.find('?') == query.npos ? query.size() : query.find('?') + 1);
    auto const all = '&' + query + '&' + text.substr(std::min(text.size(), header.size() + 4)) + '&';
    auto const key = '&' + std::string(name) + '=';
    auto const at = all.find(key);
    if (at == all.npos)
        return {};
    auto const begin = at + key.size();
    return percent_decoded(std::string_view(all).substr(begin, all.find('&', begin) - begin));
}

std::string scripted_request::field(std::string_view name) const
{
    std::string_view rest = text;
    rest = rest.substr(0, rest.find("\r\n\r\n"));
    while (true)
    {
        auto const end = rest.find("\r\n");
        auto const line = rest.substr(0, end);
        auto const colon = line.find(": ");
        if (colon != line.npos && same_ignoring_case(line.substr(0, colon), name))
            return std::string(line.substr(colon + 2));
        if (end == rest.npos)
            return {};
        rest.remove_prefix(end + 2);
    }
}

std::string http_text(int status, std::string_view body, std::string_view fields)
{
    return "HTTP/1.1 " + std::to_string(status) +
           " Any Reason\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(fields) + "\r\n" + std::string(body);
}

scripted_reply answer(int status, std::string_view body, std::string_view fields)
{
    scripted_reply reply;
    reply.pieces.push_back(http_text(status, body, fields));
    return reply;
}

server_identity issued_identity(std::string const& host, int first_day, int last_day)
{
    using namespace aliyun::cas::detail::emulated;
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    using std::chrono::days;
    certificate_authority const authority({now - days(400), now + days(400)});
    std::vector<std::string> const subject(1, host);
    bool const is_address = host.find_first_not_of("0123456789.") == host.npos;
    auto const leaf = authority.issue(is_address ? std::vector<std::string>() : subject,
                                      is_address ? subject : std::vector<std::string>(),
                                      {now + days(first_day), now + days(last_day)});
    return {leaf.certificate_pem, leaf.key_pem, authority.pem()};
}

server_identity self_signed_identity(std::string const& host)
{
    auto const pair = make_throwaway_certificate(host);
    return {pair.cert, std::string(pair.key.reveal()), issued_identity(host).ca_pem};
}

struct scripted_server::state
{
    struct peer
    {
        std::size_t number = 0;
        int socket = -1; // closed under the mutex, so that nobody shuts down another's
        std::thread thread;
    };

    using ssl_ptr = std::unique_ptr<SSL, detail::free_with<&SSL_free>>;

    state(script told, scripted_server_options chosen) : play(std::move(told)), options(std::move(chosen))
    {
        make_context();
        listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        checked(listener);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(options.port);
        int const on = 1;
        checked(::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) + 1);
        socklen_t size = sizeof(address);
        if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 256) != 0 ||
            ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("the scripted server cannot listen");
        port = ntohs(address.sin_port);
        acceptor = std::thread([this] { accept_all(); });
    }

    ~state()
    {
        {
            std::scoped_lock const lock(mutex);
            stopping = true;
            ::shutdown(listener, SHUT_RDWR);
            for (auto& each : peers)
                if (each.socket != -1)
                    ::shutdown(each.socket, SHUT_RDWR);
        }
        changed.notify_all();
        acceptor.join();
        for (auto& each : peers)
            each.thread.join();
        ::close(listener);
    }

    void make_context()
    {
        context.reset(checked(SSL_CTX_new(TLS_server_method())));
        auto* const tls = context.get();
        std::unique_ptr<BIO, detail::free_with<&BIO_free>> const chain{
            BIO_new_mem_buf(options.identity.chain_pem.data(), static_cast<int>(options.identity.chain_pem.size()))};
        std::unique_ptr<BIO, detail::free_with<&BIO_free>> const key{
            BIO_new_mem_buf(options.identity.key_pem.data(), static_cast<int>(options.identity.key_pem.size()))};
        std::unique_ptr<X509, detail::free_with<&X509_free>> const leaf{
            checked(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr))};
        checked(SSL_CTX_use_certificate(tls, leaf.get()));
        while (auto* const issuer = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr))
            checked(static_cast<int>(SSL_CTX_add0_chain_cert(tls, issuer)));
        std::unique_ptr<EVP_PKEY, detail::free_with<&EVP_PKEY_free>> const private_key{
            checked(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr))};
        checked(SSL_CTX_use_PrivateKey(tls, private_key.get()));
        ERR_clear_error(); // the end of the chain is one
        if (options.lowest_tls < TLS1_2_VERSION)
            checked(SSL_CTX_set_cipher_list(tls, "DEFAULT:@SECLEVEL=0"));
        SSL_CTX_set_min_proto_version(tls, options.lowest_tls);
        SSL_CTX_set_max_proto_version(tls, options.highest_tls);
        checked(SSL_CTX_set_session_id_context(tls, reinterpret_cast<unsigned char const*>("scripted"), 8));
    }

    void accept_all()
    {
        while (true)
        {
            auto const socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            std::scoped_lock const lock(mutex);
            if (stopping)
            {
                if (socket != -1)
                    ::close(socket);
                return;
            }
            if (socket == -1)
                continue;
            int const on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
            auto& fresh = peers.emplace_back();
            fresh.number = ++accepted;
            fresh.socket = socket;
            most_open = std::max(most_open, ++open);
            arrivals.push_back(std::chrono::steady_clock::now());
            fresh.thread = std::thread([this, &fresh] { serve(fresh); });
            changed.notify_all();
        }
    }

    void serve(peer& client)
    {
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        int const socket = client.socket;
        if (options.plain_http)
        {
            char request[4096];
            static_cast<void>(!::read(socket, request, sizeof(request)));
            static_cast<void>(!::write(socket, options.plain_text.data(), options.plain_text.size()));
        }
        else
            serve_tls(client.number, socket);
        std::scoped_lock const lock(mutex);
        ::close(socket);
        client.socket = -1;
        --open;
        changed.notify_all();
    }

    void serve_tls(std::size_t number, int socket)
    {
        ssl_ptr const tls{SSL_new(context.get())};
        SSL_set_fd(tls.get(), socket);
        if (options.silent == silence::in_handshake)
        {
            char hello[16384];
            static_cast<void>(!::read(socket, hello, sizeof(hello)));
        }
        if (options.silent == silence::before_handshake || options.silent == silence::in_handshake)
            return wait_until_gone(socket);
        if (options.handshake_takes > std::chrono::milliseconds::zero())
            std::this_thread::sleep_for(options.handshake_takes);
        if (SSL_accept(tls.get()) != 1)
        {
            ERR_clear_error();
            return;
        }
        {
            std::scoped_lock const lock(mutex);
            resumed += SSL_session_reused(tls.get()) == 1 ? 1 : 0;
            auto const* const name = SSL_get_servername(tls.get(), TLSEXT_NAMETYPE_host_name);
            names.emplace_back(name == nullptr ? "" : name);
        }
        if (options.silent == silence::after_handshake)
            return wait_until_gone(socket);
        scripted_request request;
        request.connection = number;
        std::string buffer;
        while (read_request(*tls, buffer, request))
            if (!play_reply(*tls, socket, request))
                break;
        if ((SSL_get_shutdown(tls.get()) & SSL_RECEIVED_SHUTDOWN) != 0)
        {
            std::scoped_lock const lock(mutex);
            ++goodbyes;
        }
        ERR_clear_error();
    }

    bool read_request(SSL& tls, std::string& buffer, scripted_request& request)
    {
        std::size_t whole = 0;
        while (true)
        {
            if (auto const end = buffer.find("\r\n\r\n"); end != buffer.npos)
            {
                request.text = buffer.substr(0, end + 4);
                auto const length = request.field("Content-Length");
                whole = end + 4 + (length.empty() || options.answers_heads ? 0 : std::stoul(length));
                if (buffer.size() >= whole)
                    break;
            }
            char piece[16384];
            auto const size = SSL_read(&tls, piece, sizeof(piece));
            if (size <= 0)
                return false;
            buffer.append(piece, static_cast<std::size_t>(size));
        }
        request.text = buffer.substr(0, whole);
        buffer.erase(0, whole);
        ++request.number;
        return true;
    }

    // False if the connection is not to be used any more.
    bool play_reply(SSL& tls, int socket, scripted_request const& request)
    {
        scripted_reply reply;
        {
            std::scoped_lock const lock(mutex);
            requests.push_back(request);
            reply = play(request);
            changed.notify_all();
        }
        if (reply.before)
            reply.before(tls);
        for (auto const& piece : reply.pieces)
            if (!send(tls, piece, reply.pause))
                return false;
        while (reply.endless)
            if (!send(tls, reply.pieces.back(), reply.pause))
                return false;
        char ignored[4096];
        switch (reply.next)
        {
        case then::keep:
            return true;
        case then::close_notify:
            SSL_shutdown(&tls);
            return false;
        case then::close:
            return false;
        case then::reset:
        {
            linger const at_once{1, 0};
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
            return false;
        }
        case then::half_close:
            SSL_shutdown(&tls);
            ::shutdown(socket, SHUT_WR);
            while (::read(socket, ignored, sizeof(ignored)) > 0)
            {
            }
            return false;
        case then::stall:
            wait_until_gone(socket);
            return false;
        }
        return false;
    }

    bool send(SSL& tls, std::string const& piece, std::chrono::milliseconds pause)
    {
        if (pause > std::chrono::milliseconds::zero())
        {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, pause, [this] { return stopping; });
        }
        return piece.empty() || SSL_write(&tls, piece.data(), static_cast<int>(piece.size())) > 0;
    }

    static void wait_until_gone(int socket)
    {
        pollfd end{socket, POLLRDHUP, 0};
        ::poll(&end, 1, 60'000);
    }

    template <typename Condition>
    bool wait(Condition condition)
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(5), condition);
    }

    script const play;
    scripted_server_options const options;
    std::unique_ptr<SSL_CTX, detail::free_with<&SSL_CTX_free>> context;
    int listener = -1;
    unsigned short port = 0;

    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    std::list<peer> peers;
    std::vector<scripted_request> requests;
    std::vector<std::string> names;
    std::size_t accepted = 0;
    std::size_t open = 0;
    std::size_t most_open = 0;
    std::size_t resumed = 0;
    std::size_t goodbyes = 0;
    std::vector<std::chrono::steady_clock::time_point> arrivals;
    std::thread acceptor;
};

scripted_server::scripted_server(script play, scripted_server_options options)
    : state_(std::make_unique<state>(std::move(play), std::move(options)))
{
}
scripted_server::~scripted_server() = default;

std::string scripted_server::endpoint() const
{
    return "https://localhost:" + std::to_string(state_->port);
}
std::string scripted_server::ca_pem() const
{
    return state_->options.identity.ca_pem;
}
unsigned short scripted_server::port() const
{
    return state_->port;
}

std::vector<scripted_request> scripted_server::requests() const
{
    std::scoped_lock const lock(state_->mutex);
    return state_->requests;
}
std::size_t scripted_server::connections() const
{
    std::scoped_lock const lock(state_->mutex);
    return state_->accepted;
}
std::size_t scripted_server::most_at_once() const
{
    std::scoped_lock const lock(state_->mutex);
    return state_->most_open;
}
std::vector<std::chrono::steady_clock::time_point> scripted_server::arrivals() const
{
    std::scoped_lock const lock(state_->mutex);
    return state_->arrivals;
}
std::size_t scripted_server::goodbyes() const
{
    std::scoped_lock const lock(state_->mutex);
    return state_->goodbyes;
}
std::size_t scripted_server::resumed_sessions() const
{
    std::scoped_lock const lock(state_->mutex);
    return state_->resumed;
}
std::vector<std::string> scripted_server::server_names() const
{
    std::scoped_lock const lock(state_->mutex);
    return state_->names;
}
bool scripted_server::wait_for_open(std::size_t connections) const
{
    return state_->wait([this, connections] { return state_->open == connections; });
}
bool scripted_server::wait_for_requests(std::size_t requests) const
{
    return state_->wait([this, requests] { return state_->requests.size() >= requests; });
}

} // namespace support
