// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Owners of objects that a C library frees by a function of its own: `std::unique_ptr<X509, freed_by<&X509_free>>`.

#include "../../version.hpp"

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <auto Free>
struct freed_by
{
    template <typename Object>
    void operator()(Object* object) const noexcept
    {
        Free(object);
    }
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
