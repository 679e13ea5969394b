// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What is said to a proxy before TLS begins, and what its answer means, without I/O.

#include "../../errc.hpp"
#include "../../proxy_options.hpp"
#include "../http/endpoint.hpp"
#include "../text/base64.hpp"
#include "../text/wiped_buffer.hpp"

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class proxy_tunnel
{
public:
    /// More than this is no answer to a CONNECT.
    static constexpr std::size_t longest_head = std::size_t{16} * 1024;

    proxy_tunnel(proxy_options const& proxy, endpoint const& to)
        : name_("the proxy " + bracketed(proxy.host) + ':' + std::to_string(proxy.port)), has_user_(!proxy.user.empty())
    {
        auto const target = bracketed(to.host) + ':' + std::to_string(to.port);
        for (auto const& part : {std::string_view("CONNECT "), std::string_view(target),
                                 std::string_view(" HTTP/1.1\r\nHost: "), std::string_view(target),
                                 std::string_view("\r\nUser-Agent: aliyun_cas/" ALIYUN_CAS_VERSION_STRING "\r\n")})
            request_.append(part);
        if (has_user_)
        {
            wiped_buffer who;
            who.append(proxy.user.reveal());
            who.append(":");
            who.append(proxy.password.reveal());
            request_.append("Proxy-Authorization: Basic ");
            append_base64(who.view(), request_);
            request_.append("\r\n");
        }
        request_.append("\r\n");
    }

    /// What has to be sent yet.
    [[nodiscard]] std::string_view output() const noexcept { return request_.view().substr(sent_); }
    void sent(std::size_t size) noexcept
    {
        sent_ += size;
        if (sent_ == request_.size())
        {
            request_.forget();
            sent_ = 0;
        }
    }

    enum class status
    {
        open, ///< the tunnel: TLS can begin
        wants_input,
        failed ///< see `code` and `problem`
    };

    /// Takes what has come.
    [[nodiscard]] status receive(std::string_view bytes)
    {
        head_.append(bytes);
        while (true)
        {
            constexpr std::string_view version = "HTTP/1.";
            if (head_.substr(0, version.size()) != version.substr(0, (std::min)(head_.size(), version.size())))
                return fail(errc::proxy_failed, "does not speak HTTP");
            auto const end = head_.find("\r\n\r\n");
            auto const least = past_ + (end == head_.npos ? head_.size() : end + 4); // of the whole answer
            if (least > longest_head)
                return fail(errc::proxy_failed, "answers without an end");
            if (end == head_.npos)
                return status::wants_input;
            auto const code = read_code();
            if (code < 100)
                return fail(errc::proxy_failed, "answers with a line that is no status line");
            if (code >= 200)
                return judge(code, head_.size() > end + 4);
            head_.erase(0, end + 4); // an interim answer
            past_ += end + 4;
        }
    }
    /// The connection has ended before the answer did.
    status receive_end() { return fail(errc::proxy_failed, "closed the connection without an answer"); }

    [[nodiscard]] boost::system::error_code code() const noexcept { return code_; }
    /// In words. Nothing of what the proxy has said but its status.
    [[nodiscard]] std::string const& problem() const noexcept { return problem_; }
    [[nodiscard]] std::string const& name() const noexcept { return name_; }

private:
    // The status of a line `HTTP/1.x nnn …`; 0: it is none.
    [[nodiscard]] int read_code() const noexcept
    {
        auto const is_digit = [this](std::size_t at) { return head_[at] >= '0' && head_[at] <= '9'; };
        if (head_.size() < 13 || !is_digit(7) || head_[8] != ' ' || !is_digit(9) || !is_digit(10) || !is_digit(11) ||
            (head_[12] != ' ' && head_[12] != '\r'))
            return 0;
        return (head_[9] - '0') * 100 + (head_[10] - '0') * 10 + (head_[11] - '0');
    }

    status judge(int code, bool has_surplus)
    {
        if (code < 300)
            return has_surplus ? fail(errc::proxy_failed, "sends something before TLS begins") : status::open;
        auto text = "answers with HTTP status " + std::to_string(code);
        if (code == 407)
            text += has_user_ ? ": it does not accept this user and password" : ": it wants a user and a password";
        return fail(code < 500 ? errc::proxy_refused : errc::proxy_failed, text);
    }

    status fail(errc code, std::string_view what)
    {
        code_ = code;
        problem_.append(name_).append(" ").append(what);
        return status::failed;
    }

    std::string name_;
    bool has_user_;
    wiped_buffer request_;
    std::size_t sent_ = 0;
    std::string head_;
    std::size_t past_ = 0; // what of the answer is in it no more
    boost::system::error_code code_;
    std::string problem_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
