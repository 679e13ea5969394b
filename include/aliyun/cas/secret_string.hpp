// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Text that must not be seen: keys, tokens, private keys. Overwritten when dropped, printed as `***`.

#include "detail/text/wiped_buffer.hpp"

#include <ostream>
#include <string_view>
#include <type_traits>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// A string that wipes its memory whenever it lets go of some of it, and never prints itself.
///
/// It keeps nothing in itself (no small-string storage), so that moving it leaves no copy behind. The text that it is
/// made from is the caller's to wipe.
class secret_string
{
public:
    secret_string() = default;
    secret_string(std::string_view text) { buffer_.append(text); }
    secret_string(char const* text) : secret_string(std::string_view(text)) {}
    /// Of a `std::string` and the like.
    template <typename Text>
        requires(std::is_convertible_v<Text const&, std::string_view> && !std::is_same_v<Text, std::string_view> &&
                 !std::is_same_v<Text, secret_string> && std::is_class_v<Text>)
    secret_string(Text const& text) : secret_string(std::string_view(text)) {}

    secret_string(secret_string&&) noexcept = default;
    secret_string& operator=(secret_string&&) noexcept = default;
    secret_string(secret_string const& other) : secret_string(other.reveal()) {}
    secret_string& operator=(secret_string const& other)
    {
        if (this != &other)
            assign(other.reveal());
        return *this;
    }
    ~secret_string() = default;

    /// The text itself. Valid until the object is changed or destroyed; whoever copies it owns the duty to wipe.
    [[nodiscard]] std::string_view reveal() const noexcept { return buffer_.view(); }

    /// Whether it has no character.
    [[nodiscard]] bool empty() const noexcept { return buffer_.empty(); }
    /// In bytes.
    [[nodiscard]] std::size_t size() const noexcept { return buffer_.size(); }

    /// `text` may be a part of the old text, here and in `append`.
    void assign(std::string_view text) { *this = secret_string(text); }
    /// Puts `text` behind it; where it has to grow, the old memory is wiped.
    void append(std::string_view text) { buffer_.append(text); }
    /// Wipes it.
    void clear() noexcept { buffer_.forget(); }

    /// Compares without telling by its duration where the texts differ.
    [[nodiscard]] friend bool operator==(secret_string const& left, secret_string const& right) noexcept
    {
        auto const a = left.reveal();
        auto const b = right.reveal();
        if (a.size() != b.size())
            return false;
        unsigned difference = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned>(static_cast<unsigned char>(b[i]));
        return difference == 0;
    }

    friend std::ostream& operator<<(std::ostream& out, secret_string const&) { return out << "***"; }

private:
    detail::wiped_buffer buffer_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas
