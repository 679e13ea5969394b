// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A second unit of a program, which includes the same header, without the macro, and needs Boost.JSON's parser too.

#include "aliyun_cas.hpp"

int other_unit();

int other_unit()
{
    namespace cas = aliyun::cas;
    cas::client_options options;
    options.format = cas::json_format;
    return options.format.name() == "JSON" ? 0 : 1;
}
