// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What an observer is told of a call. Made for calls that are observed only: others read no clock for it.

#include "../../observer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

class call_record
{
public:
    call_record(observer& sees, std::string_view action, std::uint64_t number) : sees_(sees)
    {
        call_.call = number;
        call_.action = action;
    }

    void begin_attempt(int number)
    {
        attempt_ = {};
        attempt_.call = call_.call;
        attempt_.action = call_.action;
        attempt_.attempt = number;
        mark_ = clock::now();
        is_open_ = true;
    }
    /// It has a connection.
    void on_connection(std::uint64_t number, bool reused, phase_times const& making)
    {
        attempt_.connection = number;
        attempt_.reused = reused;
        on_making(reused ? phase_times() : making);
    }
    /// The wait for a connection is over: one was made, or could not be.
    void on_making(phase_times const& making)
    {
        attempt_.times.resolving = making.resolving;
        attempt_.times.connecting = making.connecting;
        attempt_.times.handshake = making.handshake;
        lap(attempt_.times.waiting);
    }
    void on_request(std::size_t bytes) { attempt_.bytes_sent = bytes; }
    void on_written()
    {
        if (!attempt_.times.writing)
            lap(attempt_.times.writing);
    }
    void on_bytes()
    {
        if (!attempt_.times.first_byte)
            lap(attempt_.times.first_byte);
    }
    void on_end(std::size_t bytes)
    {
        attempt_.bytes_received = bytes;
        if (attempt_.times.first_byte)
            lap(attempt_.times.reading);
    }
    /// Tells of the attempt, unless it has been told.
    void end_attempt(failure const& why, call_phase phase, std::optional<std::chrono::nanoseconds> next_in)
    {
        if (!std::exchange(is_open_, false))
            return;
        attempt_.code = why.code;
        attempt_.server_code = why.server_code;
        attempt_.request_id = why.request_id;
        attempt_.http_status = why.http_status;
        attempt_.phase = phase;
        attempt_.next_in = next_in;
        sees_.on_attempt(attempt_);
    }
    void end_call(failure const& why, int attempts)
    {
        call_.attempts = attempts;
        call_.duration = clock::now() - began_;
        call_.problem = why.code ? &why : nullptr;
        sees_.on_call(call_);
    }

private:
    using clock = std::chrono::steady_clock;

    void lap(std::optional<std::chrono::nanoseconds>& part)
    {
        auto const now = clock::now();
        part = now - mark_;
        mark_ = now;
    }

    observer& sees_;
    attempt_event attempt_;
    call_event call_;
    clock::time_point began_ = clock::now();
    clock::time_point mark_{};
    bool is_open_ = false;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
