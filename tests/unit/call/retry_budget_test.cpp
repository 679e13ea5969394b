// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The retries that a client's calls have in store together.

#include "aliyun/cas/detail/call/retry_budget.hpp"

#include <boost/test/unit_test.hpp>

namespace
{

aliyun::cas::retry_policy policy_with(int budget, double refill)
{
    aliyun::cas::retry_policy policy;
    policy.budget = budget;
    policy.budget_refill = refill;
    return policy;
}

/// Takes all that is left.
int drain(aliyun::cas::detail::retry_budget& budget)
{
    int taken = 0;
    while (budget.take())
        ++taken;
    return taken;
}

} // namespace

BOOST_AUTO_TEST_SUITE(retry_budgets)

BOOST_AUTO_TEST_CASE(so_many_retries_are_in_store_and_no_more)
{
    for (int const size : {0, 1, 2, 200})
    {
        aliyun::cas::detail::retry_budget budget(policy_with(size, 0.5));
        BOOST_TEST(drain(budget) == size);
        BOOST_TEST(!budget.take());
    }
}

BOOST_AUTO_TEST_CASE(successes_put_their_part_back)
{
    aliyun::cas::detail::retry_budget budget(policy_with(10, 0.25));
    BOOST_TEST(drain(budget) == 10);
    for (int i = 0; i < 3; ++i)
        budget.succeeded();
    BOOST_TEST(!budget.take());
    budget.succeeded();
    BOOST_TEST(drain(budget) == 1);
}

BOOST_AUTO_TEST_CASE(the_store_is_never_fuller_than_full)
{
    for (double const refill : {0.5, 1.0, 7.0, 1e6})
    {
        aliyun::cas::detail::retry_budget budget(policy_with(5, refill));
        BOOST_TEST(budget.take());
        for (int i = 0; i < 100; ++i)
            budget.succeeded();
        BOOST_TEST(drain(budget) == 5);
    }
}

BOOST_AUTO_TEST_CASE(what_nothing_refills_stays_empty)
{
    aliyun::cas::detail::retry_budget budget(policy_with(1, 0));
    BOOST_TEST(budget.take());
    for (int i = 0; i < 1000; ++i)
        budget.succeeded();
    BOOST_TEST(!budget.take());
}

BOOST_AUTO_TEST_SUITE_END()
