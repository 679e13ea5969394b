// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "aliyun/cas/open_enum.hpp"
#include "aliyun/cas/operations.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

namespace
{

namespace cas = aliyun::cas;
using cas::instance_status;
using cas::open_enum;
using cas::order_status;

} // namespace

BOOST_AUTO_TEST_SUITE(open_enums)

BOOST_AUTO_TEST_CASE(nothing_is_unknown_and_empty)
{
    open_enum<order_status> const status;
    BOOST_CHECK(status == order_status::unknown);
    BOOST_TEST(status.text() == "");
}

BOOST_AUTO_TEST_CASE(every_order_status_is_known_in_both_spellings)
{
    BOOST_CHECK(open_enum<order_status>("checking") == order_status::checking);
    BOOST_CHECK(open_enum<order_status>("issued") == order_status::issued);
    BOOST_CHECK(open_enum<order_status>("check_failed") == order_status::check_failed);
    BOOST_CHECK(open_enum<order_status>("check_fail") == order_status::check_failed);
}

BOOST_AUTO_TEST_CASE(every_instance_status_is_known)
{
    BOOST_CHECK(open_enum<instance_status>("Paid") == instance_status::paid);
    BOOST_CHECK(open_enum<instance_status>("Verifying") == instance_status::verifying);
    BOOST_CHECK(open_enum<instance_status>("Verification Failed") == instance_status::verification_failed);
    BOOST_CHECK(open_enum<instance_status>("Pending Verification") == instance_status::pending_verification);
    BOOST_CHECK(open_enum<instance_status>("Pending Verification for Revocation") ==
                instance_status::pending_verification_for_revocation);
    BOOST_CHECK(open_enum<instance_status>("Verifying Revocation") == instance_status::verifying_revocation);
    BOOST_CHECK(open_enum<instance_status>("Issued") == instance_status::issued);
}

BOOST_AUTO_TEST_CASE(a_value_that_nobody_knows_survives_as_its_text)
{
    open_enum<order_status> status{"issued"};
    status.assign("revoked_by_moonlight");
    BOOST_CHECK(status == order_status::unknown);
    BOOST_CHECK(status.value() == order_status::unknown);
    BOOST_TEST(status.text() == "revoked_by_moonlight");
    std::ostringstream out;
    out << status;
    BOOST_TEST(out.str() == "revoked_by_moonlight");
    status.assign("ISSUED"); // the case counts
    BOOST_CHECK(status == order_status::unknown);
}

BOOST_AUTO_TEST_CASE(two_are_equal_if_their_texts_are)
{
    BOOST_CHECK(open_enum<order_status>("issued") == open_enum<order_status>("issued"));
    BOOST_CHECK(open_enum<order_status>("check_failed") != open_enum<order_status>("check_fail"));
    BOOST_CHECK(open_enum<order_status>("x") != open_enum<order_status>("y"));
}

BOOST_AUTO_TEST_SUITE_END()
