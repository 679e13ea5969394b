// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// What a user of XML includes and links beside the rest.

#include <aliyun/cas/client_options.hpp>
#include <aliyun/cas/xml.hpp>

int main()
{
    aliyun::cas::client_options options;
    options.format = aliyun::cas::xml_format;
    return options.format.name() == "XML" ? 0 : 1;
}
