// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The service spells one field `totalCount` here and `TotalCount` there, so that these are the same.
// expect: aliyun::cas: two fields of this response have the same name (the first letter's case does not count)

#include "aliyun/cas/operation.hpp"

struct counted
{
    int first = 0;
    int second = 0;

#ifdef SHOULD_NOT_COMPILE
    using fields = aliyun::cas::field_table<aliyun::cas::field<"TotalCount", &counted::first>,
                                            aliyun::cas::field<"totalCount", &counted::second>>;
#else
    using fields = aliyun::cas::field_table<aliyun::cas::field<"TotalCount", &counted::first>,
                                            aliyun::cas::field<"Totalcount", &counted::second>>;
#endif
};

static_assert(counted::fields::size == 2);
