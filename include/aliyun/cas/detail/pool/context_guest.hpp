// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What holds handlers or sockets outside of an execution context's own queues must let go of them when the context is
// destroyed. A handler may own the very object that holds it: nobody else would ever break that ring.

#include "../../version.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/intrusive/list.hpp>

#include <memory>
#include <mutex>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

/// Told when an execution context is destroyed. May outlive it.
class context_guest
{
    struct guest_book;

public:
    explicit context_guest(boost::asio::any_io_executor const& executor)
        : book_(boost::asio::use_service<guest_service>(context_of(executor)).book)
    {
        std::scoped_lock const lock(book_->mutex);
        book_->guests.push_back(*this);
    }
    context_guest(context_guest const&) = delete;
    context_guest& operator=(context_guest const&) = delete;

protected:
    ~context_guest()
    {
        std::scoped_lock const lock(book_->mutex);
        if (in_book_.is_linked())
            book_->guests.erase(book_->guests.iterator_to(*this));
    }

private:
    static boost::asio::execution_context& context_of(boost::asio::any_io_executor const& executor)
    {
        return boost::asio::query(executor, boost::asio::execution::context);
    }

    /// Lets go of everything. May end with the destruction of this object.
    virtual void on_context_end() noexcept = 0;

    boost::intrusive::list_member_hook<> in_book_;
    std::shared_ptr<guest_book> book_;

    struct guest_book
    {
        std::mutex mutex;
        boost::intrusive::list<context_guest,
                               boost::intrusive::member_hook<context_guest, boost::intrusive::list_member_hook<>,
                                                             &context_guest::in_book_>>
            guests;
    };

    struct guest_service final : boost::asio::execution_context::service
    {
        using key_type = guest_service;
        static inline boost::asio::execution_context::id id;

        explicit guest_service(boost::asio::execution_context& context) : service(context) {}

        void shutdown() override
        {
            while (auto* const guest = next())
                guest->on_context_end();
        }
        context_guest* next()
        {
            std::scoped_lock const lock(book->mutex);
            if (book->guests.empty())
                return nullptr;
            auto* const first = &book->guests.front();
            book->guests.pop_front();
            return first;
        }

        std::shared_ptr<guest_book> book = std::make_shared<guest_book>();
    };
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
