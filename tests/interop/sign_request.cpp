// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Signs requests for comparison with other clients. Reads one JSON object a line, {"method", "secret", "parameters":
// {name: value, ...}}, and prints for each {"canonical_query", "string_to_sign", "signature"}.
//
// Everything goes through the library's own tables: the operation is chosen by `Action`, its members and those of the
// common parameters are set by their names, and what the tables do not have is an error.

#include "aliyun/cas/detail/sign/rpc_v1.hpp"
#include "aliyun/cas/operations.hpp"

#include "../../examples/3_programs/certificates/cdn_operation.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>

namespace
{

namespace cas = aliyun::cas;

/// The parameters of one request. Each is taken once; what nobody has taken in the end is unknown.
class given_parameters
{
public:
    explicit given_parameters(boost::json::object const& values)
    {
        for (auto const& [name, value] : values)
            values_.emplace(name, value.as_string());
    }

    [[nodiscard]] bool has(std::string_view name) const { return values_.find(name) != values_.end(); }

    /// The value of a parameter; it lives as long as this object.
    [[nodiscard]] std::string const* take(std::string_view name)
    {
        auto const found = values_.find(name);
        if (found == values_.end())
            return nullptr;
        taken_.insert(found->first);
        return &found->second;
    }
    [[nodiscard]] std::string const& require(std::string_view name)
    {
        if (auto const* const value = take(name))
            return *value;
        throw std::runtime_error("the parameter " + std::string(name) + " is missing");
    }
    void require_value(std::string_view name, std::string_view expected)
    {
        if (auto const& value = require(name); value != expected)
            throw std::runtime_error("the parameter " + std::string(name) + " is `" + value + "` in place of `" +
                                     std::string(expected) + "`");
    }
    void refuse_rest() const
    {
        for (auto const& [name, value] : values_)
            if (taken_.count(name) == 0)
                throw std::runtime_error("the operation has no parameter `" + name + "`");
    }

private:
    std::map<std::string, std::string, std::less<>> values_;
    std::set<std::string_view> taken_;
};

void set_value(std::string& member, std::string const& text)
{
    member = text;
}
void set_value(std::string_view& member, std::string const& text)
{
    member = text;
}
void set_value(cas::common_value& member, std::string const& text)
{
    member = text;
}
void set_value(cas::secret_string& member, std::string const& text)
{
    member.assign(text);
}
void set_value(std::int64_t& member, std::string const& text)
{
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), member);
    if (error != std::errc() || end != text.data() + text.size() || std::to_string(member) != text)
        throw std::runtime_error("`" + text + "` is no integer as the library spells one");
}
void set_value(cas::domain_verify_type& member, std::string const& text)
{
    for (auto const value : {cas::domain_verify_type::dns, cas::domain_verify_type::file})
        if (spelling(value) == text)
        {
            member = value;
            return;
        }
    throw std::runtime_error("`" + text + "` is no way to verify a domain");
}
template <typename Value>
void set_value(std::optional<Value>& member, std::string const& text)
{
    set_value(member.emplace(), text);
}

template <typename Param, typename Object>
void set_param(Object& object, given_parameters& given, std::string_view action)
{
    if constexpr (requires { Param::value; })
        given.require_value(Param::name, Param::value);
    else if constexpr (!requires { Param::member; })
        given.require_value(Param::name, action);
    else if constexpr (!Param::is_optional)
        set_value(object.*Param::member, given.require(Param::name));
    else if (auto const* const text = given.take(Param::name))
        set_value(object.*Param::member, *text);
}

/// Sets the members of `object` that the table names.
template <typename... Params, typename Object>
void set_params(cas::param_table<Params...>, Object& object, given_parameters& given,
                [[maybe_unused]] std::string_view action)
{
    (set_param<Params>(object, given, action), ...);
}

template <typename Common, typename Op>
boost::json::object signed_with(Op op, given_parameters& given, cas::detail::http_method method,
                                std::string const& secret)
{
    cas::request_context context;
    set_params(Common{}, context, given, Op::traits.action);
    set_params(typename Op::params{}, op, given, Op::traits.action);
    given.refuse_rest();
    cas::detail::rpc_v1_signer signer;
    signer.sign<Common>(method, op, context, cas::detail::hmac_sha1_key{secret + '&'});
    return {{"canonical_query", signer.canonical_query()},
            {"string_to_sign", signer.string_to_sign()},
            {"signature", signer.signature()}};
}

// An operation of another product that the published examples use, and the typing error in one of them as a table.
struct describe_regions
{
    using response = cas::request_receipt;
    static constexpr cas::operation_traits traits{.action = "DescribeRegions"};
    using params = cas::param_table<>;
};
using misspelt_params = cas::param_table<
    cas::param<"AccessKeyId", &cas::request_context::access_key_id>, cas::action_param<"Action">,
    cas::param<"Format", &cas::request_context::format>, cas::constant<"SignatureMethod", "HMAC-SHA1">,
    cas::param<"SignatureNonce", &cas::request_context::nonce>, cas::constant<"SignatureVersion", "1.0">,
    cas::param<"TimeStamp", &cas::request_context::timestamp>, cas::param<"Version", &cas::request_context::version>>;

boost::json::object answer(boost::json::object const& request)
{
    auto const text = [&request](char const* name) { return std::string(request.at(name).as_string()); };
    auto const secret = text("secret");
    auto const method_name = text("method");
    auto const method = method_name == "POST" ? cas::detail::http_method::post : cas::detail::http_method::get;
    if (method_name != "GET" && method_name != "POST")
        throw std::runtime_error("there is no method `" + method_name + "`");
    given_parameters given{request.at("parameters").as_object()};
    auto const& action = given.require("Action");

    std::optional<boost::json::object> result;
    auto const sign_if_asked = [&](auto const& op)
    {
        if (op.traits.action != action)
            return;
        if (given.has("TimeStamp"))
            result = signed_with<misspelt_params>(op, given, method, secret);
        else
            result = signed_with<cas::rpc_v1_params>(op, given, method, secret);
    };
    // Each with any values: all that are required are set by name.
    std::apply([&](auto const&... op) { (sign_if_asked(op), ...); },
               std::tuple{cas::create_user_certificate{cas::certificate_name{""}, cas::certificate_pem{""},
                                                       cas::private_key_pem{""}},
                          cas::describe_user_certificate_list{}, cas::describe_user_certificate_detail{0},
                          cas::delete_user_certificate{0},
                          cas::create_dv_order_audit{cas::order_instance_id{""}, cas::domain_list{""},
                                                     cas::domain_verify_type::dns, cas::order_contact{}},
                          cas::describe_dv_order_result{""}, cas::describe_order_instance_list{}, describe_regions{},
                          certificates::set_cdn_domain_ssl_certificate{"", 0, "", ""}});
    if (!result)
        throw std::runtime_error("there is no operation `" + action + "`");
    return std::move(*result);
}

} // namespace

int main()
{
    std::size_t number = 0;
    try
    {
        for (std::string line; std::getline(std::cin, line);)
        {
            ++number;
            if (!line.empty())
                std::cout << boost::json::serialize(answer(boost::json::parse(line).as_object())) << '\n';
        }
    }
    catch (std::exception const& problem)
    {
        std::cerr << "sign_request: line " << number << ": " << problem.what() << '\n';
        return 1;
    }
}
