// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Nor is a bare text taken for any of the three.
// expect: no matching

#include "aliyun/cas/operations/certificates.hpp"

#include <string>

aliyun::cas::create_user_certificate upload(std::string const& name, std::string const& cert, std::string const& key)
{
    using namespace aliyun::cas;
#ifdef SHOULD_NOT_COMPILE
    return create_user_certificate{name, cert, key};
#else
    return create_user_certificate{certificate_name{name}, certificate_pem{cert}, private_key_pem{key}};
#endif
}
