// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A TLS server that plays what a test tells it to, byte by byte: the answers and the misbehaviour that the emulator
// does not have. Blocking sockets and a thread for each connection, so that nothing of it resembles the client.

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace support
{

/// A request as it came.
struct scripted_request
{
    std::size_t connection = 0; ///< from 1, in the order of arrival
    std::size_t number = 0;     ///< on that connection, from 1
    std::string text{};         ///< header and body

    /// A parameter's value, decoded, from the URL or the form; empty if there is none.
    [[nodiscard]] std::string param(std::string_view name) const;
    /// A header field's value; empty if there is none.
    [[nodiscard]] std::string field(std::string_view name) const;
};

/// What happens to the connection once the answer is sent.
enum class then
{
    keep,
    close_notify, ///< TLS says good-bye
    close,        ///< TCP does, TLS does not
    reset,
    half_close, ///< both do, and what the client sends is read on until it has left
    stall       ///< it stays open, and nothing is read any more
};

struct scripted_reply
{
    std::vector<std::string> pieces{}; ///< each is a TLS record and a TCP segment of its own
    then next = then::keep;
    std::chrono::milliseconds pause{0}; ///< before each piece
    bool endless = false;               ///< the last piece is sent again and again until the client has left
    std::function<void(SSL&)> before{}; ///< what TLS by itself does first: new keys, tickets
};

/// An HTTP response with a Content-Length. `fields`: whole lines.
[[nodiscard]] std::string http_text(int status, std::string_view body, std::string_view fields = {});
/// The same, sent at once.
[[nodiscard]] scripted_reply answer(int status, std::string_view body, std::string_view fields = {});

/// Where a server stops to do anything.
enum class silence
{
    none,
    before_handshake,
    in_handshake, ///< the client's first message is read
    after_handshake
};

/// Certificate and key of a server, and what its clients have to trust.
struct server_identity
{
    std::string chain_pem{};
    std::string key_pem{};
    std::string ca_pem{};
};

/// @param host what the certificate is for: a name, or an IPv4 address
/// @param first_day, last_day  when it is good, in days from now
[[nodiscard]] server_identity issued_identity(std::string const& host, int first_day = -1, int last_day = 30);
[[nodiscard]] server_identity self_signed_identity(std::string const& host);

struct scripted_server_options
{
    server_identity identity = issued_identity("localhost");
    unsigned short port = 0; ///< one that another has left; 0: any that is free
    silence silent = silence::none;
    std::chrono::milliseconds handshake_takes{0}; ///< at least
    int lowest_tls = TLS1_2_VERSION;
    int highest_tls = TLS1_3_VERSION;
    bool answers_heads = false; ///< what follows the head of a request is never read
    bool plain_http = false; ///< no TLS at all: every connection is told the following text
    std::string plain_text = http_text(400, "plain HTTP here");
};

class scripted_server
{
public:
    /// Called from the connections' threads, one request at a time.
    using script = std::function<scripted_reply(scripted_request const&)>;

    explicit scripted_server(script play, scripted_server_options options = {});
    ~scripted_server();

    [[nodiscard]] std::string endpoint() const; ///< by the name `localhost`
    [[nodiscard]] std::string ca_pem() const;
    [[nodiscard]] unsigned short port() const;

    [[nodiscard]] std::vector<scripted_request> requests() const;
    [[nodiscard]] std::size_t connections() const; ///< accepted so far
    [[nodiscard]] std::size_t most_at_once() const;
    [[nodiscard]] std::size_t resumed_sessions() const;
    [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> arrivals() const; ///< one a connection
    [[nodiscard]] std::size_t goodbyes() const; ///< connections that the client has closed with a close_notify
    [[nodiscard]] std::vector<std::string> server_names() const; ///< that clients asked for (SNI), one a connection

    /// Waits until so many connections are open, or 5 s.
    [[nodiscard]] bool wait_for_open(std::size_t connections) const;
    /// Waits until so many requests have arrived, or 5 s.
    [[nodiscard]] bool wait_for_requests(std::size_t requests) const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace support
