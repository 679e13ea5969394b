// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Load client: libcurl's multi interface in the way that scales best, curl_multi_socket_action over epoll. Connections
// are kept alive; bodies are thrown away. It signs nothing and decodes nothing.

#include "../load/load.hpp"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>

namespace
{

void must(CURLcode code)
{
    if (code != CURLE_OK)
        throw std::runtime_error(curl_easy_strerror(code));
}

void must(CURLMcode code)
{
    if (code != CURLM_OK)
        throw std::runtime_error(curl_multi_strerror(code));
}

std::size_t throw_away(char*, std::size_t size, std::size_t count, void*)
{
    return size * count;
}

class curl_client
{
public:
    curl_client(bench::meter& meter, bench::load_options const& options) : meter_(meter), options_(options)
    {
        must(curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, watch));
        must(curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this));
        must(curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, set_timer));
        must(curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this));
        must(curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options.connections)));
        for (std::size_t i = 0; i < options.connections; ++i)
            start(transfers_.emplace_back(transfer{make_handle(), {}}));
    }

    curl_client(curl_client const&) = delete;
    curl_client& operator=(curl_client const&) = delete;

    ~curl_client()
    {
        for (auto const& one : transfers_)
        {
            curl_multi_remove_handle(multi_, one.handle);
            curl_easy_cleanup(one.handle);
        }
        curl_multi_cleanup(multi_);
        close(epoll_);
    }

    void run()
    {
        int running = 0;
        while (in_flight_ != 0)
        {
            epoll_event events[64];
            auto const count = epoll_wait(epoll_, events, 64, milliseconds_left());
            for (int i = 0; i < count; ++i)
            {
                auto const happened = (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                                      (events[i].events & ~static_cast<unsigned>(EPOLLOUT) ? CURL_CSELECT_IN : 0);
                must(curl_multi_socket_action(multi_, events[i].data.fd, happened, &running));
            }
            if (due_ && *due_ <= clock::now())
            {
                due_.reset(); // fires once; libcurl sets it again if it wants to
                must(curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running));
            }
            take_finished();
        }
    }

private:
    using clock = std::chrono::steady_clock;

    struct transfer
    {
        CURL* handle;
        bench::meter::call call;
    };

    [[nodiscard]] std::string url(std::string const& target) const
    {
        return "https://127.0.0.1:" + options_.port + target;
    }

    [[nodiscard]] CURL* make_handle() const
    {
        auto* const handle = curl_easy_init();
        must(curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca.c_str()));
        must(curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1));
        must(curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L));
        must(curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L));
        must(curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, throw_away));
        must(curl_easy_setopt(handle, CURLOPT_URL, url(options_.target).c_str()));
        return handle;
    }

    /// Sends the transfer's next call, if there is to be one.
    void start(transfer& one)
    {
        auto const call = meter_.next_call();
        if (!call)
            return;
        one.call = *call;
        if (options_.calls != 0)
            must(curl_easy_setopt(one.handle, CURLOPT_URL, url(options_.target_of_page(call->number)).c_str()));
        must(curl_easy_setopt(one.handle, CURLOPT_PRIVATE, &one));
        must(curl_multi_add_handle(multi_, one.handle));
        ++in_flight_;
    }

    void take_finished()
    {
        int left = 0;
        while (auto const* const message = curl_multi_info_read(multi_, &left))
        {
            must(message->data.result);
            transfer* one = nullptr;
            must(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &one));
            must(curl_multi_remove_handle(multi_, one->handle));
            --in_flight_;
            meter_.answered(one->call);
            start(*one);
        }
    }

    /// libcurl's wish to be told of a socket. `known` is null the first time that it speaks of it.
    static int watch(CURL*, curl_socket_t socket, int what, void* self, void* known)
    {
        auto const& client = *static_cast<curl_client*>(self);
        if (what == CURL_POLL_REMOVE)
        {
            epoll_ctl(client.epoll_, EPOLL_CTL_DEL, socket, nullptr);
            return 0;
        }
        epoll_event event{};
        event.events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
        event.data.fd = socket;
        epoll_ctl(client.epoll_, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
        curl_multi_assign(client.multi_, socket, self);
        return 0;
    }

    /// libcurl's one timer; -1 takes it back.
    static int set_timer(CURLM*, long milliseconds, void* self)
    {
        auto& due = static_cast<curl_client*>(self)->due_;
        due.reset();
        if (milliseconds >= 0)
            due = clock::now() + std::chrono::milliseconds(milliseconds);
        return 0;
    }

    /// As epoll wants it: rounded up, -1 for ever.
    [[nodiscard]] int milliseconds_left() const
    {
        if (!due_)
            return -1;
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - clock::now());
        return static_cast<int>(std::max<std::chrono::milliseconds::rep>(0, left.count()));
    }

    bench::meter& meter_;
    bench::load_options const& options_;
    CURLM* multi_ = curl_multi_init();
    int epoll_ = epoll_create1(EPOLL_CLOEXEC);
    std::optional<clock::time_point> due_;
    std::size_t in_flight_ = 0;
    std::deque<transfer> transfers_; // libcurl keeps pointers to them
};

} // namespace

int main(int argc, char** argv)
try
{
    bench::watch_openssl_allocations();
    bench::load_options const options(argc, argv);
    bench::meter meter(options);

    must(curl_global_init(CURL_GLOBAL_DEFAULT));
    curl_client(meter, options).run();
    curl_global_cleanup();
    std::puts(meter.json().c_str());
    return 0;
}
catch (std::exception const& error)
{
    std::fprintf(stderr, "curl_multi: %s\n", error.what());
    return 1;
}
