// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What the tests of decoding share: a struct with a member of every kind, and short names for what they do.

#include "aliyun/cas/detail/decode/decode.hpp"
#include "aliyun/cas/detail/decode/layout_of.hpp"

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace decode_test
{

namespace cas = aliyun::cas;

enum class colour
{
    unknown,
    red,
    blue
};

constexpr bool from_spelling(std::string_view text, colour& value) noexcept
{
    if (text == "red")
        value = colour::red;
    else if (text == "blue")
        value = colour::blue;
    else
        return false;
    return true;
}

struct leaf
{
    std::int64_t id = -1;
    std::string name{};
    cas::secret_string token{};
    bool green = false;

    friend bool operator==(leaf const&, leaf const&) = default;
    using fields = cas::field_table<cas::field<"Id", &leaf::id>, cas::field<"Name", &leaf::name>,
                                    cas::field<"Token", &leaf::token>, cas::field<"Green", &leaf::green>>;
};

struct branch
{
    std::string title{};
    std::vector<leaf> leaves{};

    friend bool operator==(branch const&, branch const&) = default;
    using fields = cas::field_table<cas::field<"Title", &branch::title>, cas::field<"Leaves", &branch::leaves>>;
};

struct everything
{
    std::string text = "never set";
    std::optional<std::string> maybe_text{};
    cas::secret_string secret{};
    std::int64_t number = -1;
    std::optional<std::int64_t> maybe_number{};
    std::uint64_t large = 1;
    std::int16_t small = -1;
    std::uint8_t byte = 1;
    bool flag = false;
    std::optional<bool> maybe_flag{};
    cas::open_enum<colour> paint{};
    leaf only{};
    std::optional<branch> maybe_branch{};
    std::vector<branch> branches{};
    std::optional<std::vector<leaf>> maybe_leaves{};
    std::vector<std::string> words{};
    std::vector<std::int64_t> numbers{};
    std::vector<cas::open_enum<colour>> paints{};

    friend bool operator==(everything const&, everything const&) = default;
    using fields =
        cas::field_table<cas::field<"Text", &everything::text>, cas::field<"MaybeText", &everything::maybe_text>,
                         cas::field<"Secret", &everything::secret>, cas::field<"Number", &everything::number>,
                         cas::field<"MaybeNumber", &everything::maybe_number>, cas::field<"Large", &everything::large>,
                         cas::field<"Small", &everything::small>, cas::field<"Byte", &everything::byte>,
                         cas::field<"Flag", &everything::flag>, cas::field<"MaybeFlag", &everything::maybe_flag>,
                         cas::field<"Paint", &everything::paint>, cas::field<"Only", &everything::only>,
                         cas::field<"MaybeBranch", &everything::maybe_branch>,
                         cas::field<"Branches", &everything::branches>,
                         cas::field<"MaybeLeaves", &everything::maybe_leaves>, cas::field<"Words", &everything::words>,
                         cas::field<"Numbers", &everything::numbers>, cas::field<"Paints", &everything::paints>>;
};

/// What a decoder makes of a body.
template <typename Response>
struct decoded
{
    Response value{};
    cas::detail::service_error envelope{};
    std::optional<cas::detail::decode_problem> problem{};

    /// `path: what`, or `ok`.
    [[nodiscard]] std::string verdict() const
    {
        return !problem ? "ok" : problem->path.empty() ? problem->what : problem->path + ": " + problem->what;
    }
};

template <typename Response>
[[nodiscard]] decoded<Response> decode_with(cas::detail::decode_function* decode, std::string_view body)
{
    decoded<Response> result;
    result.problem = decode(body, cas::detail::layout_of<Response>(), &result.value, &result.envelope);
    return result;
}

} // namespace decode_test
