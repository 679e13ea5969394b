// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The whole service without its sockets: the bytes of a request in, the bytes of an answer out.

#include "aliyun/cas/detail/emulator/account.hpp"
#include "aliyun/cas/detail/emulator/answer_writer.hpp"
#include "aliyun/cas/detail/emulator/certificate_operations.hpp"
#include "aliyun/cas/detail/emulator/certificate_series.hpp"
#include "aliyun/cas/detail/emulator/fault_chooser.hpp"
#include "aliyun/cas/detail/emulator/nonce_book.hpp"
#include "aliyun/cas/detail/emulator/order_operations.hpp"
#include "aliyun/cas/detail/emulator/parameter_reader.hpp"
#include "aliyun/cas/detail/emulator/quota_book.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/detail/emulator/request_checks.hpp"
#include "aliyun/cas/detail/emulator/request_reader.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
{

/// One answer, free of any HTTP library.
struct wire_answer
{
    unsigned status;
    answer_format format;
    std::string body;
    std::string request_id;
    std::string code;   ///< The service's error code; empty for a result.
    std::string action; ///< As far as the request could be read.
    std::string nonce;
    emulator_fault_rule const* fault; ///< What is to go wrong with it; null: nothing.
};

/// Thread-safe: the state is changed by one request at a time.
class service
{
public:
    /// Both arguments must outlive the service.
    service(emulator_options const& options, certificate_authority const& authority)
        : faults(options.faults, options.fault_seed),
          options_(options),
          account_(options, authority),
          keys_(options.access_keys.begin(), options.access_keys.end()),
          nonces_(options.timestamp_window),
          quotas_(options.quotas)
    {
        if (options.order_page_size == 0)
            throw std::invalid_argument("the emulator's order_page_size must not be 0");
        operations_.emplace("CreateUserCertificate", create_user_certificate);
        operations_.emplace("DescribeUserCertificateList", describe_user_certificate_list);
        operations_.emplace("DescribeUserCertificateDetail", describe_user_certificate_detail);
        operations_.emplace("DeleteUserCertificate", delete_user_certificate);
        operations_.emplace("CreateDVOrderAudit", create_dv_order_audit);
        operations_.emplace("DescribeDVOrderResult", describe_dv_order_result);
        operations_.emplace("DescribeOrderInstanceList", describe_order_instance_list);
        versions_.insert(options.version);
        for (auto const& each : options.operations)
        {
            if (each.action.empty() || !each.answer)
                throw std::invalid_argument("an operation that is given to the emulator needs a name and a function");
            auto const& version = each.version.empty() ? options.version : each.version;
            versions_.insert(version);
            given_.insert_or_assign(version + ' ' + each.action, &each);
        }
    }

    service(service const&) = delete;
    service& operator=(service const&) = delete;

    wire_answer answer(wire_request const& request)
    {
        parameters all;
        wire_answer made{};
        made.request_id = new_request_id();
        try
        {
            check_method(request.method);
            read_parameters(request, all);
            made.fault = faults.after_reading(value_of(all, "Action"));
            if (made.fault != nullptr)
                refuse_instead(made.fault->fault);
            auto result = carry_out(request.method, all);
            result["RequestId"] = made.request_id;
            made.status = 200;
            made.format = *format_of(all);
            made.body = write_result(made.format, value_of(all, "Action"), result, options_);
        }
        catch (refusal const& why)
        {
            refuse(made, all, why);
        }
        catch (std::exception const& unexpected)
        {
            refuse(made, all, {500, "InternalError", unexpected.what()});
        }
        made.action = value_of(all, "Action");
        made.nonce = value_of(all, "SignatureNonce");
        return made;
    }

    /// The answer to what never became a request.
    static wire_answer refuse(refusal const& why)
    {
        wire_answer made{};
        made.request_id = new_request_id();
        refuse(made, {}, why);
        return made;
    }

    /// Uploads without a request; throws `std::invalid_argument` with what the service would have said.
    std::int64_t add_certificate(std::string_view name, std::string_view certificate_pem, std::string_view key_pem)
    {
        try
        {
            auto const now = std::chrono::floor<std::chrono::seconds>(options_.clock());
            std::scoped_lock const lock{mutex_};
            return upload(account_, name, certificate_pem, key_pem, now);
        }
        catch (refusal const& why)
        {
            throw std::invalid_argument(why.code + ": " + why.message);
        }
    }

    /// Adds certificates of a series: their names are `certificate-1` and so on. Returns the id of the first one.
    std::int64_t add_certificates(std::uint32_t count)
    {
        auto const now = std::chrono::floor<std::chrono::seconds>(options_.clock());
        auto const series = std::make_shared<certificate_series const>(account_.authority, now);
        std::int64_t first = 0;
        try
        {
            std::scoped_lock const lock{mutex_};
            for (std::uint32_t at = 0; at < count; ++at)
            {
                auto const number = ++in_series_;
                stored_certificate certificate{.id = 0,
                                               .name = "certificate-" + std::to_string(number),
                                               .origin = certificate_origin::uploaded,
                                               .facts = series->facts(number),
                                               .certificate_pem = {},
                                               .key_pem = {},
                                               .series = series,
                                               .number = number};
                auto const id = account_.certificates.add(std::move(certificate), now);
                first = at == 0 ? id : first;
            }
        }
        catch (refusal const& why)
        {
            throw std::invalid_argument(why.code + ": " + why.message);
        }
        return first;
    }

    /// From now on the emulator knows this key; in place of an earlier one of the same id.
    void add_access_key(emulator_key key)
    {
        std::scoped_lock const lock{mutex_};
        keys_.push_front(std::move(key)); // the first one counts, and nobody's reference moves
    }

    std::vector<emulator_change> changes() const
    {
        std::scoped_lock const lock{mutex_};
        auto const& all = account_.certificates.changes();
        return {all.begin(), all.end()};
    }

    std::size_t certificates() const
    {
        std::scoped_lock const lock{mutex_};
        return account_.certificates.size();
    }

    fault_chooser faults;

private:
    boost::json::object carry_out(std::string_view method, parameters const& all)
    {
        auto const now = std::chrono::floor<std::chrono::seconds>(options_.clock());
        auto const* const given = given_operation(all);
        if (given != nullptr && given->caller == emulator_caller::anyone)
        {
            check_format(all);
            return answer_of(*given, all);
        }
        check_common_parameters(all);
        check_version(all, versions_);
        auto const own = value_of(all, "Version") == options_.version ? operations_.find(value_of(all, "Action"))
                                                                      : operations_.end();
        if (given == nullptr && own == operations_.end())
            throw refusal{400, "InvalidAction.NotFound",
                          "Specified api is not found, please check your url and method."};
        check_signature_shape(all);
        auto const timestamp = check_timestamp(all, now, options_.timestamp_window);
        auto const& key = caller(all, now);
        check_signature(method, all, key);

        std::unique_lock lock{mutex_};
        quotas_.spend(key.id, value_of(all, "Action"), now, options_.throttled_status);
        check_nonce(all, key, timestamp, now, nonces_);
        check_language(all);
        if (given == nullptr)
            return own->second(account_, all, now);
        lock.unlock();
        return answer_of(*given, all);
    }

    emulator_operation const* given_operation(parameters const& all) const
    {
        if (given_.empty())
            return nullptr;
        auto const found =
            given_.find(std::string(value_of(all, "Version")) + ' ' + std::string(value_of(all, "Action")));
        return found == given_.end() ? nullptr : found->second;
    }

    boost::json::object answer_of(emulator_operation const& given, parameters const& all)
    {
        std::scoped_lock const lock{given_mutex_};
        return given.answer(all);
    }

    emulator_key const& caller(parameters const& all, time_point now) const
    {
        std::scoped_lock const lock{mutex_};
        return check_caller(all, keys_, now);
    }

    // The faults that are answers of the service, or of something before it.
    void refuse_instead(emulator_fault fault) const
    {
        switch (fault)
        {
        case emulator_fault::throttled:
            throw refusal{options_.throttled_status, "Throttling.User", "Request was denied due to user flow control."};
        case emulator_fault::unavailable:
            throw refusal{503, "ServiceUnavailable",
                          "The request has failed due to a temporary failure of the server."};
        case emulator_fault::redirect:
            throw refusal{302, "", ""};
        case emulator_fault::proxy_authentication_required:
            throw refusal{407, "", ""};
        default:
            return;
        }
    }

    static void refuse(wire_answer& made, parameters const& all, refusal const& why)
    {
        made.status = why.status;
        made.code = why.code;
        made.format = format_of(all).value_or(answer_format::xml);
        made.body = write_refusal(made.format, why, made.request_id);
    }

    emulator_options const& options_;
    account account_;
    std::deque<emulator_key> keys_; // references to them stay good
    nonce_book nonces_;
    quota_book quotas_;
    operation_table operations_;
    std::map<std::string, emulator_operation const*, std::less<>> given_; // by version, a blank, action
    std::set<std::string, std::less<>> versions_;
    std::uint32_t in_series_ = 0;
    mutable std::mutex mutex_;
    std::mutex given_mutex_; // users' functions may call back
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
