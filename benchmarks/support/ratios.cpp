// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "ratios.hpp"

#include <utility>

namespace bench
{
namespace
{

std::string const ours = "aliyun_cas";

class ratio_list
{
public:
    explicit ratio_list(samples const& measured) : measured_(measured) {}

    /// One figure over another, times `scale`.
    void add(std::string name, std::optional<double> target, figure const& above, figure const& below, double scale = 1)
    {
        auto const* const left = measured_.find(above);
        auto const* const right = measured_.find(below);
        if (left != nullptr && right != nullptr)
            list_.push_back({std::move(name), *left / *right * scale, target});
    }

    /// Our figure over a rival's, on the same load.
    void add_rival(std::string name, std::optional<double> target, figure ours_of, std::string const& rival)
    {
        figure theirs = ours_of;
        theirs.subject = rival;
        ours_of.subject = ours;
        add(std::move(name), target, ours_of, theirs);
    }

    /// What one figure is above another, by the piece.
    void add_difference(std::string name, std::optional<double> target, figure const& above, figure const& below,
                        double pieces = 1)
    {
        auto const* const left = measured_.find(above);
        auto const* const right = measured_.find(below);
        if (left == nullptr || right == nullptr)
            return;
        series difference;
        difference.add((left->median() - right->median()) / pieces);
        list_.push_back({std::move(name), difference, target});
    }

    /// A figure that is judged as it is.
    void add_alone(std::string name, std::optional<double> target, figure const& figure_of)
    {
        if (auto const* const found = measured_.find(figure_of))
            list_.push_back({std::move(name), *found, target});
    }

    [[nodiscard]] std::vector<ratio> take() && { return std::move(list_); }

private:
    samples const& measured_;
    std::vector<ratio> list_;
};

void add_sign(ratio_list& list, samples const& measured)
{
    figure const request{"sign", "list", {}, "ns"};
    figure const upload{"sign", "upload", {}, "ns"};
    // The bare HMAC by the same calls of OpenSSL as ours.
    list.add_rival("sign_list_over_hmac", 1.2, request, measured.peer_of({"sign", "list", ours, {}}));
    list.add_rival("sign_upload_over_hmac", 1.4, upload, measured.peer_of({"sign", "upload", ours, {}}));
    list.add("sign_list_over_hmac_of_own_bytes", std::nullopt, {"sign", "list", ours, "ns"},
             {"sign", "list_short_nonce", measured.peer_of({"sign", "list", ours, {}}), "ns"});
    list.add_rival("sign_list_over_raw_hmac", 1.4, request, "hmac_by_low_level_sha1");
    for (std::string const load : {"list", "upload"})
        list.add("sign_" + load + "_by_low_level_sha1_over_raw_hmac", std::nullopt,
                 {"sign", load, "aliyun_cas_low_level_sha1", "ns"}, {"sign", load, "hmac_by_low_level_sha1", "ns"});
    list.add_alone("sign_allocations", 0, {"sign", "list", ours, "allocations_by_new"});
    list.add_alone("sign_allocations_in_openssl", std::nullopt, {"sign", "list", ours, "allocations_by_openssl"});
}

void add_decode(ratio_list& list)
{
    figure const page{"decode", "page_50", {}, "ns"};
    list.add_rival("decode_over_simdjson_in_order", 1.25, page, "simdjson_in_order");
    list.add_rival("decode_over_simdjson_any_order", 0.95, {"decode", "page_50_reordered", {}, "ns"},
                   "simdjson_any_order");
    list.add_rival("decode_over_simdjson_as_they_come", std::nullopt, {"decode", "page_50_reordered", {}, "ns"},
                   "simdjson_as_they_come");
    list.add_rival("decode_over_boost_dom", 0.4, page, "boost_json_document");
    list.add("decode_1000_per_entry_over_50", 1.1, {"decode", "page_1000", ours, "ns"},
             {"decode", "page_50", ours, "ns"}, 50.0 / 1000.0);
}

/// Judged are the calls to nginx: that is the server which the targets name. The benchmark's own server leaves the
/// client as the limit; it stands in where there is no nginx.
void add_load(ratio_list& list, samples const& measured)
{
    bool const has_nginx = measured.find({"load", "nginx/small/64", ours, "cpu_per_call_us"}) != nullptr;
    std::string const judged = has_nginx ? "nginx" : "memory";
    auto const add = [&](std::string const& server, std::string const& suffix, auto target)
    {
        figure const small{"load", server + "/small/64", {}, "cpu_per_call_us"};
        figure const page{"load", server + "/page/64", {}, "cpu_per_call_us"};
        list.add_rival("small_cpu_over_wrk" + suffix, target(0.9), small, "wrk");
        list.add_rival("page_cpu_over_wrk" + suffix, target(1.5), page, "wrk");
        list.add_rival("small_cpu_over_beast" + suffix, std::nullopt, small, "bare_beast");
        list.add_rival("page_cpu_over_beast" + suffix, target(0.85), page, "bare_beast");
        list.add_rival("small_cpu_over_curl" + suffix, target(0.45), small, "curl_multi");
        list.add_rival("latency1_page_over_wrk" + suffix, target(1.25), {"load", server + "/page/1", {}, "p50_us"},
                       "wrk");
    };
    add(judged, "", [](double limit) { return std::optional(limit); });
    if (has_nginx)
        add("memory", "_from_memory", [](double) { return std::optional<double>(); });
    list.add_alone("call_allocations", 4, {"load", judged + "/small/64", ours, "allocations_besides_result"});
}

void add_compile_time(ratio_list& list)
{
    figure const bare{"compile_time", "one_call", "bare_beast", {}};
    figure const one{"compile_time", "one_call", ours, {}};
    figure const three{"compile_time", "three_calls", ours, {}};
    auto const by = [](figure what, char const* metric)
    {
        what.metric = metric;
        return what;
    };
    list.add("compile_over_beast", 0.65, by(one, "cpu_seconds"), by(bare, "cpu_seconds"));
    list.add_difference("compile_further_call_seconds", 0.3, by(three, "cpu_seconds"), by(one, "cpu_seconds"), 2);
    list.add_difference("size_above_beast_kib", 250, by(one, "stripped_kib"), by(bare, "stripped_kib"));
    list.add_difference("size_further_call_kib", 6, by(three, "stripped_kib"), by(one, "stripped_kib"), 2);
    // Of which awaiting anything that completes with such an outcome takes:
    figure const awaits{"compile_time", "two_awaits_more", ours, {}};
    list.add_difference("size_further_await_kib", std::nullopt, by(awaits, "stripped_kib"), by(one, "stripped_kib"), 2);
}

} // namespace

std::vector<ratio> ratios_of(samples const& measured)
{
    ratio_list list(measured);
    add_sign(list, measured);
    add_decode(list);
    add_load(list, measured);
    list.add("pages_window8_over_sequential", 0.15, {"pages", "window_8", ours, "seconds"},
             {"pages", "window_1", ours, "seconds"});
    add_compile_time(list);
    return std::move(list).take();
}

} // namespace bench
