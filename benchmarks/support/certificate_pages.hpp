// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Pages of DescribeUserCertificateList, made up: what decoding is measured on, and what the benchmark server answers.

#include "aliyun/cas/operations/certificates.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace bench
{

enum class field_order
{
    documented, ///< as the reference of the service lists them
    reordered,  ///< another one, the same in all entries
    shuffled    ///< another one in each entry
};

struct page_request
{
    std::int64_t number = 1;   ///< from 1; each has other contents, the same on each run
    std::int64_t entries = 50; ///< of about 340 bytes each
    std::int64_t total = 50;   ///< `TotalCount`
    field_order order = field_order::documented;
};

struct page
{
    std::string json;                       ///< followed by 64 readable bytes, as simdjson wants it
    aliyun::cas::certificate_page contents; ///< what it says
};

[[nodiscard]] page make_page(page_request const& request);

} // namespace bench
