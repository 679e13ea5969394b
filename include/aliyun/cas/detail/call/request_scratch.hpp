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

    /// `time` as text, made anew once a second. Valid until the next call.
    common_value timestamp(utc_seconds time) noexcept
    {
        if (time != timestamp_time_)
        {
            timestamp_ = format_timestamp(time);
            encoded_timestamp_ = encoded_text{view_of(timestamp_)};
            timestamp_time_ = time;
        }
        return {view_of(timestamp_), encoded_timestamp_};
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
    static std::string_view view_of(timestamp_text const& text) noexcept { return {text.data(), text.size()}; }

    utc_seconds timestamp_time_ = (utc_seconds::min)();
    timestamp_text timestamp_{};
    encoded_text encoded_timestamp_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
