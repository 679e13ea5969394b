// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What stands in a folder, without <filesystem>, which costs every user's unit a third of a second.

#include "../../version.hpp"

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#if !defined(_WIN32)
#include <dirent.h>
#endif

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

struct folder_reading
{
    boost::system::error_code error{};
    std::vector<std::string> names{}; ///< sorted
};

/// Where there are no such folders: none can be read.
[[nodiscard]] inline folder_reading read_folder(char const* path)
{
    folder_reading result;
#if defined(_WIN32)
    static_cast<void>(path);
    result.error.assign(ENOSYS, boost::system::generic_category());
#else
    auto* const folder = ::opendir(path);
    if (folder == nullptr)
    {
        result.error.assign(errno, boost::system::generic_category());
        return result;
    }
    while (auto const* const entry = ::readdir(folder))
        result.names.emplace_back(entry->d_name);
    ::closedir(folder);
    std::sort(result.names.begin(), result.names.end());
#endif
    return result;
}

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
