// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What the emulated service is told at its start: who may call, what was bought, and which of the service's moods to
// show.

#include "aliyun/cas/emulator_faults.hpp"
#include "aliyun/cas/emulator_operation.hpp"
#include "aliyun/cas/emulator_request.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas
{

/// An AccessKey the emulator knows. With a security token it stands for temporary (STS) credentials.
class emulator_key
{
public:
    explicit emulator_key(std::string key_id, std::string key_secret, std::string token = {})
        : id(std::move(key_id)), secret(std::move(key_secret)), security_token(std::move(token))
    {
    }

    std::string id;             ///< The AccessKey id.
    std::string secret;         ///< The AccessKey secret.
    std::string security_token; ///< Asked for with every request, if there is one.

    /// From this instant on the emulator answers `InvalidSecurityToken.Expired`.
    std::optional<std::chrono::system_clock::time_point> expires{};
};

/// How a domain-validated order ends once its checks are over.
enum class emulator_order_outcome
{
    issued,
    check_failed
};

/// An order instance that was bought: no operation of the service makes one, so it is given at the start.
class emulator_order
{
public:
    explicit emulator_order(std::string instance, emulator_order_outcome ends_as = emulator_order_outcome::issued)
        : instance_id(std::move(instance)), outcome(ends_as)
    {
    }

    std::string instance_id;        ///< By which operations name it.
    emulator_order_outcome outcome; ///< How it ends.
    std::int64_t id = 0;            ///< 0: the emulator chooses one.
    std::string cert_type = "FREE"; ///< As the list shows it.
    std::string source = "buy";     ///< The same.

    /// An order can be submitted while it is `Paid`; any other text is only listed.
    std::string status = "Paid";
};

/// Which of the two published answers `CreateUserCertificate` gives.
enum class emulator_create_answer
{
    with_cert_id,
    without_cert_id ///< The old sample's shape: `HostId`, `Code` "200", and no `CertId`.
};

/// How the entries of a list stand in XML; both are found in the field.
enum class emulator_xml_lists
{
    repeated, ///< `<CertificateList>…</CertificateList>` once per entry.
    nested    ///< One `<CertificateList>` that holds an element of the same name per entry.
};

/// The root element of an XML answer; both are found in the field.
enum class emulator_xml_root
{
    action_response, ///< `<DeleteUserCertificateResponse>`
    action           ///< `<DeleteUserCertificate>`
};

/// The highest version of TLS that is spoken; 1.2 always is.
enum class emulator_tls
{
    v1_2,
    v1_3
};

/// How many calls of an operation one key may make within a second; an operation that is not named may be called
/// without limit.
using emulator_quotas = std::map<std::string, unsigned, std::less<>>;

/// The quotas of the service's reference. Those of the order operations are assumed: it says nothing about them.
inline emulator_quotas documented_quotas()
{
    return {
        {"CreateUserCertificate", 10},    {"DescribeUserCertificateList", 10}, {"DescribeUserCertificateDetail", 10},
        {"DeleteUserCertificate", 100},   {"CreateDVOrderAudit", 10},          {"DescribeDVOrderResult", 10},
        {"DescribeOrderInstanceList", 10}};
}

/// Everything that can be chosen about an emulator.
class emulator_options
{
public:
    /// Declared so that the type is no aggregate: g++ 12 destroys an aggregate temporary twice in a `co_await`
    /// expression.
    emulator_options() = default;

    std::string address = "127.0.0.1"; ///< IPv4 or IPv6, as digits; the server's certificate names it too.
    std::uint16_t port = 0;            ///< 0: a free one is chosen.

    std::vector<emulator_key> access_keys{emulator_key{"testid", "testsecret"}}; ///< Whose signatures are good.
    std::string version = "2018-07-13";                                          ///< Of its own operations.

    /// Further operations. One with the action and the version of the emulator's own takes its place.
    std::vector<emulator_operation> operations{};

    /// Past them `Throttling.User` is answered, until the clock's next whole second. By default there are none.
    emulator_quotas quotas{};
    unsigned throttled_status = 400; ///< Or 429: both are found in the field.

    /// What goes wrong on purpose; by default nothing does.
    std::vector<emulator_fault_rule> faults{};
    std::uint32_t fault_seed = 1; ///< Of the choices that are left to chance.

    std::vector<emulator_order> bought_orders{};        ///< What was bought before the start.
    unsigned checks_until_issued = 2;                   ///< How many answers say `checking` before an order is decided.
    std::string check_failed_spelling = "check_failed"; ///< The other edition of the reference has `check_fail`.
    std::size_t order_page_size = 50;                   ///< Of `DescribeOrderInstanceList`.

    emulator_create_answer create_answer = emulator_create_answer::with_cert_id; ///< Which of its two shapes.
    emulator_xml_lists xml_lists = emulator_xml_lists::repeated;                 ///< The same.
    emulator_xml_root xml_root = emulator_xml_root::action_response;             ///< The same.

    /// Beyond 2^32, so that a client that cuts ids to 32 bits is found out.
    std::int64_t first_certificate_id = 4'294'968'001;

    /// The service's time; for expiry, the timestamp window and the `Date` header. May be called from several threads.
    std::function<std::chrono::system_clock::time_point()> clock = [] { return std::chrono::system_clock::now(); };
    std::chrono::seconds timestamp_window{15 * 60}; ///< How far a `Timestamp` may be off.

    emulator_tls highest_tls = emulator_tls::v1_3; ///< What is spoken at best.
    std::chrono::milliseconds latency{0};          ///< How long every answer is held back.
    std::chrono::seconds keep_alive{75};           ///< How long an idle connection is kept; 0 closes after each answer.
    std::chrono::seconds request_timeout{30};      ///< How long a request may take to arrive once it has begun.
    std::uint32_t header_limit = 64 * 1024;        ///< Bytes of a request's header.
    std::uint64_t body_limit = 4 * 1024 * 1024;    ///< Bytes of a request's body.
    std::size_t history_limit = 100'000;           ///< How many requests, and how many changes, are remembered.

    /// Told of every answer before it is sent; may be called from several threads.
    std::function<void(emulator_request const&)> on_request{};
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas
