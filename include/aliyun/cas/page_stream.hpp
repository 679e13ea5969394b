// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The pages of a list, one after the other, some of them fetched ahead; and its entries.

#include "detail/call/handler_wrapper.hpp"
#include "detail/page/page_state.hpp"
#include "paging.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

template <paged_operation Op>
class entry_stream;

/// The pages of a list in order. Made by `client::pages`.
///
/// Nothing is fetched before the first `async_next`. From then on up to `page_options::window` pages are asked for or
/// kept ahead of the reader. No entry comes twice. If the list changes while it is walked, it is walked again for what
/// may have been missed; pages then hold only what is new.
///
/// @par Threads One `async_next` at a time; a second one fails with `errc::busy`.
/// @par Lifetime The stream may be destroyed at any time, and may outlive its client. What it has in flight is
/// cancelled.
template <paged_operation Op>
class page_stream
{
    using state = detail::page_state<Op>;

public:
    using executor_type = boost::asio::any_io_executor;
    /// What `async_next` reads.
    using page_type = typename Op::response;
    /// One entry of a page.
    using entry_type =
        typename std::remove_cvref_t<decltype(std::declval<page_type&>().*Op::paging::entries)>::value_type;

    explicit page_stream(std::shared_ptr<state> made) : state_(std::move(made)) {}
    page_stream(page_stream&&) noexcept = default;
    page_stream& operator=(page_stream&& other) noexcept
    {
        std::swap(state_, other.state_);
        return *this;
    }
    ~page_stream() { close(); }

    [[nodiscard]] executor_type get_executor() const noexcept { return state_->executor(); }

    /// The next page.
    ///
    /// @par Completes with `void(outcome<std::optional<page>>)`; `nullopt` is the one mark of the end.
    /// @par Errors what the operation fails with; `errc::list_kept_changing` if no pass over the list was complete.
    /// After a failure the stream stays where it was, and the next call goes on.
    /// @par Cancellation terminal, partial, total: ends the waiting. The pages in flight still come, and are kept.
    template <
        boost::asio::completion_token_for<void(outcome<std::optional<page_type>>)> Token = boost::asio::deferred_t>
    auto async_next(Token&& token = {})
    {
        return boost::asio::async_initiate<Token, void(outcome<std::optional<page_type>>)>(initiate_next{state_},
                                                                                           token);
    }

    /// How many entries the service says there are: for progress. 0 before the first page.
    [[nodiscard]] std::int64_t total_count() const { return state_->total(); }
    /// How many entries have been handed out.
    [[nodiscard]] std::size_t received() const { return state_->received(); }

private:
    friend class entry_stream<Op>;

    struct initiate_next
    {
        std::shared_ptr<state> owner;

        using executor_type = boost::asio::any_io_executor;
        [[nodiscard]] executor_type get_executor() const noexcept { return owner->executor(); }

        template <typename Handler>
        void operator()(Handler&& handler) const
        {
            owner->next(std::decay_t<Handler>(std::forward<Handler>(handler)));
        }
    };

    void close()
    {
        if (state_)
            state_->close();
    }

    std::shared_ptr<state> state_;
};

namespace detail
{

/// The entries of the page that is being handed out.
template <typename Op>
struct entry_buffer
{
    using entry = typename page_stream<Op>::entry_type;

    explicit entry_buffer(page_stream<Op> source) : pages(std::move(source)) {}

    page_stream<Op> pages;
    std::vector<entry> entries;
    std::size_t next = 0;
};

/// Takes a page and hands out its first entry.
template <typename Op, typename Handler>
struct entry_handler : handler_wrapper<Handler>
{
    using entry = typename entry_buffer<Op>::entry;

    entry_handler(std::shared_ptr<entry_buffer<Op>> from, Handler inner)
        : handler_wrapper<Handler>(std::move(inner)), buffer(std::move(from))
    {
    }

    std::shared_ptr<entry_buffer<Op>> buffer;

    void operator()(outcome<std::optional<typename Op::response>> page)
    {
        using result = outcome<std::optional<entry>>;
        auto const own = std::move(buffer);
        if (!page)
            return std::move(this->handler)(result(std::move(page).error()));
        if (!*page)
            return std::move(this->handler)(result(std::optional<entry>()));
        own->entries = std::move((**page).*Op::paging::entries);
        own->next = 1;
        std::move(this->handler)(result(std::optional<entry>(std::move(own->entries.front()))));
    }
};

} // namespace detail

/// The entries of a list in order. Made by `client::entries`. Whatever holds for `page_stream` holds here.
template <paged_operation Op>
class entry_stream
{
    using buffer = detail::entry_buffer<Op>;

public:
    using executor_type = boost::asio::any_io_executor;
    /// What `async_next` reads.
    using entry_type = typename page_stream<Op>::entry_type;

    explicit entry_stream(page_stream<Op> pages) : buffer_(std::make_shared<buffer>(std::move(pages))) {}
    entry_stream(entry_stream&&) noexcept = default;
    entry_stream& operator=(entry_stream&& other) noexcept
    {
        std::swap(buffer_, other.buffer_);
        return *this;
    }
    ~entry_stream()
    {
        if (buffer_) // whoever waits for a page of it holds it, too
            buffer_->pages.close();
    }

    [[nodiscard]] executor_type get_executor() const noexcept { return buffer_->pages.get_executor(); }

    /// The next entry.
    /// @par Completes with `void(outcome<std::optional<entry>>)`; `nullopt` is the one mark of the end.
    template <
        boost::asio::completion_token_for<void(outcome<std::optional<entry_type>>)> Token = boost::asio::deferred_t>
    auto async_next(Token&& token = {})
    {
        return boost::asio::async_initiate<Token, void(outcome<std::optional<entry_type>>)>(initiate_next{buffer_},
                                                                                            token);
    }

    /// See `page_stream::total_count`.
    [[nodiscard]] std::int64_t total_count() const { return buffer_->pages.total_count(); }

private:
    struct initiate_next
    {
        std::shared_ptr<buffer> from;

        using executor_type = boost::asio::any_io_executor;
        [[nodiscard]] executor_type get_executor() const noexcept { return from->pages.get_executor(); }

        template <typename Handler>
        void operator()(Handler&& handler) const
        {
            using handler_type = std::decay_t<Handler>;
            if (from->next == from->entries.size())
                return from->pages.async_next(
                    detail::entry_handler<Op, handler_type>{from, handler_type(std::forward<Handler>(handler))});
            auto entry = std::move(from->entries[from->next++]);
            detail::work_of<handler_type> work(boost::asio::get_associated_executor(handler, get_executor()));
            detail::complete_immediately(get_executor(), handler_type(std::forward<Handler>(handler)), std::move(work),
                                         outcome<std::optional<entry_type>>(std::move(entry)));
        }
    };

    std::shared_ptr<buffer> buffer_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas
