// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "tool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <thread>

namespace tool_test
{
namespace
{

namespace fs = std::filesystem;

std::string content_of(fs::path const& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

fs::path new_folder()
{
    auto text = (fs::temp_directory_path() / "certificates-XXXXXX").string();
    if (::mkdtemp(text.data()) == nullptr)
        throw std::runtime_error("no temporary directory");
    return text;
}

long seconds_until(std::string const& date)
{
    std::chrono::year_month_day const day{std::chrono::year(std::stoi(date.substr(0, 4))),
                                          std::chrono::month(static_cast<unsigned>(std::stoi(date.substr(5, 2)))),
                                          std::chrono::day(static_cast<unsigned>(std::stoi(date.substr(8, 2))))};
    auto const noon = std::chrono::sys_days(day) + std::chrono::hours(12);
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return std::chrono::duration_cast<std::chrono::seconds>(noon - now).count();
}

support::issued make_authority(char const* name, support::issued const* issuer)
{
    auto wanted = support::recipe::authority_named(name);
    wanted.until = seconds_until("2060-01-01");
    wanted.issuer = issuer;
    return support::make(std::move(wanted));
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

void replace_all(std::string& text, std::string const& what, std::string const& by)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

} // namespace

pid_t start_program(std::vector<std::string> arguments, std::map<std::string, std::string> const& environment,
                    file_actions const& actions, child_session whose)
{
    if (arguments.empty() || !arguments.front().starts_with('/'))
        arguments.insert(arguments.begin(), ALIYUN_CERTIFICATES);
    std::vector<std::string> settings;
    for (auto const& [name, value] : environment)
        settings.push_back(name + '=' + value);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    if (whose == child_session::its_own)
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t child = -1;
    auto const failed = ::posix_spawn(&child, arguments.front().c_str(), actions.get(), &attributes,
                                      pointers(arguments).data(), pointers(settings).data());
    ::posix_spawnattr_destroy(&attributes);
    if (failed != 0)
        throw std::runtime_error(arguments.front() + " cannot be run");
    return child;
}

int exit_code_of(int status) noexcept
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

process::process(std::vector<std::string> const& arguments, std::map<std::string, std::string> const& environment,
                 fs::path const& folder, std::string const& input)
    : folder_(folder / ".runs")
{
    static int number = 0;
    folder_ /= std::to_string(++number);
    fs::create_directories(folder_);
    auto const in = (folder_ / "in").string();
    std::ofstream(in, std::ios::binary) << input;
    file_actions actions;
    actions.open(0, in, O_RDONLY)
        .open(1, (folder_ / "out").string(), O_WRONLY | O_CREAT | O_TRUNC)
        .open(2, (folder_ / "err").string(), O_WRONLY | O_CREAT | O_TRUNC)
        .change_folder(folder);
    pid_ = start_program(arguments, environment, actions);
}

process::~process()
{
    if (reaped_)
        return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void process::signal(int number) const
{
    ::kill(pid_, number);
}

bool process::is_running()
{
    if (!reaped_ && ::waitpid(pid_, &status_, WNOHANG) == pid_)
        reaped_ = true;
    return !reaped_;
}

ended process::wait()
{
    constexpr auto step = std::chrono::milliseconds(5);
    for (int patience = 60'000; is_running(); --patience) // five minutes, and no test that waits for ever
    {
        if (patience == 0)
            ::kill(pid_, SIGKILL);
        std::this_thread::sleep_for(step);
    }
    return {exit_code_of(status_), content_of(folder_ / "out"), content_of(folder_ / "err")};
}

tool_fixture::tool_fixture(aliyun::cas::emulator_options options)
    : folder(new_folder()),
      emulator(std::move(options)),
      root_(make_authority("Test Root", nullptr)),
      authority_(make_authority("Test Authority", &root_))
{
    write("ca.pem", emulator.ca_pem());
    environment = {{"ALIYUN_CAS_ENDPOINT", emulator.endpoint()},
                   {"ALIYUN_CAS_CA_FILE", (folder / "ca.pem").string()},
                   {"ALIBABA_CLOUD_ACCESS_KEY_ID", "testid"},
                   {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"},
                   {"HOME", folder.string()},
                   {"PATH", "/usr/bin:/bin"},
                   {"ALIYUN_CERTIFICATES_NOW", "2493072000"}}; // 2049-01-01
    stands_for(folder.string(), "FOLDER");
    stands_for(emulator.endpoint(), "ENDPOINT");
    stands_for(emulator.endpoint().substr(std::string_view("https://").size()), "ENDPOINT"); // as places are told
}

tool_fixture::~tool_fixture()
{
    search_for_secrets();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}

void tool_fixture::search_for_secrets() const
{
    for (auto const& entry : fs::recursive_directory_iterator(folder))
    {
        if (!entry.is_regular_file() || with_keys_.count(entry.path()) != 0)
            continue;
        auto const content = content_of(entry.path());
        BOOST_TEST(content.find("testsecret") == std::string::npos, entry.path() << " holds a secret");
        if (!speaks_of_keys_)
            BOOST_TEST(content.find("PRIVATE KEY") == std::string::npos, entry.path() << " holds a secret");
        // A line of a key need not stand in PEM.
        for (auto const& line : key_lines_)
            BOOST_TEST(content.find(line) == std::string::npos, entry.path() << " holds a part of a private key");
    }
}

process tool_fixture::start(std::vector<std::string> arguments)
{
    return {arguments, environment, folder};
}

ended tool_fixture::run(std::vector<std::string> arguments, std::string const& input)
{
    return process(arguments, environment, folder, input).wait();
}

void tool_fixture::expect(std::string const& name, std::vector<std::string> arguments, int code)
{
    auto const came = run(std::move(arguments));
    BOOST_TEST(came.code == code, name << " ended with " << came.code << ": " << came.err);
    auto text = came.out;
    for (auto const& [what, by] : replacements_)
        replace_all(text, what, by);
    static std::regex const request_id("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}");
    text = std::regex_replace(text, request_id, "REQUEST-ID");
    expect_golden(name, text);
}

std::vector<std::string> tool_fixture::holding_the_journal(std::string const& file, int seconds)
{
    write("hold.sh",
          "exec 9>" + file + ".lock; flock 9; touch " + file + ".held; exec sleep " + std::to_string(seconds) + '\n');
    return {"/bin/bash", "hold.sh"};
}

bool tool_fixture::is_held(std::string const& journal) const
{
    return std::filesystem::exists(folder / (journal + ".held"));
}

void tool_fixture::stands_for(std::string text, std::string name)
{
    replacements_.emplace_back(std::move(text), std::move(name));
}

support::issued tool_fixture::issue(std::string const& host, std::string const& from, std::string const& until)
{
    support::recipe wanted;
    wanted.subject = host;
    wanted.names = "DNS:" + host;
    wanted.from = seconds_until(from);
    wanted.until = seconds_until(until);
    wanted.issuer = &authority_;
    auto made = support::make(std::move(wanted));
    keep_secret(made.key_pem());
    return made;
}

void tool_fixture::keep_secret(std::string const& key)
{
    auto const first = key.find('\n');
    auto const second = first == key.npos ? first : key.find('\n', first + 1); // the first line tells its kind alone
    if (second == key.npos)
        return;
    auto line = key.substr(second + 1, key.find('\n', second + 1) - second - 1);
    if (line.size() >= 32 && line.find('-') == line.npos)
        key_lines_.push_back(std::move(line));
}

std::string tool_fixture::chain_of(support::issued const& what) const
{
    return what.pem() + authority_.pem();
}

std::string tool_fixture::write_pair(std::string const& directory, support::issued const& what)
{
    write(directory + "/fullchain.pem", chain_of(what));
    write(directory + "/privkey.pem", what.key_pem());
    return fingerprint_of(what);
}

std::int64_t tool_fixture::add(std::string const& name, support::issued const& what)
{
    stands_for(fingerprint_of(what), "FINGERPRINT-" + name);
    return emulator.add_certificate(name, chain_of(what), what.key_pem());
}

void tool_fixture::write(std::string const& file, std::string_view text)
{
    auto const path = folder / file;
    with_keys_.insert(path);
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

std::string tool_fixture::read(std::string const& file) const
{
    return content_of(folder / file);
}

void expect_golden(std::string const& name, std::string const& text)
{
    auto const file = fs::path(ALIYUN_CAS_TOOL_GOLDEN) / name;
    if (auto const* const wanted = std::getenv("ALIYUN_CAS_WRITE_GOLDEN"); wanted && *wanted == '1')
    {
        std::ofstream(file, std::ios::binary) << text;
        return;
    }
    BOOST_TEST(fs::exists(file), file << ": no such file; ALIYUN_CAS_WRITE_GOLDEN=1 writes it");
    BOOST_TEST(text == content_of(file), name << ": it is now\n" << text);
}

std::string fingerprint_of(support::issued const& what)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(what.certificate.get(), EVP_sha1(), bytes, &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i)
    {
        constexpr char digits[] = "0123456789ABCDEF";
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

} // namespace tool_test
