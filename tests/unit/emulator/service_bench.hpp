// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The emulated service without its sockets, for one test, and a way to call it.

#include "aliyun/cas/detail/emulator/service.hpp"

#include "unit/emulator/fixtures.hpp"
#include "unit/emulator/test_signer.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace service_bench
{

namespace cas = aliyun::cas;
using namespace cas::detail::emulated;
using test_signer::fields;

/// A service whose clock stands still until a test moves it.
class bench
{
public:
    explicit bench(cas::emulator_options chosen = cas::emulator_options{})
        : options_(with_clock(std::move(chosen))),
          authority_({now, now + std::chrono::days{3650}}),
          service_(options_, authority_)
    {
    }

    wire_answer send(std::string const& method, fields const& all)
    {
        auto const query = test_signer::query(all);
        if (method == "GET")
            return service_.answer({"GET", "/?" + query, "", ""});
        return service_.answer({"POST", "/", "application/x-www-form-urlencoded", query});
    }

    fields signed_request(std::string const& action, fields const& own, std::string const& method = "POST")
    {
        return test_signer::sign(method, test_signer::request(action, own, "nonce" + std::to_string(++nonce_), now));
    }

    /// The answer to a request that must succeed.
    boost::json::object call(std::string const& action, fields const& own = {})
    {
        auto const answer = send("POST", signed_request(action, own));
        BOOST_TEST_REQUIRE(answer.status == 200U, answer.body);
        auto const body = boost::json::parse(answer.body).as_object();
        BOOST_TEST(body.at("RequestId").as_string() == answer.request_id);
        return body;
    }

    /// The code of a request that must be refused.
    std::string refused(std::string const& action, fields const& own = {})
    {
        auto const answer = send("POST", signed_request(action, own));
        BOOST_TEST(answer.status != 200U, answer.body);
        BOOST_TEST(boost::json::parse(answer.body).at("Code").as_string() == answer.code);
        return answer.code;
    }

    std::int64_t upload(std::string const& name)
    {
        return call("CreateUserCertificate",
                    {{"Name", name}, {"Cert", fixtures::leaf_pem}, {"Key", fixtures::leaf_key_pkcs8}})
            .at("CertId")
            .as_int64();
    }

    service& operator*() { return service_; }

    time_point now = *read_timestamp("2026-11-24T05:12:24Z");

private:
    cas::emulator_options with_clock(cas::emulator_options chosen)
    {
        chosen.clock = [this] { return now; };
        return chosen;
    }

    cas::emulator_options options_;
    certificate_authority authority_;
    service service_;
    int nonce_ = 0;
};

} // namespace service_bench
