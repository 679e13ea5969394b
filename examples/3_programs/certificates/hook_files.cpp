// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "hook_files.hpp"

#include "problem.hpp"

#include <tuple>

namespace certificates
{

hook_files find_hook_files(std::vector<std::string> const& arguments,
                           std::function<std::optional<std::string>(char const*)> const& variable)
{
    constexpr std::size_t of_acme_sh = 5;
    if (arguments.size() == of_acme_sh)
    {
        // Versions of acme.sh without a full chain give the certificate in its place.
        auto const& chain = arguments[4].empty() ? arguments[2] : arguments[4];
        return {"acme.sh", chain, arguments[1]};
    }
    if (!arguments.empty())
        throw usage_problem(std::to_string(arguments.size()) +
                            " arguments: acme.sh gives five (domain, key, certificate, authority, full chain), certbot "
                            "and lego none");
    if (auto const folder = variable("RENEWED_LINEAGE"); folder && !folder->empty())
        return {"certbot", *folder + "/fullchain.pem", *folder + "/privkey.pem"};
    for (auto const& [client, chain_name, key_name] :
         {std::tuple("lego", "LEGO_HOOK_CERT_PATH", "LEGO_HOOK_CERT_KEY_PATH"),
          std::tuple("lego", "LEGO_CERT_PATH", "LEGO_CERT_KEY_PATH")})
    {
        auto const chain = variable(chain_name);
        auto const key = variable(key_name);
        if (!chain && !key)
            continue;
        if (!chain || chain->empty() || !key || key->empty())
            throw usage_problem(std::string("of ") + chain_name + " and " + key_name + " only one is set");
        return {client, *chain, *key};
    }
    throw usage_problem("this is a deploy hook: certbot sets RENEWED_LINEAGE, lego LEGO_HOOK_CERT_PATH and "
                        "LEGO_HOOK_CERT_KEY_PATH, acme.sh gives five arguments; there is none of these");
}

} // namespace certificates
