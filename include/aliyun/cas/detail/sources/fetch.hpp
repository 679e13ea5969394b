// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A source of credentials as a coroutine, and how it becomes a `credential_source`.

#include "../../credential_source.hpp"
#include "../../observer.hpp"
#include "issued_credentials.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

// A macro of Qt's, and Asio's only name for it.
#pragma push_macro("emit")
#undef emit

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// What a source is given: where it runs, and who hears its warnings.
struct fetch_context
{
    boost::asio::strand<boost::asio::any_io_executor> executor;
    std::shared_ptr<observer> sees;

    void warn(std::string_view text) const
    {
        if (sees)
            sees->on_warning(text);
    }
};

/// The context outlives the coroutine. A system error that is thrown is told; other exceptions are, too, but not their
/// text.
using credential_fetcher = std::function<boost::asio::awaitable<found_credentials>(fetch_context const&)>;

/// One run of a fetcher, on a strand of its own: cancelling it must not come in between its steps.
class credential_fetch : public std::enable_shared_from_this<credential_fetch>
{
public:
    credential_fetch(std::shared_ptr<credential_fetcher const> fetch, credential_request request)
        : fetch_(std::move(fetch)),
          request_(std::move(request)),
          context_{boost::asio::make_strand(request_.get_executor()), request_.observer()}
    {
    }

    void start()
    {
        request_.on_cancel(
            [weak = weak_from_this()]
            {
                if (auto const alive = weak.lock())
                    boost::asio::post(alive->context_.executor,
                                      [alive] { alive->cancelled_.emit(boost::asio::cancellation_type::terminal); });
            });
        auto const slot = cancelled_.slot();
        auto done = boost::asio::bind_cancellation_slot(
            slot, [self = shared_from_this()](std::exception_ptr problem, found_credentials found)
            { self->tell(problem, std::move(found)); });
        boost::asio::co_spawn(context_.executor, (*fetch_)(context_), std::move(done));
    }

private:
    void tell(std::exception_ptr const& problem, found_credentials found)
    {
        try
        {
            if (problem)
                std::rethrow_exception(problem);
            if (found.who)
                request_.complete(std::move(*found.who));
            else
                request_.fail(std::move(found.problem));
        }
        catch (boost::system::system_error const& failed)
        {
            request_.fail(failed.code().message());
        }
        catch (std::exception const&)
        {
            request_.fail("the source has thrown an exception");
        }
    }

    std::shared_ptr<credential_fetcher const> fetch_;
    credential_request request_;
    fetch_context const context_;
    boost::asio::cancellation_signal cancelled_;
};

[[nodiscard]] inline credential_source source_of(credential_fetcher fetch)
{
    auto const shared = std::make_shared<credential_fetcher const>(std::move(fetch));
    return credentials_from_callback([shared](credential_request request)
                                     { std::make_shared<credential_fetch>(shared, std::move(request))->start(); });
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail

#pragma pop_macro("emit")
