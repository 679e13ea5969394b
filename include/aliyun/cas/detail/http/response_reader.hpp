// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Reads one HTTP/1.1 response out of a buffer that grows behind its back. The body stays where it arrived; the chunks
// of a chunked one are pushed together in place. Beast parses; the header's fields are looked at and not kept.

#include "../text/utc_time.hpp"
#include "../text/wiped_buffer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct response_limits
{
    std::size_t header = std::size_t{16} * 1024;
    std::size_t body = std::size_t{8} * 1024 * 1024;
};

/// What is kept of a response's header.
struct response_head
{
    // Beyond every deadline, and no overflow in nanoseconds.
    static constexpr std::chrono::seconds longest_wait = std::chrono::hours(365 * 24);

    int status = 0;
    std::optional<utc_seconds> date;
    std::optional<std::chrono::seconds> retry_after; ///< `Retry-After` in seconds
    std::optional<utc_seconds> retry_at;             ///< `Retry-After` as a date
    std::string request_id; ///< `x-acs-request-id`: the only one there is if the body is not the service's

    /// How long the server asks to wait (RFC 9110 section 10.2.3). A date is compared with the server's own.
    /// @param now our time, if the server did not tell its own
    [[nodiscard]] std::optional<std::chrono::seconds> asked_wait(utc_seconds now) const noexcept
    {
        if (!retry_at)
            return retry_after;
        return std::clamp(*retry_at - date.value_or(now), std::chrono::seconds(0), longest_wait);
    }
};

class response_reader
{
public:
    explicit response_reader(response_limits limits) : limits_(limits) {}

    /// Starts to read a response that begins at the start of `buffer`.
    void start()
    {
        interim_ = 0;
        start_parser();
    }

    /// Reads what has arrived in `buffer` since the last call. Done when `is_done()`; more is needed if there is no
    /// error.
    void read(wiped_buffer& buffer, boost::system::error_code& error)
    {
        buffer_ = &buffer;
        error = {};
        while (!error && !parser_->is_done() && parsed_ < buffer.size())
        {
            // Beast asserts that it is not shown less of a last chunk than `0 CRLF CRLF` for a second time. No chunk is
            // complete with less, so that nothing is lost by waiting. Newer Boost takes `0 CRLF` by itself, and then
            // the rest is shorter.
            if (body_size_ == 0 && !in_trailer_ && parser_->is_header_done() && parser_->chunked() &&
                buffer.size() - parsed_ < 5)
                break;
            auto const used =
                parser_->put(boost::asio::const_buffer(buffer.data() + parsed_, buffer.size() - parsed_), error);
            parsed_ += used;
            if (error == boost::beast::http::error::need_more)
            {
                error = {};
                break;
            }
            if (error)
                break;
            if (parser_->is_done() && is_interim())
                start_final(buffer, error);
        }
        if (error || parser_->is_done())
            return;
        // The parser limits what it is shown at a time of the header, and the body, but neither the header's lines
        // together, nor a chunk's extensions, nor a trailer's line.
        if (!parser_->is_header_done() && buffer.size() > limits_.header)
        {
            error = boost::beast::http::error::header_limit;
            return;
        }
        drop_framing(buffer);
        if (buffer.size() - parsed_ > limits_.header)
            error = boost::beast::http::error::header_limit;
    }

    /// Tells the reader that the stream has ended. An error if the response is not complete by that.
    void read_end(boost::system::error_code& error)
    {
        if (!parser_->got_some())
            error = boost::beast::http::error::end_of_stream;
        else
            parser_->put_eof(error);
    }

    [[nodiscard]] bool is_done() const { return parser_->is_done(); }
    /// Whether the connection may be used again after this response.
    [[nodiscard]] bool keeps_alive(wiped_buffer const& buffer) const
    {
        return parser_->keep_alive() && head_.status != 101 && !has_surplus(buffer); // 101: no HTTP from here on
    }
    /// Whether more has come than this response.
    [[nodiscard]] bool has_surplus(wiped_buffer const& buffer) const { return parsed_ != buffer.size(); }
    [[nodiscard]] response_head const& head() const noexcept { return head_; }
    [[nodiscard]] std::string_view body(wiped_buffer const& buffer) const noexcept
    {
        return buffer.view().substr(body_at_, body_size_);
    }
    [[nodiscard]] response_limits const& limits() const noexcept { return limits_; }

private:
    // A 1xx response comes before the one that counts (RFC 9110 section 15.2).
    [[nodiscard]] bool is_interim() const noexcept { return head_.status / 100 == 1 && head_.status != 101; }

    // What stood between the chunks that have come is not kept: it could be of any size.
    void drop_framing(wiped_buffer& buffer)
    {
        auto const body_end = body_at_ + body_size_;
        if (body_size_ == 0 || body_end == parsed_)
            return;
        auto const rest = buffer.size() - parsed_;
        std::memmove(buffer.data() + body_end, buffer.data() + parsed_, rest);
        buffer.resize(body_end + rest);
        parsed_ = body_end;
    }

    // However many come: together they are no longer than a header may be.
    void start_final(wiped_buffer& buffer, boost::system::error_code& error)
    {
        interim_ += parsed_;
        if (interim_ > limits_.header)
            error = boost::beast::http::error::header_limit;
        auto const rest = buffer.size() - parsed_;
        std::memmove(buffer.data(), buffer.data() + parsed_, rest);
        buffer.resize(rest);
        start_parser();
    }

    void start_parser()
    {
        parser_.emplace(*this);
        parsed_ = body_at_ = body_size_ = 0;
        has_coding_ = in_trailer_ = false;
        head_ = {};
    }

    void on_field(std::string_view name, std::string_view value, boost::system::error_code& error)
    {
        using boost::beast::iequals;
        if (iequals(name, "transfer-encoding"))
        {
            // Beast would read a body in any other coding, or in two, as if it were in none.
            if (has_coding_ || !iequals(value, "chunked"))
                error = boost::beast::http::error::bad_transfer_encoding;
            has_coding_ = true;
        }
        else if (iequals(name, "date"))
            head_.date = parse_http_date(value);
        else if (iequals(name, "x-acs-request-id"))
            head_.request_id = value.substr(0, 128);
        else if (iequals(name, "retry-after"))
        {
            long long seconds = 0;
            auto const [end, failed] = std::from_chars(value.data(), value.data() + value.size(), seconds);
            if (failed == std::errc() && end == value.data() + value.size() && seconds >= 0)
                head_.retry_after = (std::min)(std::chrono::seconds(seconds), response_head::longest_wait);
            else
                head_.retry_at = parse_http_date(value);
        }
    }

    void on_body(std::string_view piece)
    {
        if (piece.empty())
            return;
        auto const at = static_cast<std::size_t>(piece.data() - buffer_->data());
        if (body_size_ == 0)
            body_at_ = at;
        else if (at != body_at_ + body_size_)
            std::memmove(buffer_->data() + body_at_ + body_size_, piece.data(), piece.size());
        body_size_ += piece.size();
    }

#if defined(__clang__) // one function of it overrides with newer Boost alone
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Winconsistent-missing-override"
#endif
    class parser final : public boost::beast::http::basic_parser<false>
    {
    public:
        explicit parser(response_reader& owner) : owner_(owner)
        {
            eager(true);
            header_limit(static_cast<std::uint32_t>(
                std::min<std::size_t>(owner.limits_.header, (std::numeric_limits<std::uint32_t>::max)())));
            body_limit(owner.limits_.body);
        }

    private:
        using error_code = boost::system::error_code;
        using text = boost::beast::string_view;

        void on_request_impl(boost::beast::http::verb, text, text, int, error_code&) override {}
        void on_response_impl(int code, text, int, error_code& error) override
        {
            error = {};
            if (code < 100) // three digits, but none of the five classes (RFC 9110 section 15)
                error = boost::beast::http::error::bad_status;
            owner_.head_.status = code;
        }
        void on_field_impl(boost::beast::http::field, text name, text value, error_code& error) override
        {
            error = {};
            owner_.on_field({name.data(), name.size()}, {value.data(), value.size()}, error);
        }
        // Pure virtual in newer Boost, not there in 1.81: hence no `override`.
        void on_trailer_field_impl(boost::beast::http::field, text, text, error_code& error) { error = {}; }
        void on_header_impl(error_code& error) override { error = {}; }
        void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code& error) override { error = {}; }
        std::size_t on_body_impl(text piece, error_code& error) override
        {
            error = {};
            owner_.on_body({piece.data(), piece.size()});
            return piece.size();
        }
        void on_chunk_header_impl(std::uint64_t size, text, error_code& error) override
        {
            error = {};
            owner_.in_trailer_ = size == 0;
        }
        std::size_t on_chunk_body_impl(std::uint64_t, text piece, error_code& error) override
        {
            error = {};
            owner_.on_body({piece.data(), piece.size()});
            return piece.size();
        }
        void on_finish_impl(error_code& error) override { error = {}; }

        response_reader& owner_;
    };
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

    response_limits limits_;
    std::optional<parser> parser_;
    wiped_buffer* buffer_ = nullptr;
    std::size_t parsed_ = 0;
    std::size_t body_at_ = 0;
    std::size_t body_size_ = 0;
    std::size_t interim_ = 0; ///< the length of the interim responses before this one
    bool in_trailer_ = false; ///< the last chunk's line has been read
    bool has_coding_ = false; ///< a `Transfer-Encoding` has come
    response_head head_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
