// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// A deleter for std::unique_ptr over a C library's objects.

namespace bench
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

} // namespace bench
