// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Runs a fuzz target over the files that are kept for it, in place of libFuzzer: PROGRAM FOLDER.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

int main(int count, char** arguments)
{
    namespace fs = std::filesystem;

    std::vector<fs::path> files;
    if (count == 2 && fs::is_directory(arguments[1]))
        for (auto const& entry : fs::recursive_directory_iterator(arguments[1]))
            if (entry.is_regular_file())
                files.push_back(entry.path());
    if (files.empty())
    {
        std::cerr << "usage: " << arguments[0] << " FOLDER, with at least one file in it\n";
        return EXIT_FAILURE;
    }
    std::sort(files.begin(), files.end());

    for (auto const& file : files)
    {
        std::cout << file.filename().string() << std::endl; // flushed: the last name printed is the file that crashed
        std::ifstream in(file, std::ios::binary);
        std::vector<char> const bytes{std::istreambuf_iterator<char>(in), {}};
        // A block of exactly this size, so that the address sanitizer sees one byte too far.
        LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
    }
    std::cout << files.size() << " files\n";
}
