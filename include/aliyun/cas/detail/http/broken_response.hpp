// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What it means that no whole response came: the codes of Asio and Beast as ours, with a sentence for people.

#include "../../errc.hpp"
#include "response_reader.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/system/error_code.hpp>

#include <string>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// @param begun  whether some bytes of a response had come
/// @param detail where the sentence is put, if there is more to say than the code does
[[nodiscard]] inline boost::system::error_code
explain_broken_response(boost::system::error_code error, response_limits const& limits, bool begun, std::string& detail)
{
    using http = boost::beast::http::error;
    if (error == http::end_of_stream)
        return boost::asio::error::eof;
    if (error == http::partial_message || (error == boost::asio::error::eof && begun))
        return errc::connection_cut;
    if (error == http::body_limit)
    {
        detail = "the body has more than " + std::to_string(limits.body) + " bytes";
        return errc::response_too_large;
    }
    if (error == http::header_limit || error == http::buffer_overflow)
    {
        detail = "the header has more than " + std::to_string(limits.header) + " bytes";
        return errc::response_too_large;
    }
    if (error.category() == make_error_code(http::bad_version).category())
    {
        detail = "not HTTP/1.1: " + error.message();
        return errc::malformed_response;
    }
    return error;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
