// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Where requests are made: memory that is used again for each.

#include "../sign/rpc_v1.hpp"
#include "../text/utc_time.hpp"
#include "../text/wiped_buffer.hpp"

#include <string_view>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Memory for making a request, one a thread: a request is written and handed to TLS without a pause.
struct request_scratch
{
    rpc_v1_signer signer;
    wiped_buffer request;

    /// `time` as text, made anew once a second.
    std::string_view timestamp(utc_seconds time) noexcept
    {
        if (time != timestamp_time_)
        {
            timestamp_ = format_timestamp(time);
            timestamp_time_ = time;
        }
        return {timestamp_.data(), timestamp_.size()};
    }
    void forget() noexcept
    {
        signer.forget();
        request.forget();
    }
    static request_scratch& of_this_thread()
    {
        thread_local request_scratch scratch;
        return scratch;
    }

private:
    utc_seconds timestamp_time_ = utc_seconds::min();
    timestamp_text timestamp_{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
