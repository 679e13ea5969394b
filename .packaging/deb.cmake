# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#
# `cpack -G DEB` in a build tree: one package for each component that is installed. Of the headers there is one for all
# architectures; what is a program sets CPACK_DEBIAN_<COMPONENT>_... in its own folder.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME aliyun-cas)
set(CPACK_PACKAGE_VENDOR "the aliyun_cas authors")
# Debian wants an address; this project has none to promise, and .invalid (RFC 2606) can never become somebody's.
set(CPACK_PACKAGE_CONTACT "aliyun_cas authors <authors@aliyun-cas.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "unofficial C++20 client for Alibaba Cloud's SSL Certificates Service")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL headers)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_HEADERS_PACKAGE_NAME libaliyun-cas-dev)
set(CPACK_DEBIAN_HEADERS_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_HEADERS_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_HEADERS_PACKAGE_DEPENDS
    "libboost-dev (>= 1.81) | libboost1.81-dev, libboost-json-dev (>= 1.81) | libboost-json1.81-dev, libssl-dev (>= 3.0)")
set(CPACK_DEBIAN_HEADERS_PACKAGE_SUGGESTS libpugixml-dev)
set(CPACK_COMPONENT_HEADERS_DESCRIPTION
    "Headers, a CMake package and a pkg-config file. Requests are signed, sent over
 pooled TLS connections with Boost.Asio and decoded into structs.")

if(TARGET example_certificates)
    list(APPEND CPACK_COMPONENTS_ALL certificates)
    set(CPACK_DEBIAN_CERTIFICATES_PACKAGE_NAME aliyun-certificates)
    set(CPACK_DEBIAN_CERTIFICATES_PACKAGE_SECTION utils)
    set(CPACK_DEBIAN_CERTIFICATES_PACKAGE_SHLIBDEPS ON)
    set(CPACK_COMPONENT_CERTIFICATES_DESCRIPTION
        "Keeps the certificates of Alibaba Cloud's SSL Certificates Service (unofficial):
 lists, checks, uploads, rotates and prunes them, looks at what hosts serve, and is
 the deploy hook of certbot, lego and acme.sh.")
endif()

include(CPack)
