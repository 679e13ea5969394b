// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The certificates and the orders of the emulated account.

#include "aliyun/cas/detail/emulator/certificate_store.hpp"
#include "aliyun/cas/detail/emulator/order_book.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace
{

namespace cas = aliyun::cas;
using namespace cas::detail::emulated;
using namespace std::chrono_literals;

time_point const now = *read_timestamp("2026-11-24T05:12:24Z");

auto has_code(std::string_view code)
{
    return [code](refusal const& why) { return why.code == code; };
}

stored_certificate named(std::string const& name, certificate_origin origin = certificate_origin::uploaded,
                         time_point not_after = now + 24h)
{
    certificate_facts facts{};
    facts.not_after = not_after;
    return {.id = 0, .name = name, .origin = origin, .facts = facts, .certificate_pem = "", .key_pem = ""};
}

std::string names(certificate_store const& store, std::size_t page, std::size_t size)
{
    std::string joined;
    for (auto const& entry : store.page(page, size))
        joined += entry->name;
    return joined;
}

BOOST_AUTO_TEST_SUITE(emulator_store)

BOOST_AUTO_TEST_CASE(ids_grow_and_are_never_given_twice)
{
    certificate_store store{4'294'968'001};
    auto const first = store.add(named("a"));
    auto const second = store.add(named("b"));
    BOOST_TEST(first == 4'294'968'001);
    BOOST_TEST(second == first + 1);
    store.erase(second, now);
    BOOST_TEST(store.add(named("b")) == second + 1);
    BOOST_TEST(store.size() == 2U);
    BOOST_TEST(store.at(first).name == "a");
}

BOOST_AUTO_TEST_CASE(a_name_is_free_again_once_its_certificate_is_deleted)
{
    certificate_store store{1};
    auto const id = store.add(named("a"));
    BOOST_CHECK_EXCEPTION(store.add(named("a")), refusal, has_code("NameRepeat"));
    BOOST_TEST(store.size() == 1U);
    store.erase(id, now);
    BOOST_CHECK_NO_THROW(store.add(named("a")));
}

BOOST_AUTO_TEST_CASE(an_unknown_id_is_not_found)
{
    certificate_store store{10};
    store.add(named("a"));
    for (std::int64_t const id : {9, 11, 0, -1})
    {
        BOOST_CHECK_EXCEPTION(store.at(id), refusal, has_code("NotFound"));
        BOOST_CHECK_EXCEPTION(store.erase(id, now), refusal, has_code("NotFound"));
    }
}

BOOST_AUTO_TEST_CASE(a_bought_certificate_can_be_deleted_only_once_it_has_expired)
{
    certificate_store store{1};
    auto const id = store.add(named("bought", certificate_origin::bought, now + 1s));
    BOOST_CHECK_EXCEPTION(store.erase(id, now), refusal, has_code("OperationDenied.NotUploadedOrExpired"));
    BOOST_CHECK_EXCEPTION(store.erase(id, now + 1s), refusal, has_code("OperationDenied.NotUploadedOrExpired"));
    BOOST_CHECK_NO_THROW(store.erase(id, now + 2s));
}

BOOST_AUTO_TEST_CASE(pages_divide_the_list_and_end_with_it)
{
    certificate_store store{1};
    BOOST_TEST(names(store, 1, 50) == "");
    for (char name = 'a'; name <= 'e'; ++name)
        store.add(named(std::string(1, name)));
    BOOST_TEST(names(store, 1, 2) == "ab");
    BOOST_TEST(names(store, 2, 2) == "cd");
    BOOST_TEST(names(store, 3, 2) == "e");
    BOOST_TEST(names(store, 4, 2) == "");
    BOOST_TEST(names(store, 1, 5) == "abcde");
    BOOST_TEST(names(store, 2, 5) == "");
    BOOST_TEST(names(store, 1, 1000) == "abcde");
    auto const huge = std::numeric_limits<std::size_t>::max();
    BOOST_TEST(names(store, huge, huge) == "");
    BOOST_TEST(names(store, huge, 1) == "");
    BOOST_TEST(names(store, 1, huge) == "abcde");
}

BOOST_AUTO_TEST_CASE(a_deleted_certificate_moves_the_later_ones_up)
{
    certificate_store store{1};
    for (char name = 'a'; name <= 'e'; ++name)
        store.add(named(std::string(1, name)));
    store.erase(2, now);
    BOOST_TEST(names(store, 1, 2) == "ac");
    BOOST_TEST(names(store, 2, 2) == "de");
}

BOOST_AUTO_TEST_CASE(an_order_is_checked_as_often_as_asked_and_then_decided)
{
    order_book book{
        {cas::emulator_order{"good"}, cas::emulator_order{"bad", cas::emulator_order_outcome::check_failed}}, 2};
    for (auto const instance : {"good", "bad"})
    {
        book.submit(instance, {"example.com"}, domain_check::dns);
        BOOST_TEST((book.poll(instance).phase == order_phase::checking));
        BOOST_TEST(book.poll(instance).bought.status == "Verifying");
        BOOST_TEST((book.poll(instance).phase != order_phase::checking));
    }
    BOOST_TEST((book.poll("good").phase == order_phase::issued));
    BOOST_TEST(book.poll("good").bought.status == "Issued");
    BOOST_TEST((book.poll("bad").phase == order_phase::check_failed));
    BOOST_TEST(book.poll("bad").bought.status == "Verification Failed");
}

BOOST_AUTO_TEST_CASE(an_order_with_no_checks_is_decided_at_once)
{
    order_book book{{cas::emulator_order{"a"}}, 0};
    book.submit("a", {"example.com"}, domain_check::file);
    BOOST_TEST((book.poll("a").phase == order_phase::issued));
}

BOOST_AUTO_TEST_CASE(only_a_paid_or_a_failed_order_can_be_submitted)
{
    cas::emulator_order revoked{"revoked"};
    revoked.status = "Verifying Revocation";
    order_book book{
        {cas::emulator_order{"a", cas::emulator_order_outcome::check_failed}, cas::emulator_order{"b"}, revoked}, 0};
    auto const wrong = has_code("IncorrectOrderStatus");
    BOOST_CHECK_EXCEPTION(book.submit("revoked", {"example.com"}, domain_check::dns), refusal, wrong);
    BOOST_CHECK_EXCEPTION(book.poll("a"), refusal, wrong);
    BOOST_CHECK_EXCEPTION(book.poll("revoked"), refusal, wrong);
    for (auto const instance : {"a", "b"})
    {
        book.submit(instance, {"example.com"}, domain_check::dns);
        BOOST_CHECK_EXCEPTION(book.submit(instance, {"example.com"}, domain_check::dns), refusal, wrong);
        book.poll(instance);
    }
    BOOST_CHECK_NO_THROW(book.submit("a", {"example.org"}, domain_check::dns));
    BOOST_CHECK_EXCEPTION(book.submit("b", {"example.org"}, domain_check::dns), refusal, wrong);
    BOOST_CHECK_EXCEPTION(book.submit("none", {"example.org"}, domain_check::dns), refusal, has_code("NotFound"));
    BOOST_CHECK_EXCEPTION(book.poll("none"), refusal, has_code("NotFound"));
}

BOOST_AUTO_TEST_CASE(every_submission_has_a_challenge_of_its_own)
{
    order_book book{{cas::emulator_order{"a"}, cas::emulator_order{"b"}}, 1};
    book.submit("a", {"example.com"}, domain_check::dns);
    book.submit("b", {"example.com"}, domain_check::dns);
    auto const first = book.poll("a").check_value;
    BOOST_TEST(first.size() == 32U);
    BOOST_TEST(first != book.poll("b").check_value);
}

BOOST_AUTO_TEST_CASE(orders_are_listed_from_any_index)
{
    cas::emulator_order numbered{"c"};
    numbered.id = 7;
    order_book const book{{cas::emulator_order{"a"}, cas::emulator_order{"b"}, numbered}, 1};
    auto const ids = [&](std::size_t start, std::size_t size)
    {
        std::string joined;
        for (auto const& listed : book.page(start, size))
            joined += listed.bought.instance_id;
        return joined;
    };
    BOOST_TEST(ids(1, 2) == "ab");
    BOOST_TEST(ids(2, 2) == "bc");
    BOOST_TEST(ids(3, 2) == "c");
    BOOST_TEST(ids(4, 2) == "");
    BOOST_TEST(ids(std::numeric_limits<std::size_t>::max(), 2) == "");
    BOOST_TEST(book.page(3, 1).front().bought.id == 7);
    BOOST_TEST(book.page(1, 1).front().bought.id > 4'294'967'296);
    BOOST_TEST(book.page(1, 1).front().bought.id != book.page(2, 1).front().bought.id);
}

BOOST_AUTO_TEST_CASE(orders_without_distinct_instance_ids_are_a_mistake_of_the_caller)
{
    BOOST_CHECK_THROW((order_book{{cas::emulator_order{"a"}, cas::emulator_order{"a"}}, 1}), std::invalid_argument);
    BOOST_CHECK_THROW((order_book{{cas::emulator_order{""}}, 1}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
