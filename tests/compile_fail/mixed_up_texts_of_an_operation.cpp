// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// A certificate, its key and its name are three texts that nobody can mistake for one another.
// expect: no matching

#include "aliyun/cas/operations/certificates.hpp"

#include <string>

aliyun::cas::create_user_certificate upload(std::string const& name, std::string const& cert, std::string const& key)
{
    using namespace aliyun::cas;
#ifdef SHOULD_NOT_COMPILE
    return create_user_certificate{certificate_name{name}, private_key_pem{key}, certificate_pem{cert}};
#else
    return create_user_certificate{certificate_name{name}, certificate_pem{cert}, private_key_pem{key}};
#endif
}
