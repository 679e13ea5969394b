// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The entry of every Boost.Test program here. A Boost of which only the headers are at hand brings the framework as
// source.

#define BOOST_TEST_MODULE aliyun_cas
#ifdef BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#else
#include <boost/test/included/unit_test.hpp>
#endif
