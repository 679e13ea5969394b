# Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
"""Recipe of Conan 2 for the tree that it lies in: conan create .packaging/conan"""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load


class AliyunCas(ConanFile):
    name = "aliyun_cas"
    description = "Unofficial C++20 client for Alibaba Cloud's SSL Certificates Service"
    license = "BSL-1.0"
    topics = ("alibaba-cloud", "certificates", "asio", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_xml": [True, False]}
    default_options = {"with_xml": False}
    no_copy_source = True

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, os.pardir, os.pardir)

    def set_version(self):
        header = load(self, os.path.join(self._root, "include", "aliyun", "cas", "version.hpp"))
        self.version = re.search(r'ALIYUN_CAS_VERSION_STRING "(.*)"', header).group(1)

    def export_sources(self):
        for pattern in ("include/*.hpp", "LICENSE"):
            copy(self, pattern, self._root, self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.81 <1.91]", transitive_headers=True, transitive_libs=True)
        self.requires("openssl/[>=3.0 <4]", transitive_headers=True, transitive_libs=True)
        if self.options.with_xml:
            self.requires("pugixml/[>=1.12 <2]", transitive_headers=True, transitive_libs=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"), os.path.join(self.package_folder, "include"))
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "aliyun_cas")
        self.cpp_info.set_property("pkg_config_name", "aliyun_cas")
        cas = self.cpp_info.components["cas"]
        cas.set_property("cmake_target_name", "aliyun::cas")
        cas.bindirs = []
        cas.libdirs = []
        cas.requires = ["boost::headers", "boost::json", "openssl::openssl"]
        if self.settings.os in ("Linux", "FreeBSD"):
            cas.system_libs = ["pthread"]
        if self.options.with_xml:
            xml = self.cpp_info.components["cas_xml"]
            xml.set_property("cmake_target_name", "aliyun::cas_xml")
            xml.bindirs = []
            xml.libdirs = []
            xml.requires = ["cas", "pugixml::pugixml"]
