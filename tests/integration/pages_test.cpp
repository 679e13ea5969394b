// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Page and entry streams over real connections: lists that stand still, and lists that change while they are walked.

#include "support/running_emulator.hpp"
#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/operations.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

using namespace aliyun::cas;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using support::answer;
using support::options_for;
using support::scripted_reply;
using support::scripted_request;
using support::scripted_server;
using support::session;

namespace
{

using ids = std::vector<std::int64_t>;

std::string page_of(ids const& entries, std::size_t total)
{
    std::string body = R"({"RequestId":"R","CertificateList":[)";
    for (auto const id : entries)
        body += R"({"id":)" + std::to_string(id) + "},";
    if (!entries.empty())
        body.pop_back();
    return body + R"(],"TotalCount":)" + std::to_string(total) + "}";
}

// A list that a test may change before each request: `change` is given the request's number, from 1, and the list.
class changing_list
{
public:
    explicit changing_list(std::size_t size, std::function<void(std::size_t, ids&)> change = {})
        : entries_(size), change_(std::move(change))
    {
        std::iota(entries_.begin(), entries_.end(), 1);
    }

    scripted_reply operator()(scripted_request const& request)
    {
        if (change_)
            change_(++requests_, entries_);
        auto const size = std::stoul(request.param("ShowSize"));
        auto const begin = std::min((std::stoul(request.param("CurrentPage")) - 1) * size, entries_.size());
        auto const end = std::min(begin + size, entries_.size());
        auto const at = [this](std::size_t n) { return entries_.begin() + static_cast<std::ptrdiff_t>(n); };
        return answer(200, page_of(ids(at(begin), at(end)), entries_.size()));
    }

private:
    ids entries_;
    std::function<void(std::size_t, ids&)> change_;
    std::size_t requests_ = 0;
};

// The next item of a stream, waited for.
template <typename Stream>
auto next(session& with, Stream& stream)
{
    using result = decltype(stream.async_next(asio::use_future).get());
    std::optional<result> got;
    stream.async_next([&](result value) { got.emplace(std::move(value)); });
    with.context.restart();
    while (!got && with.context.run_one() != 0)
        ;
    BOOST_REQUIRE(got.has_value());
    return std::move(*got);
}

ids ids_of(std::optional<certificate_page> const& page)
{
    ids all;
    if (page)
        for (auto const& entry : page->certificate_list)
            all.push_back(entry.id);
    return all;
}

struct walked
{
    ids all;
    std::optional<failure> why;
};

// Walks to the end, or to the first failure.
walked walk(session& with, describe_user_certificate_list op, page_options options)
{
    walked result;
    auto stream = with.client.pages(op, options);
    while (true)
    {
        auto const page = next(with, stream);
        if (!page)
        {
            result.why = page.error();
            return result;
        }
        if (!*page)
            break;
        BOOST_TEST(!(*page)->certificate_list.empty());
        auto const more = ids_of(*page);
        result.all.insert(result.all.end(), more.begin(), more.end());
    }
    BOOST_TEST(stream.received() == result.all.size());
    BOOST_TEST(!next(with, stream).value().has_value()); // the end stays the end
    with.context.run();
    return result;
}

ids up_to(std::int64_t last)
{
    ids all(static_cast<std::size_t>(last));
    std::iota(all.begin(), all.end(), 1);
    return all;
}

page_options one_by_one()
{
    return page_options{1};
}

void check_same(ids const& left, ids const& right)
{
    BOOST_TEST(left == right, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(both_lists_of_the_service_are_walked_to_their_end)
{
    emulator_options service;
    service.order_page_size = 4;
    for (int i = 1; i <= 10; ++i)
        service.bought_orders.emplace_back("order-" + std::to_string(i));
    support::running_emulator emulator{service};
    emulator.add_certificates(10);
    for (std::size_t const window : {1u, 2u, 4u, 100u})
    {
        session with{options_for(emulator)};
        auto certificates = with.client.pages(describe_user_certificate_list{1, 3}, page_options{window});
        std::vector<std::string> names;
        std::vector<std::size_t> sizes;
        while (auto const page = next(with, certificates).value())
        {
            sizes.push_back(page->certificate_list.size());
            for (auto const& entry : page->certificate_list)
                names.push_back(entry.name);
            BOOST_TEST(certificates.total_count() == 10);
            BOOST_TEST(certificates.received() == names.size());
        }
        BOOST_TEST(sizes == std::vector<std::size_t>({3, 3, 3, 1}), boost::test_tools::per_element());
        BOOST_REQUIRE_EQUAL(names.size(), 10u);
        for (std::size_t i = 0; i < 10; ++i)
            BOOST_TEST(names[i] == "certificate-" + std::to_string(i + 1));

        auto orders = with.client.pages(describe_order_instance_list{}, page_options{window});
        std::vector<std::string> instances;
        while (auto const page = next(with, orders).value())
            for (auto const& entry : page->order_list)
                instances.push_back(entry.instance_id);
        BOOST_REQUIRE_EQUAL(instances.size(), 10u);
        for (std::size_t i = 0; i < 10; ++i)
            BOOST_TEST(instances[i] == "order-" + std::to_string(i + 1));
    }
    // No page was asked for twice, and none beyond the end.
    BOOST_TEST(emulator.history().size() == 4u * (4u + 3u));
}

BOOST_AUTO_TEST_CASE(entries_come_one_by_one)
{
    support::running_emulator emulator;
    emulator.add_certificates(7);
    session with{options_for(emulator)};
    auto entries = with.client.entries(describe_user_certificate_list{1, 3});
    int count = 0;
    while (auto const entry = next(with, entries).value())
        BOOST_TEST(entry->name == "certificate-" + std::to_string(++count));
    BOOST_TEST(count == 7);
    BOOST_TEST(entries.total_count() == 7);
    BOOST_TEST(!next(with, entries).value().has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_list_ends_at_once)
{
    scripted_server const server{changing_list{0}};
    session with{options_for(server)};
    BOOST_TEST(walk(with, describe_user_certificate_list{}, {}).all.empty());
    BOOST_TEST(server.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_for_before_the_first_page_is_wanted_and_then_a_window_ahead)
{
    scripted_server const server{changing_list{20}};
    session with{options_for(server)};
    auto stream = with.client.pages(describe_user_certificate_list{1, 2}, page_options{3});
    with.context.run();
    BOOST_TEST(server.requests().empty());
    check_same(ids_of(next(with, stream).value()), ids({1, 2}));
    with.context.run(); // what is asked for ahead arrives without a reader
    BOOST_TEST(server.requests().size() == 4u);
    check_same(ids_of(next(with, stream).value()), ids({3, 4}));
    with.context.run();
    BOOST_TEST(server.requests().size() == 5u);
}

BOOST_AUTO_TEST_CASE(pages_come_in_order_even_if_their_answers_do_not)
{
    scripted_server const server{[list = changing_list{8}](scripted_request const& request) mutable
                                 {
                                     auto reply = list(request);
                                     if (request.param("CurrentPage") == "2")
                                         reply.pause = 50ms;
                                     return reply;
                                 }};
    session with{options_for(server)};
    check_same(walk(with, describe_user_certificate_list{1, 2}, page_options{4}).all, up_to(8));
}

BOOST_AUTO_TEST_CASE(a_walk_may_start_anywhere)
{
    scripted_server const server{changing_list{12}};
    session with{options_for(server)};
    check_same(walk(with, describe_user_certificate_list{5, 2}, {}).all, ids({9, 10, 11, 12}));
    BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_moves_to_a_later_page_comes_once)
{
    // Two new entries at the front push two old ones onto the next page.
    scripted_server const server{changing_list{6, [](std::size_t request, ids& list)
                                               {
                                                   if (request == 2)
                                                       list.insert(list.begin(), {101, 102});
                                               }}};
    session with{options_for(server)};
    auto all = walk(with, describe_user_certificate_list{1, 2}, one_by_one()).all;
    std::ranges::sort(all);
    check_same(all, ids({1, 2, 3, 4, 5, 6, 101, 102})); // nothing twice, and the new ones found by another pass
}

BOOST_AUTO_TEST_CASE(what_slips_past_by_a_delete_is_found_by_another_pass)
{
    scripted_server const server{changing_list{6, [](std::size_t request, ids& list)
                                               {
                                                   if (request == 2)
                                                       std::erase(list, 1); // 3 is now on the page that was read
                                               }}};
    session with{options_for(server)};
    auto all = walk(with, describe_user_certificate_list{1, 2}, one_by_one()).all;
    std::ranges::sort(all);
    check_same(all, up_to(6));
}

BOOST_AUTO_TEST_CASE(a_delete_with_an_append_is_found_only_by_verification)
{
    auto const change = [](std::size_t request, ids& list)
    {
        if (request == 2)
        {
            std::erase(list, 1);
            list.push_back(7);
        }
    };
    {
        scripted_server const server{changing_list{6, change}};
        session with{options_for(server)};
        auto const all = walk(with, describe_user_certificate_list{1, 2}, one_by_one()).all;
        BOOST_TEST((std::ranges::find(all, 3) == all.end())); // the service gave no sign of it
        BOOST_TEST(all.size() == 6u);
    }
    scripted_server const server{changing_list{6, change}};
    session with{options_for(server)};
    auto options = one_by_one();
    options.verify = true;
    auto all = walk(with, describe_user_certificate_list{1, 2}, options).all;
    std::ranges::sort(all);
    check_same(all, up_to(7));
}

BOOST_AUTO_TEST_CASE(a_list_that_shrinks_below_what_was_read_ends)
{
    scripted_server const server{changing_list{20, [](std::size_t request, ids& list)
                                               {
                                                   if (request == 4)
                                                       list.resize(3);
                                               }}};
    session with{options_for(server)};
    auto const result = walk(with, describe_user_certificate_list{1, 2}, one_by_one());
    BOOST_TEST(!result.why.has_value());
    check_same(result.all, up_to(6));
}

BOOST_AUTO_TEST_CASE(a_page_without_entries_is_not_the_end)
{
    std::vector<std::string> const replies{page_of({1, 2}, 4), page_of({}, 4), page_of({3, 4}, 4)};
    scripted_server const server{[&](scripted_request const& request)
                                 { return answer(200, replies.at(std::stoul(request.param("CurrentPage")) - 1)); }};
    session with{options_for(server)};
    check_same(walk(with, describe_user_certificate_list{1, 2}, one_by_one()).all, up_to(4));
}

BOOST_AUTO_TEST_CASE(two_pages_in_a_row_that_bring_nothing_end_a_pass_and_a_second_pass_confirms_it)
{
    // The service counts more entries than it sends.
    scripted_server const server{[](scripted_request const& request)
                                 {
                                     bool const first = request.param("CurrentPage") == "1";
                                     return answer(200, page_of(first ? ids{1, 2} : ids{}, 1000));
                                 }};
    session with{options_for(server)};
    auto const result = walk(with, describe_user_certificate_list{1, 2}, one_by_one());
    BOOST_TEST(!result.why.has_value());
    check_same(result.all, up_to(2));
    BOOST_TEST(server.requests().size() == 6u);
}

BOOST_AUTO_TEST_CASE(a_list_that_never_stands_still_is_told)
{
    scripted_server const server{changing_list{6, [](std::size_t request, ids& list)
                                               {
                                                   list.push_back(static_cast<std::int64_t>(1000 + request));
                                                   if (request % 2 == 0)
                                                       list.pop_back(), list.pop_back();
                                               }}};
    session with{options_for(server)};
    auto options = one_by_one();
    options.max_passes = 3;
    auto const result = walk(with, describe_user_certificate_list{1, 3}, options);
    BOOST_REQUIRE(result.why.has_value());
    BOOST_TEST(result.why->code == errc::list_kept_changing);
    auto sorted = result.all;
    std::ranges::sort(sorted);
    BOOST_TEST((std::ranges::adjacent_find(sorted) == sorted.end())); // and still nothing came twice
    BOOST_TEST((std::ranges::includes(sorted, up_to(6))));
}

BOOST_AUTO_TEST_CASE(after_a_failure_the_stream_goes_on_where_it_was)
{
    std::size_t failures = 0;
    scripted_server const server{[&, list = changing_list{8}](scripted_request const& request) mutable
                                 {
                                     if (request.param("CurrentPage") == "2" && failures++ < 2)
                                         return answer(403, R"({"Code":"Forbidden.RAM"})");
                                     return list(request);
                                 }};
    session with{options_for(server)};
    auto stream = with.client.pages(describe_user_certificate_list{1, 2}, page_options{3});
    check_same(ids_of(next(with, stream).value()), ids({1, 2}));
    for (int i = 0; i < 2; ++i)
    {
        auto const failed = next(with, stream);
        BOOST_REQUIRE(!failed);
        BOOST_TEST(failed.error().code == server_errc::forbidden);
        with.context.run();
    }
    check_same(ids_of(next(with, stream).value()), ids({3, 4}));
    check_same(ids_of(next(with, stream).value()), ids({5, 6}));
    check_same(ids_of(next(with, stream).value()), ids({7, 8}));
    BOOST_TEST(!next(with, stream).value().has_value());
    BOOST_TEST(server.requests().size() == 6u); // what came behind the failed page was kept
}

BOOST_AUTO_TEST_CASE(a_second_reader_is_told_that_the_stream_is_busy)
{
    scripted_server const server{changing_list{4}};
    session with{options_for(server)};
    auto stream = with.client.pages(describe_user_certificate_list{1, 2});
    using result = outcome<std::optional<certificate_page>>;
    asio::cancellation_signal signal;
    std::optional<result> first;
    std::optional<result> second;
    stream.async_next([&](result page) { first.emplace(std::move(page)); });
    stream.async_next(
        asio::bind_cancellation_slot(signal.slot(), [&](result page) { second.emplace(std::move(page)); }));
    BOOST_TEST(!second.has_value());
    signal.emit(asio::cancellation_type::terminal); // it is the second's, and the first must not hear of it
    with.context.run();
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(second->error().code == errc::busy);
    BOOST_REQUIRE(first.has_value());
    check_same(ids_of(first->value()), ids({1, 2}));
}

BOOST_AUTO_TEST_CASE(a_cancelled_wait_loses_no_page)
{
    scripted_server const server{[list = changing_list{8}](scripted_request const& request) mutable
                                 {
                                     auto reply = list(request);
                                     reply.pause = 20ms;
                                     return reply;
                                 }};
    session with{options_for(server)};
    auto stream = with.client.pages(describe_user_certificate_list{1, 2}, page_options{3});
    using result = outcome<std::optional<certificate_page>>;
    ids all;
    int cancelled = 0;
    while (true)
    {
        asio::cancellation_signal signal;
        std::optional<result> got;
        stream.async_next(
            asio::bind_cancellation_slot(signal.slot(), [&](result page) { got.emplace(std::move(page)); }));
        asio::post(with.context, [&] { signal.emit(asio::cancellation_type::total); });
        with.context.restart();
        while (!got && with.context.run_one() != 0)
            ;
        BOOST_REQUIRE(got.has_value());
        if (!*got)
        {
            BOOST_TEST(got->error().code == asio::error::operation_aborted);
            ++cancelled;
            with.context.run_for(30ms);
            continue;
        }
        if (!**got)
            break;
        auto const more = ids_of(**got);
        all.insert(all.end(), more.begin(), more.end());
    }
    BOOST_TEST(cancelled >= 1);
    check_same(all, up_to(8));
    BOOST_TEST(server.requests().size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_late_cancellation_does_not_hit_the_next_reader)
{
    scripted_server const server{changing_list{8}};
    session with{options_for(server)};
    auto stream = with.client.pages(describe_user_certificate_list{1, 2}, page_options{8});
    check_same(ids_of(next(with, stream).value()), ids({1, 2}));
    with.context.run(); // the other pages are here
    using result = outcome<std::optional<certificate_page>>;
    asio::cancellation_signal signal;
    std::optional<result> second;
    std::optional<result> third;
    stream.async_next(asio::bind_cancellation_slot(signal.slot(),
                                                   [&](result page)
                                                   {
                                                       second.emplace(std::move(page));
                                                       stream.async_next([&](result more)
                                                                         { third.emplace(std::move(more)); });
                                                   }));
    signal.emit(asio::cancellation_type::total); // the page is faster
    with.context.restart();
    with.context.run();
    BOOST_REQUIRE(second.has_value() && third.has_value());
    BOOST_TEST(third->has_value());
}

BOOST_AUTO_TEST_CASE(a_destroyed_stream_ends_its_reader_and_its_calls)
{
    scripted_reply silence;
    silence.next = support::then::stall;
    scripted_server const server{[&](scripted_request const&) { return silence; }};
    session with{options_for(server)};
    {
        auto stream = std::make_unique<page_stream<describe_user_certificate_list>>(
            with.client.pages(describe_user_certificate_list{1, 2}));
        boost::system::error_code ended;
        stream->async_next([&](outcome<std::optional<certificate_page>> page) { ended = page.error().code; });
        while (server.requests().empty())
            with.context.run_one_for(10ms);
        stream.reset();
        with.context.run();
        BOOST_TEST(ended == asio::error::operation_aborted);
        BOOST_TEST(with.client.open_connections() == 0u);
    }
    {
        auto stream = std::make_unique<entry_stream<describe_user_certificate_list>>(
            with.client.entries(describe_user_certificate_list{1, 2}));
        boost::system::error_code ended;
        stream->async_next([&](outcome<std::optional<certificate_summary>> entry) { ended = entry.error().code; });
        with.context.restart();
        while (server.requests().size() < 2)
            with.context.run_one_for(10ms);
        stream.reset();
        with.context.run();
        BOOST_TEST(ended == asio::error::operation_aborted);
        BOOST_TEST(with.client.open_connections() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_stream_may_outlive_its_client_and_may_be_moved)
{
    scripted_server const server{changing_list{8}};
    session with{options_for(server)};
    std::optional<client> temporary;
    temporary.emplace(with.context, support::test_credentials(), options_for(server));
    auto stream = temporary->pages(describe_user_certificate_list{1, 2}, one_by_one());
    auto other = temporary->pages(describe_user_certificate_list{3, 2}, one_by_one());
    check_same(ids_of(next(with, stream).value()), ids({1, 2}));
    other = std::move(stream);
    check_same(ids_of(next(with, other).value()), ids({3, 4}));
    temporary.reset();
    auto ended = next(with, other);
    if (ended) // the page that was there already
        ended = next(with, other);
    BOOST_REQUIRE(!ended);
    BOOST_TEST(ended.error().code == asio::error::operation_aborted);
    with.context.run();
}

BOOST_AUTO_TEST_SUITE_END()
