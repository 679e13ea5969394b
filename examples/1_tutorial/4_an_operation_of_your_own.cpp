// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The library knows seven operations; an eighth is a struct with two tables in your own file. This one reads the list with
// a status filter and keeps only two fields of each entry.

#include "../support/from_environment.hpp"

#include <aliyun/cas.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace cas = aliyun::cas;

namespace mine
{

struct certificate_name_only
{
    std::int64_t id = 0;
    std::string name{};

    using fields = cas::field_table<cas::field<"Id", &certificate_name_only::id>,
                                    cas::field<"Name", &certificate_name_only::name>>;
};

struct names_page
{
    std::vector<certificate_name_only> certificates{};
    std::int64_t total = 0;

    using fields = cas::field_table<cas::field<"CertificateList", &names_page::certificates>,
                                    cas::field<"TotalCount", &names_page::total>>;
};

struct list_names
{
    // A constructor, and not an aggregate: g++ 12 miscompiles aggregate temporaries in co_await expressions.
    explicit list_names(std::int64_t at) : page(at) {}

    std::int64_t page;
    std::optional<std::string> status{}; // not sent unless set

    using response = names_page;
    static constexpr cas::operation_traits traits{.action = "DescribeUserCertificateList",
                                                  .repeat = cas::repeat_safety::safe};
    using params = cas::param_table<cas::param<"CurrentPage", &list_names::page>, cas::constant<"ShowSize", "20">,
                                    cas::param<"Status", &list_names::status>>;
};

} // namespace mine

asio::awaitable<void> show_names(cas::client& client)
{
    auto const page = (co_await client.async_call(mine::list_names{1})).value();
    std::cout << page.certificates.size() << " of " << page.total << '\n';
    for (auto const& certificate : page.certificates)
        std::cout << certificate.id << ' ' << certificate.name << '\n';
}

int main()
try
{
    asio::io_context context;
    cas::client client{context, cas::credentials_from_environment(), options_from_environment()};
    asio::co_spawn(context, show_names(client),
                   [](std::exception_ptr problem)
                   {
                       if (problem)
                           std::rethrow_exception(problem);
                   });
    context.run();
}
catch (std::exception const& problem)
{
    std::cerr << problem.what() << '\n';
    return 1;
}
