// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The compiled part of Boost.JSON comes with aliyun::cas, from Boost's library or from its sources.

#include <aliyun/cas/version.hpp>

#include <boost/json/parse.hpp>

int main()
{
    return boost::json::parse("[1, 2]").as_array().size() == 2 ? 0 : 1;
}
