// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Names only, for headers that speak of the library's types without using them: includes nothing else, no Asio either.

#include "version.hpp"

namespace aliyun::ALIYUN_CAS_ABI::cas
{

class call_error;
class client;
class credential_source;
class credentials;
class host_lookup;
class observer;
class response_format;
class secret_string;

struct call_options;
struct client_options;
struct failure;
struct page_options;
struct proxy_options;
struct resolver_options;
struct retry_policy;
struct tls_options;

enum class errc;
enum class server_errc;

template <typename T>
struct outcome;

} // namespace aliyun::ALIYUN_CAS_ABI::cas
