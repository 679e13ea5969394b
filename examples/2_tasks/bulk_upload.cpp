// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Uploads the certificates of a folder: NAME.pem with the chain beside NAME.key. Checked before anything is sent, left
// out if the account has them, a few at a time within the service's quota, and each one told.
//
//     bulk_upload FOLDER        without one: three throwaway certificates

#include "../support/from_environment.hpp"
#include "../support/throwaway_certificate.hpp"

#include <aliyun/cas.hpp>
#include <aliyun/cas/pem_check.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <openssl/crypto.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

struct candidate
{
    std::string name;
    std::string chain;
    cas::secret_string key;
};

// Of a key no copy stays behind: neither in the stream's buffer, which there is none of, nor in ours.
cas::secret_string read(std::filesystem::path const& path)
{
    std::ifstream file;
    file.rdbuf()->pubsetbuf(nullptr, 0);
    file.open(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path.string());
    cas::secret_string text;
    std::array<char, 4096> block;
    while (file.read(block.data(), block.size()), file.gcount() > 0)
        text.append({block.data(), static_cast<std::size_t>(file.gcount())});
    OPENSSL_cleanse(block.data(), block.size());
    return text;
}

std::vector<candidate> read_folder(std::filesystem::path const& folder)
{
    std::vector<candidate> found;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        if (auto path = entry.path(); path.extension() == ".pem")
        {
            auto const chain = read(path);
            found.push_back({path.stem().string(), std::string(chain.reveal()), read(path.replace_extension(".key"))});
        }
    return found;
}

std::vector<candidate> make_some()
{
    std::vector<candidate> made;
    for (std::string const name : {"one.example", "two.example", "three.example"})
    {
        auto one = support::make_throwaway_certificate(name);
        made.push_back({name, std::move(one.cert), std::move(one.key)});
    }
    return made;
}

// How many of them did not arrive.
asio::awaitable<int> upload_all(cas::client& client, std::vector<candidate> candidates)
{
    // One walk over the list tells what is there, however many are to be uploaded.
    std::set<std::string> there;
    auto certificates = client.entries(cas::describe_user_certificate_list{1, 50}, cas::page_options{8});
    while (auto const one = (co_await certificates.async_next()).value())
        there.insert(one->fingerprint);

    int failed = 0;
    std::vector<candidate> wanted;
    for (auto& one : candidates)
    {
        auto const report =
            cas::check_upload({one.name + ".pem", one.chain}, {one.name + ".key", one.key.reveal()}, one.name);
        for (auto const& finding : report.findings)
            std::cerr << finding << '\n';
        if (!report.passes())
            ++failed;
        else if (there.contains(report.certificate->fingerprint))
            std::cout << one.name << ": is there already\n";
        else
            wanted.push_back(std::move(one));
    }

    auto const to_operation = [](candidate const& one)
    {
        return cas::create_user_certificate{cas::certificate_name{one.name}, cas::certificate_pem{one.chain},
                                            cas::private_key_pem{one.key}};
    };
    auto uploads = client.call_each(wanted, to_operation, cas::each_options{4});
    while (auto const one = (co_await uploads.async_next()).value())
    {
        auto const& upload = wanted[one->index];
        if (one->result)
        {
            std::cout << upload.name << ": uploaded\n";
            continue;
        }
        // No answer is not "no": the certificate may be there all the same, and must not be uploaded twice.
        if (one->result.error().maybe_executed)
        {
            auto finding = cas::async_find_certificate(client, cas::certificate_name{upload.name},
                                                       cas::certificate_pem{upload.chain});
            auto const found = co_await std::move(finding);
            if (found && found->state == cas::upload_state::arrived)
            {
                std::cout << upload.name << ": uploaded, though its answer was lost\n";
                continue;
            }
        }
        std::cerr << upload.name << ": " << one->result.error() << '\n';
        ++failed;
    }
    co_return failed;
}

int main(int argc, char** argv)
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    int failed = 0;
    asio::co_spawn(context, upload_all(client, argc > 1 ? read_folder(argv[1]) : make_some()),
                   [&failed](std::exception_ptr problem, int count)
                   {
                       if (problem)
                           std::rethrow_exception(problem);
                       failed = count;
                   });
    context.run();
    return failed == 0 ? 0 : 1;
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}
