// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "../query/naive_query.hpp"
#include "../text/freed_memory.hpp"
#include "aliyun/cas/detail/sign/rpc_v1.hpp"
#include "aliyun/cas/operations.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <random>
#include <string>

namespace
{

namespace cas = aliyun::cas;
using cas::detail::hmac_sha1_key;
using cas::detail::http_method;
using cas::detail::rpc_v1_signer;
using query_test::parameters;

std::string naive_signature(std::string const& secret, std::string const& to_sign)
{
    auto const key = secret + '&';
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<unsigned char const*>(to_sign.data()),
         to_sign.size(), digest.data(), &size);
    std::array<unsigned char, 29> text;
    EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {text.begin(), text.end() - 1};
}

/// Signs with a signer that may have been used before, and holds all that it tells against the model.
template <typename Op>
void check_signed(rpc_v1_signer& signer, http_method method, Op const& op, parameters own, std::string const& secret)
{
    own.merge(query_test::common_parameters(Op::traits.action));
    auto const query = query_test::canonical_query(own);
    auto const to_sign = query_test::string_to_sign(method == http_method::get ? "GET" : "POST", own);
    auto const signature = naive_signature(secret, to_sign);

    auto const sent =
        signer.sign<cas::rpc_v1_params>(method, op, query_test::fixed_context(), hmac_sha1_key{secret + '&'});
    BOOST_TEST(sent == query + "&Signature=" + query_test::percent_encoded(signature));
    BOOST_TEST(signer.canonical_query() == query);
    BOOST_TEST(signer.string_to_sign() == to_sign);
    BOOST_TEST(signer.signature() == signature);
}

} // namespace

BOOST_AUTO_TEST_SUITE(rpc_v1)

BOOST_AUTO_TEST_CASE(one_signer_signs_long_and_short_requests_in_any_order)
{
    std::mt19937 random{11};
    rpc_v1_signer signer;
    for (int round = 0; round < 300; ++round)
    {
        auto const method = random() % 2 == 0 ? http_method::get : http_method::post;
        auto const secret = "secret" + std::to_string(round);
        std::string text(random() % (round % 10 == 0 ? 20'000 : 40), '\0');
        for (char& c : text)
            c = static_cast<char>(random());
        check_signed(signer, method, cas::describe_dv_order_result{text}, {{"InstanceId", text}}, secret);
        check_signed(signer, method, cas::delete_user_certificate{round}, {{"CertId", std::to_string(round)}}, secret);
    }
}

BOOST_AUTO_TEST_CASE(the_method_stands_in_what_is_signed)
{
    rpc_v1_signer signer;
    static cas::describe_user_certificate_detail const op{1}; // static: g++ 12 warns of the ends of what is not in it
    hmac_sha1_key const key{"testsecret&"};
    auto const& context = query_test::fixed_context();
    signer.sign<cas::rpc_v1_params>(http_method::get, op, context, key);
    auto const by_get = std::string(signer.signature());
    BOOST_TEST(signer.string_to_sign().starts_with("GET&%2F&AccessKeyId%3Dtestid%26Action%3D"));
    signer.sign<cas::rpc_v1_params>(http_method::post, op, context, key);
    BOOST_TEST(signer.string_to_sign().starts_with("POST&%2F&AccessKeyId%3Dtestid%26Action%3D"));
    BOOST_TEST(signer.signature() != by_get);
}

BOOST_AUTO_TEST_CASE(forget_leaves_nothing_of_the_request_in_its_memory)
{
    constexpr std::string_view key_text = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    cas::create_user_certificate const op{cas::certificate_name{"name"}, cas::certificate_pem{"cert"},
                                          cas::private_key_pem{key_text}};
    rpc_v1_signer signer;
    auto const sent = signer.sign<cas::rpc_v1_params>(http_method::post, op, query_test::fixed_context(),
                                                      hmac_sha1_key{"testsecret&"});
    auto const to_sign = signer.string_to_sign();
    BOOST_TEST(sent.find(key_text) != sent.npos);
    BOOST_TEST(to_sign.find(key_text) != to_sign.npos);
    signer.forget();
    // The views still point into the signer's memory, which it keeps.
    BOOST_TEST(sent == std::string(sent.size(), '\0'));
    BOOST_TEST(to_sign == std::string(to_sign.size(), '\0'));
}

BOOST_AUTO_TEST_CASE(a_signer_frees_no_memory_that_holds_a_request)
{
    constexpr std::string_view key_text = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    cas::create_user_certificate const op{cas::certificate_name{"name"}, cas::certificate_pem{"cert"},
                                          cas::private_key_pem{key_text}};
    hmac_sha1_key const key{"testsecret&"};
    std::size_t leaks = 1;
    std::size_t freed = 0;
    {
        test_support::freed_memory_watch const watch{key_text};
        {
            rpc_v1_signer signer;
            signer.sign<cas::rpc_v1_params>(http_method::post, op, query_test::fixed_context(), key);
            // A larger request makes it grow.
            signer.sign<cas::rpc_v1_params>(http_method::post, cas::describe_dv_order_result{std::string(9'000, '&')},
                                            query_test::fixed_context(), key);
        }
        leaks = watch.leaks();
        freed = watch.freed();
    }
    BOOST_TEST(freed >= 4u);
    BOOST_TEST(leaks == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
