// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

// All of the library but XML (cas/xml.hpp) and the emulator (cas/emulator.hpp), in the order in which data flows.
// Without a #pragma once, which each of these headers has: the last lines must be read again if the macro is defined
// late.

#include "cas/version.hpp"

#include "cas/operation.hpp"
#include "cas/operations.hpp"

#include "cas/credential_source.hpp"
#include "cas/credentials.hpp"

#include "cas/client_options.hpp"

#include "cas/failure.hpp"
#include "cas/outcome.hpp"

#include "cas/client.hpp"
#include "cas/find_certificate.hpp"
#include "cas/host_lookup.hpp"
#include "cas/proxy_environment.hpp"
#include "cas/stats.hpp"
#include "cas/throwing.hpp"

// Boost.JSON's parser is compiled code. Whoever does not link its library defines this macro in one source file.
#if defined(ALIYUN_CAS_SOURCE)
#include <boost/json/src.hpp>
#endif
