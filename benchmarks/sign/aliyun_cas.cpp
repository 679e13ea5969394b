// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The library's signing: a whole signed query, its nonce and its timestamp made anew; and the same with the HTTP
// request around it, as a call sends it. aliyun_cas_low_level_sha1.cpp compiles this once more, with other calls.

#include "signed_requests.hpp"

#include "../baselines/hmac_sha1.hpp"
#include "../support/contender.hpp"

#include "aliyun/cas/detail/call/write_request.hpp"
#include "aliyun/cas/operations.hpp"

#include <boost/asio/io_context.hpp>
#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace
{

namespace cas = aliyun::cas;
#if defined(ALIYUN_CAS_LOW_LEVEL_SHA1)
constexpr char subject[] = "aliyun_cas_low_level_sha1";
constexpr char same_calls[] = "hmac_by_low_level_sha1";
#else
constexpr char subject[] = "aliyun_cas";
constexpr char same_calls[] = "hmac_by_md_copies";
#endif
namespace detail = aliyun::cas::detail;

cas::describe_user_certificate_list list_request()
{
    bench::list_values const values;
    cas::describe_user_certificate_list op(values.current_page, values.show_size);
    op.lang = values.lang;
    return op;
}

cas::create_user_certificate upload_request()
{
    bench::upload_values const values;
    return {cas::certificate_name(values.name), cas::certificate_pem(values.cert), cas::private_key_pem(values.key)};
}

std::string base64_hmac(std::string_view text)
{
    auto const digest = bench::hmac_by_one_shot(std::string(bench::access_key_secret) + "&")(text);
    unsigned char encoded[29]; // 28 characters and a zero
    auto const size = EVP_EncodeBlock(encoded, digest.data(), static_cast<int>(digest.size()));
    return {encoded, encoded + size};
}

/// What a client keeps between two requests.
struct signing
{
    boost::asio::io_context context{};
    cas::credentials who{bench::access_key_id, bench::access_key_secret};
    detail::client_core core{context.get_executor(), who, cas::client_options()};
    detail::request_scratch scratch{};

    template <typename Op>
    std::string_view sign(detail::http_method method, Op const& op)
    {
        detail::nonce const once;
        cas::request_context moment;
        moment.access_key_id = who.access_key_id_param();
        moment.format = {core.options.format.name(), core.encoded_format};
        moment.nonce = once.value();
        moment.timestamp = scratch.timestamp(core.now());
        moment.version = {core.options.version, core.encoded_version};
        return scratch.signer.sign<cas::rpc_v1_params>(method, op, moment, who.signing_key());
    }
};

template <typename Op>
void add(std::vector<bench::contender>& all, std::string const& load, detail::http_method method, Op const& op,
         std::string (*expected)(bench::request_moment const&))
{
    auto const own = std::make_shared<signing>();
    auto bare = bench::repeated(
        subject, load, [own, method, op](std::size_t) { return own->sign(method, op); },
        [own, method, op, expected]
        {
            auto const query = own->sign(method, op);
            auto const text =
                expected({bench::query_value(query, "SignatureNonce"), bench::query_value(query, "Timestamp")});
            if (own->scratch.signer.string_to_sign() != text ||
                bench::query_value(query, "Signature") != base64_hmac(text))
                throw std::runtime_error("the library has signed something else");
        });
    bare.peer = same_calls;
    all.push_back(std::move(bare));
    all.push_back(bench::repeated(std::string(subject) + "_with_http", load,
                                  [own, op](std::size_t)
                                  {
                                      detail::write_request(detail::code_of<Op>, &op, own->core,
                                                            &*own->core.source.fixed(), own->scratch);
                                      return own->scratch.request.view();
                                  }));
}

bench::joins const joined{
    [](std::vector<bench::contender>& all)
    {
        add(all, "list", detail::http_method::get, list_request(), bench::list_string_to_sign);
        add(all, "upload", detail::http_method::post, upload_request(), bench::upload_string_to_sign);
#if !defined(ALIYUN_CAS_LOW_LEVEL_SHA1)
        all.push_back(bench::repeated("aliyun_cas", "nonce", [](std::size_t) { return detail::nonce().view(); }));
#endif
    }};

} // namespace
