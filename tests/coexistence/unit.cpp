// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Somebody's unit that uses the library, compiled several times: NAME is what it offers to main.cpp. With JSON_SOURCES
// it has the compiled part of Boost.JSON in it by its own decision, before our header; else our header comes first.

#if defined(JSON_SOURCES)
#include <boost/json/src.hpp>
#endif
#include <aliyun/cas.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <cstddef>
#include <string>

extern "C" [[gnu::visibility("default")]] char const* NAME(unsigned short port, int calls, char* says,
                                                           std::size_t room);

/// Makes calls that cannot succeed and tells how the last of them ended.
char const* NAME(unsigned short port, int calls, char* says, std::size_t room)
{
    namespace cas = aliyun::cas;

    boost::asio::io_context context;
    cas::client_options options;
    options.endpoint = "https://127.0.0.1:" + std::to_string(port);
    options.retry.max_attempts = 1;
    std::string told = "nothing";
    for (int i = 0; i < calls; ++i)
    {
        // A client for each: one whose connections fail makes the next of them after a pause.
        cas::client client(context, cas::credentials("id", "secret"), options);
        client.async_call(cas::create_user_certificate(cas::certificate_name("name"),
                                                       cas::certificate_pem(std::string(100'000, 'c')),
                                                       cas::private_key_pem(std::string(100'000, 'k'))),
                          [&told](auto done)
                          {
                              if (!done)
                                  told = done.error().code.message();
                          });
        context.run();
        context.restart();
    }
    told += ", " + boost::json::serialize(boost::json::parse("[1,2]"));
    told.copy(says, room);
    return ALIYUN_CAS_VERSION_STRING;
}
