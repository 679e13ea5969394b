// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What is read out of an uploaded pair, and which pairs are not taken.

#include "aliyun/cas/detail/emulator/pem_reader.hpp"

#include "aliyun/cas/detail/emulator/certificate_authority.hpp"
#include "unit/emulator/fixtures.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/pem.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace
{

using namespace aliyun::cas::detail::emulated;
using namespace fixtures;
using namespace std::chrono_literals;
using namespace std::string_literals;

/// A refusal of this parameter whose message has this part.
auto blames(std::string const& parameter, std::string const& part)
{
    return [=](refusal const& why)
    {
        return why.code == "InvalidParameter" && why.message.find('"' + parameter + '"') != std::string::npos &&
               why.message.find(part) != std::string::npos;
    };
}

/// The same block with one more byte behind what it encodes.
std::string with_a_byte_more(std::string_view pem)
{
    auto const reader = memory_reader(pem);
    pem_block const block{reader.get(), "Cert"};
    std::string bytes{reinterpret_cast<char const*>(block.data()), static_cast<std::size_t>(block.size())};
    bytes += 'x';
    auto const writer = memory_writer();
    PEM_write_bio(writer.get(), std::string(block.label()).c_str(), "",
                  reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<long>(bytes.size()));
    return written_text(writer);
}

BOOST_AUTO_TEST_SUITE(emulator_pem_reader)

BOOST_AUTO_TEST_CASE(a_certificates_facts_are_its_own)
{
    auto const facts = read_pair(leaf_pem, leaf_key_pkcs8);
    BOOST_TEST(facts.common == "shop.example.com");
    BOOST_TEST(facts.sans == "shop.example.com,*.shop.example.com,192.0.2.7,2001:0db8:0000:0000:0000:0000:0000:0001");
    BOOST_TEST(facts.org_name == "Peer & <Söhne>");
    BOOST_TEST(facts.country == "CN");
    BOOST_TEST(facts.province == "浙江");
    BOOST_TEST(facts.city == "Hangzhou");
    BOOST_TEST(facts.issuer == "Fixture Intermediate");
    BOOST_TEST(facts.start_date == "2026-01-02");
    BOOST_TEST(facts.end_date == "2027-03-31");
    BOOST_TEST(facts.fingerprint == "6744D87271982D68204AFF8F9617AB5E35DDA587");
    BOOST_TEST((facts.not_after == *read_timestamp("2027-03-31T23:59:59Z")));
}

BOOST_AUTO_TEST_CASE(facts_that_a_certificate_lacks_are_empty)
{
    auto const facts = read_pair(bare_pem, bare_key_pkcs8);
    BOOST_TEST(facts.common == "");
    BOOST_TEST(facts.sans == "");
    BOOST_TEST(facts.org_name == "Only an organisation");
    BOOST_TEST(facts.country == "");
    BOOST_TEST(facts.issuer == "Only an organisation");
    BOOST_TEST(facts.fingerprint == "1B67E3BE47AD26E6CF7F747FEA7C13A52A94F780");
}

BOOST_AUTO_TEST_CASE(keys_in_pkcs1_sec1_and_pkcs8_are_taken)
{
    BOOST_CHECK_NO_THROW(read_pair(leaf_pem, leaf_key_pkcs1));
    BOOST_CHECK_NO_THROW(read_pair(bare_pem, bare_key_sec1));
    BOOST_CHECK_NO_THROW(read_pair(bare_pem, bare_key_with_parameters));
}

BOOST_AUTO_TEST_CASE(a_chain_begins_with_the_leaf_and_each_is_issued_by_the_next)
{
    BOOST_CHECK_NO_THROW(read_pair(leaf_pem + ""s + intermediate_pem + root_pem, leaf_key_pkcs8));
    BOOST_CHECK_NO_THROW(read_pair(leaf_pem + "text between\n"s + intermediate_pem, leaf_key_pkcs8));
    for (auto const& chain : {intermediate_pem + ""s + leaf_pem, leaf_pem + ""s + root_pem + intermediate_pem,
                              leaf_pem + ""s + bare_pem, leaf_pem + ""s + leaf_pem})
        BOOST_CHECK_EXCEPTION(read_pair(chain, leaf_key_pkcs8), refusal, blames("Cert", "must begin with the leaf"));
}

BOOST_AUTO_TEST_CASE(a_key_of_another_certificate_is_refused)
{
    auto const foreign = blames("Key", "does not belong");
    BOOST_CHECK_EXCEPTION(read_pair(leaf_pem, bare_key_pkcs8), refusal, foreign);
    BOOST_CHECK_EXCEPTION(read_pair(bare_pem, leaf_key_pkcs8), refusal, foreign);
    auto const now = *read_timestamp("2026-11-24T00:00:00Z");
    certificate_authority const authority{{now, now + std::chrono::days{1}}};
    auto const one = authority.issue({"a.example"}, {}, {now, now + std::chrono::days{1}});
    auto const two = authority.issue({"a.example"}, {}, {now, now + std::chrono::days{1}});
    BOOST_CHECK_NO_THROW(read_pair(one.certificate_pem, one.key_pem));
    BOOST_CHECK_EXCEPTION(read_pair(one.certificate_pem, two.key_pem), refusal, foreign);
}

BOOST_AUTO_TEST_CASE(an_encrypted_key_is_refused_without_asking_for_its_password)
{
    BOOST_CHECK_EXCEPTION(read_pair(bare_pem, bare_key_encrypted_pkcs8), refusal, blames("Key", "encrypted"));
    BOOST_CHECK_EXCEPTION(read_pair(bare_pem, bare_key_encrypted_sec1), refusal, blames("Key", "encrypted"));
}

BOOST_AUTO_TEST_CASE(what_is_no_pem_is_refused)
{
    for (auto const& text : {""s, "x"s, "\0"s, "-----BEGIN CERTIFICATE-----"s, std::string(100'000, '-')})
    {
        BOOST_CHECK_EXCEPTION(read_pair(text, bare_key_pkcs8), refusal, blames("Cert", ""));
        BOOST_CHECK_EXCEPTION(read_pair(bare_pem, text), refusal, blames("Key", ""));
    }
}

BOOST_AUTO_TEST_CASE(a_damaged_block_is_refused_wherever_it_stands)
{
    auto const cut = std::string(bare_pem).substr(0, 200);
    auto const garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"s;
    auto flipped = std::string(bare_pem);
    flipped[flipped.find('\n') + 1] = '!';
    BOOST_CHECK_EXCEPTION(read_chain(cut, "Cert"), refusal, blames("Cert", "damaged"));
    BOOST_CHECK_EXCEPTION(read_chain(bare_pem + cut, "Cert"), refusal, blames("Cert", "damaged"));
    BOOST_CHECK_EXCEPTION(read_chain(flipped, "Cert"), refusal, blames("Cert", "damaged"));
    BOOST_CHECK_EXCEPTION(read_chain(garbage, "Cert"), refusal, blames("Cert", "certificate 1 cannot be read"));
    BOOST_CHECK_EXCEPTION(read_chain(bare_pem + garbage, "Cert"), refusal,
                          blames("Cert", "certificate 2 cannot be read"));
    BOOST_CHECK_EXCEPTION(read_chain(with_a_byte_more(bare_pem), "Cert"), refusal,
                          blames("Cert", "certificate 1 cannot be read"));
    BOOST_CHECK_EXCEPTION(read_key("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "Key"), refusal,
                          blames("Key", "cannot be read"));
}

BOOST_AUTO_TEST_CASE(a_block_of_another_kind_is_named)
{
    BOOST_CHECK_EXCEPTION(read_chain(leaf_pem + ""s + leaf_key_pkcs8, "Cert"), refusal, blames("Cert", "PRIVATE KEY"));
    BOOST_CHECK_EXCEPTION(read_key(leaf_pem, "Key"), refusal, blames("Key", "CERTIFICATE"));
    BOOST_CHECK_EXCEPTION(read_key(leaf_key_pkcs8 + ""s + bare_key_pkcs8, "Key"), refusal,
                          blames("Key", "more than one"));
}

BOOST_AUTO_TEST_CASE(no_message_holds_a_part_of_a_key)
{
    auto const secret_part = std::string(bare_key_pkcs8).substr(40, 30);
    for (auto const& pair : {std::pair{std::string(bare_key_pkcs8), std::string(bare_pem)},
                             std::pair{std::string(leaf_pem), std::string(bare_key_pkcs8)}})
        BOOST_CHECK_EXCEPTION(read_pair(pair.first, pair.second), refusal,
                              [&](refusal const& why) { return why.message.find(secret_part) == std::string::npos; });
}

BOOST_AUTO_TEST_CASE(an_issued_certificate_names_its_domains_and_its_days)
{
    auto const now = *read_timestamp("2026-11-24T00:00:00Z");
    certificate_authority const authority{{now, now + std::chrono::days{3650}}};
    auto const long_name = std::string(60, 'a') + ".example";
    auto const issued = authority.issue({"*.example.com", "example.com", long_name}, {"127.0.0.1"},
                                        {now, now + std::chrono::days{365}});
    auto const facts = read_pair(issued.certificate_pem, issued.key_pem);
    BOOST_TEST(facts.common == "*.example.com");
    BOOST_TEST(facts.sans == "*.example.com,example.com," + long_name + ",127.0.0.1");
    BOOST_TEST(facts.issuer == "aliyun_cas emulator CA");
    BOOST_TEST(facts.start_date == "2026-11-24");
    BOOST_TEST(facts.end_date == "2027-11-24");

    auto const chain = read_chain(issued.certificate_pem, "Cert");
    BOOST_TEST_REQUIRE(chain.size() == 2U);
    BOOST_TEST(X509_verify(chain[0].get(), X509_get0_pubkey(authority.certificate())) == 1);
    BOOST_TEST(X509_check_host(chain[0].get(), "www.example.com", 0, 0, nullptr) == 1);
    BOOST_TEST(X509_check_ca(chain[0].get()) == 0);
    BOOST_TEST(X509_check_ca(chain[1].get()) == 1);
    // Too long for a common name: the names are among the alternatives all the same.
    auto const without_common = authority.issue({long_name}, {}, {now, now + std::chrono::days{1}});
    BOOST_TEST(read_pair(without_common.certificate_pem, without_common.key_pem).common == "");
    BOOST_TEST(read_pair(without_common.certificate_pem, without_common.key_pem).sans == long_name);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
