// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as an HTTP response, whole and in pieces: nothing is read or written out of bounds, no limit is exceeded,
// and both ways come to the same. The first byte decides whether the stream ends behind the response, the second one
// how it is cut up.

#include "aliyun/cas/detail/http/response_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace
{

using namespace aliyun::cas::detail;

constexpr response_limits limits{1024, 4096};

struct reading
{
    boost::system::error_code error{};
    bool is_done = false;
    bool keeps_alive = false;
    std::string body{};
    response_head head{};
};

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// @param seed  of the sizes of the pieces; 0: all at once
reading read(std::string_view response, bool stream_ends, std::uint32_t seed)
{
    wiped_buffer buffer;
    response_reader reader{limits};
    reader.start();
    reading result;
    auto next = seed;
    while (!response.empty() && !result.error)
    {
        next = next * 1664525 + 1013904223;
        auto const piece = seed == 0 ? response.size() : 1 + (next >> 24) % (1 + seed % 64);
        buffer.append(response.substr(0, piece));
        response.remove_prefix(std::min(piece, response.size()));
        reader.read(buffer, result.error);
    }
    if (stream_ends && !result.error && !reader.is_done())
        reader.read_end(result.error);
    result.is_done = reader.is_done() && !result.error;
    if (result.is_done)
    {
        result.keeps_alive = reader.keeps_alive(buffer);
        result.body = reader.body(buffer);
        result.head = reader.head();
        require(result.body.size() <= limits.body);
        require(result.head.status >= 100 && result.head.status <= 999);
        require(result.head.request_id.size() <= 128);
    }
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size < 2)
        return 0;
    bool const stream_ends = (data[0] & 1) != 0;
    std::string_view const response{reinterpret_cast<char const*>(data) + 2, size - 2};
    auto const whole = read(response, stream_ends, 0);
    auto const pieces = read(response, stream_ends, 1u + data[1]);
    if (whole.is_done && pieces.is_done)
    {
        require(whole.body == pieces.body);
        require(whole.keeps_alive == pieces.keeps_alive);
        require(whole.head.status == pieces.head.status);
        require(whole.head.date == pieces.head.date);
        require(whole.head.retry_after == pieces.head.retry_after);
        require(whole.head.request_id == pieces.head.request_id);
    }
    else if (whole.is_done || pieces.is_done)
    {
        // What must be kept between two pieces is limited; what comes in one is parsed without being kept.
        auto const limit = boost::beast::http::error::header_limit;
        require(whole.error == limit || pieces.error == limit);
    }
    return 0;
}
