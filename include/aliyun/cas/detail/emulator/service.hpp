// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The whole service without its sockets: the bytes of a request in, the bytes of an answer out.

#include "aliyun/cas/detail/emulator/account.hpp"
#include "aliyun/cas/detail/emulator/answer_writer.hpp"
#include "aliyun/cas/detail/emulator/certificate_operations.hpp"
#include "aliyun/cas/detail/emulator/nonce_book.hpp"
#include "aliyun/cas/detail/emulator/order_operations.hpp"
#include "aliyun/cas/detail/emulator/parameter_reader.hpp"
#include "aliyun/cas/detail/emulator/refusal.hpp"
#include "aliyun/cas/detail/emulator/request_checks.hpp"
#include "aliyun/cas/detail/emulator/request_reader.hpp"
#include "aliyun/cas/detail/emulator/service_time.hpp"
#include "aliyun/cas/emulator_options.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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
};

/// Thread-safe: the state is changed by one request at a time.
class service
{
public:
    /// Both arguments must outlive the service.
    service(emulator_options const& options, certificate_authority const& authority)
        : options_(options), account_(options, authority), nonces_(options.timestamp_window)
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
            std::scoped_lock const lock{mutex_};
            return upload(account_, name, certificate_pem, key_pem);
        }
        catch (refusal const& why)
        {
            throw std::invalid_argument(why.code + ": " + why.message);
        }
    }

    std::size_t certificates() const
    {
        std::scoped_lock const lock{mutex_};
        return account_.certificates.size();
    }

private:
    boost::json::object carry_out(std::string_view method, parameters const& all)
    {
        auto const now = std::chrono::floor<std::chrono::seconds>(options_.clock());
        check_common_parameters(all, options_.version);
        auto const chosen = operations_.find(value_of(all, "Action"));
        if (chosen == operations_.end())
            throw refusal{400, "InvalidAction.NotFound",
                          "Specified api is not found, please check your url and method."};
        check_signature_shape(all);
        auto const timestamp = check_timestamp(all, now, options_.timestamp_window);
        auto const& key = check_caller(all, options_.access_keys, now);
        check_signature(method, all, key);

        std::scoped_lock const lock{mutex_};
        check_nonce(all, key, timestamp, now, nonces_);
        check_language(all);
        return chosen->second(account_, all, now);
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
    nonce_book nonces_;
    operation_table operations_;
    mutable std::mutex mutex_;
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail::emulated
