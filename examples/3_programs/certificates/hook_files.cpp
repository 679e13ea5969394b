// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "hook_files.hpp"

#include "problem.hpp"

#include <filesystem>
#include <system_error>

namespace certificates
{

hook_files find_hook_files(std::vector<std::string> const& arguments,
                           std::function<std::optional<std::string>(char const*)> const& variable)
{
    if (arguments.size() == 5 || arguments.size() == 6)
    {
        hook_files found{"acme.sh", {arguments[2], arguments[1]}};
        std::error_code unknown;
        if (std::filesystem::exists(arguments[4], unknown))
            found.paths.push_back(arguments[4]);
        return found;
    }
    if (!arguments.empty())
        throw usage_problem(std::to_string(arguments.size()) +
                            " arguments: acme.sh gives five or six (domain, key, certificate, authority, full chain, "
                            "PFX file), certbot and lego none");
    if (auto const folder = variable("RENEWED_LINEAGE"); folder && !folder->empty())
        return {"certbot", {*folder + "/fullchain.pem", *folder + "/privkey.pem"}};
    for (std::string const prefix : {"LEGO_HOOK_", "LEGO_"})
    {
        auto const certificate_name = prefix + "CERT_PATH";
        auto const key_name = prefix + "CERT_KEY_PATH";
        auto const certificate = variable(certificate_name.c_str());
        auto const key = variable(key_name.c_str());
        if (!certificate && !key)
            continue;
        if (!certificate || certificate->empty() || !key || key->empty())
            throw usage_problem("of " + certificate_name + " and " + key_name + " only one is set");
        return {"lego", {*certificate, *key}};
    }
    throw usage_problem("this is a deploy hook: certbot sets RENEWED_LINEAGE, lego LEGO_HOOK_CERT_PATH and "
                        "LEGO_HOOK_CERT_KEY_PATH, acme.sh gives its files as arguments; there is none of these");
}

} // namespace certificates
