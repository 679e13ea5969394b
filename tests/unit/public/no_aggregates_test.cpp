// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// g++ 12 destroys aggregate temporaries of a co_await expression twice: whatever a user may write in one has a
// user-declared constructor. (Responses are aggregates: they are only returned.)

#include "aliyun/cas/client_options.hpp"
#include "aliyun/cas/credential_options.hpp"
#include "aliyun/cas/credentials.hpp"
#include "aliyun/cas/each_options.hpp"
#include "aliyun/cas/emulator_options.hpp"
#include "aliyun/cas/failure.hpp"
#include "aliyun/cas/host_lookup.hpp"
#include "aliyun/cas/operations.hpp"
#include "aliyun/cas/operations/sts.hpp"
#include "aliyun/cas/paging.hpp"
#include "aliyun/cas/pem_check.hpp"
#include "aliyun/cas/stats.hpp"
#include "aliyun/cas/wait_options.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

namespace cas = aliyun::cas;

template <typename... Types>
inline constexpr bool has_no_aggregate = !(std::is_aggregate_v<Types> || ...);

static_assert(
    has_no_aggregate<cas::create_user_certificate, cas::create_dv_order_audit, cas::describe_user_certificate_list,
                     cas::describe_user_certificate_detail, cas::describe_dv_order_result, cas::delete_user_certificate,
                     cas::describe_order_instance_list>);
static_assert(has_no_aggregate<cas::certificate_name, cas::certificate_pem, cas::private_key_pem,
                               cas::order_instance_id, cas::domain_list, cas::order_contact>);
static_assert(
    has_no_aggregate<cas::secret_string, cas::credentials, cas::client_options, cas::call_options, cas::tls_options,
                     cas::retry_policy, cas::client_stats, cas::connection_wait, cas::phase_limits, cas::quota_options,
                     cas::page_options, cas::response_format, cas::resolver_options, cas::proxy_options, cas::failure>);
static_assert(has_no_aggregate<cas::assume_role, cas::assume_role_with_oidc, cas::role_arn, cas::oidc_provider_arn,
                               cas::role_session_name>);
static_assert(has_no_aggregate<cas::role_options, cas::oidc_role_options, cas::ecs_role_options,
                               cas::credential_file_options, cas::default_credential_options, cas::host_lookup>);
static_assert(has_no_aggregate<cas::pem_file, cas::pem_check_options, cas::pem_finding>);
static_assert(has_no_aggregate<cas::emulator_operation, cas::emulator_fault_rule>);
static_assert(has_no_aggregate<cas::emulator_options, cas::emulator_key, cas::emulator_order>);

static_assert(has_no_aggregate<cas::wait_options, cas::each_options, cas::each_result<cas::certificate_page>,
                               cas::dv_challenge, cas::dv_order_decided>);

BOOST_AUTO_TEST_SUITE(types_for_co_await)

BOOST_AUTO_TEST_CASE(none_is_an_aggregate)
{
    BOOST_TEST(std::is_aggregate_v<cas::certificate_page>); // so that the question can be answered with yes
}

BOOST_AUTO_TEST_SUITE_END()
