// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The compiled parts of Asio and Beast, for tests, examples and benchmarks: each of their units is then 5 to 10 s
// cheaper.

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
