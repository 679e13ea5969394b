// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The client under load from two threads against a server that makes one reply in ten go wrong, in every way of the
// table of faults. The server is a process of its own, so that its memory is not the client's, and keeps a book of what
// it has carried out; in the end what the client was told is held against it.
//
//     soak [SECONDS [SEED]]
//
// The last line is JSON. Exit code 0: every promise was kept.

#include "support/session.hpp"

#include "../../examples/support/throwaway_certificate.hpp"

#include <aliyun/cas/emulator.hpp>
#include <aliyun/cas/operations.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/json/object.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace
{

namespace asio = boost::asio;
namespace cas = aliyun::cas;
using namespace std::chrono_literals;

constexpr double share_of_faults = 0.1;
constexpr int coroutines = 200;
constexpr int threads = 2;

// Two operations of our own: what goes in comes out, so that an answer tells which request it belongs to.

struct echo_answer
{
    std::string request_id{};
    std::string token{};

    using fields =
        cas::field_table<cas::field<"RequestId", &echo_answer::request_id>, cas::field<"Token", &echo_answer::token>>;
};

struct soak_read
{
    explicit soak_read(std::string text) : token(std::move(text)) {}
    std::string token;

    using response = echo_answer;
    static constexpr cas::operation_traits traits{.action = "SoakRead", .repeat = cas::repeat_safety::safe};
    using params = cas::param_table<cas::param<"Token", &soak_read::token>>;
};

struct soak_write
{
    explicit soak_write(std::string text) : token(std::move(text)) {}
    std::string token;

    using response = echo_answer;
    static constexpr cas::operation_traits traits{.action = "SoakWrite", .repeat = cas::repeat_safety::unsafe};
    using params = cas::param_table<cas::param<"Token", &soak_write::token>>;
};

// The server. -------------------------------------------------------------------------------------------------------

bool is_stall_in_answer(cas::emulator_fault fault)
{
    using enum cas::emulator_fault;
    return fault == stall_in_status_line || fault == stall_in_header || fault == stall_in_body;
}

/// Every fault of the table with the same chance; those of connections come a tenth as often, since one connection
/// serves many requests. A stall within the answer is one fault, wherever it is.
std::vector<cas::emulator_fault_rule> all_faults()
{
    constexpr double each = share_of_faults / static_cast<double>(cas::emulator_faults - 1);
    std::vector<cas::emulator_fault_rule> rules;
    for (std::size_t at = 1; at < cas::emulator_faults; ++at)
    {
        cas::emulator_fault_rule rule{static_cast<cas::emulator_fault>(at)};
        rule.probability = is_stall_in_answer(rule.fault) ? each / 3 : each;
        // What is sent unasked comes to an idle connection: if it met a request on its way, nothing in HTTP/1.1 could
        // tell it from the answer.
        rule.pause = rule.fault == cas::emulator_fault::unsolicited_response ? 5ms : 1ms;
        rules.push_back(std::move(rule));
    }
    return rules;
}

/// Serves until the parent closes `control`; then writes the book to `file`: a line each, `write TOKEN`, `added NAME`,
/// `deleted NAME`, and last `faults NUMBER` and `open NUMBER`.
int serve(int ready, int control, std::string const& file, std::uint32_t seed)
{
    std::vector<std::string> written; // the emulator calls users' operations one at a time
    cas::emulator_operation read{"SoakRead", [](cas::emulator_parameters const& all) {
                                     return boost::json::object{{"Token", all.at("Token")}};
                                 }};
    cas::emulator_operation write{"SoakWrite", [&written](cas::emulator_parameters const& all)
                                  {
                                      written.push_back(all.at("Token"));
                                      return boost::json::object{{"Token", all.at("Token")}};
                                  }};
    std::atomic<std::uint64_t> faults = 0;
    cas::emulator_options options;
    options.operations.push_back(read);
    options.operations.push_back(write);
    options.faults = all_faults();
    options.fault_seed = seed;
    options.history_limit = 10'000'000;
    options.on_request = [&faults](cas::emulator_request const& each)
    { faults += each.fault == cas::emulator_fault::none ? 0 : 1; };
    asio::io_context context;
    cas::emulator emulator{context.get_executor(), options};
    std::thread running{[&context] { context.run(); }};

    auto const greeting = std::to_string(emulator.port()) + '\n' + emulator.ca_pem();
    bool const greeted = ::write(ready, greeting.data(), greeting.size()) > 0;
    ::close(ready);
    char byte = 0;
    bool const released = greeted && ::read(control, &byte, 1) >= 0;

    std::size_t open = 0;
    for (int tries = 0; tries < 400 && (open = emulator.connections_open()) != 0; ++tries)
        std::this_thread::sleep_for(5ms);
    emulator.stop();
    running.join();
    std::ofstream book{file};
    for (auto const& token : written)
        book << "write " << token << '\n';
    for (auto const& change : emulator.changes())
        book << (change.what == cas::emulator_change::kind::added ? "added " : "deleted ") << change.name << '\n';
    book << "faults " << faults << "\nopen " << open << '\n';
    return released && book.flush() ? EXIT_SUCCESS : EXIT_FAILURE;
}

// The client. -------------------------------------------------------------------------------------------------------

struct figures
{
    std::atomic<std::uint64_t> calls = 0;
    std::atomic<std::uint64_t> reads = 0;
    std::atomic<std::uint64_t> good_reads = 0;
    std::atomic<std::uint64_t> wrong_results = 0;
    std::atomic<std::uint64_t> crossed_answers = 0;

    void note_failed_read(cas::failure const& why)
    {
        std::scoped_lock const lock{mutex};
        ++failed_reads[why.code.message() + ", " + std::string(spelling(why.stopped_because))];
    }
    std::mutex mutex{};
    std::map<std::string, int> failed_reads{}; ///< By what and why.
};

/// What the client was told of its writes: to a file, so that its memory does not grow by it.
class diary
{
public:
    explicit diary(std::string const& file) : out_(file) {}

    /// @param what `write`, `added` or `deleted`
    template <typename T>
    void note(char const* what, std::string const& name, cas::outcome<T> const& told)
    {
        std::scoped_lock const lock{mutex_};
        out_ << what << ' ' << name << ' '
             << (told                          ? "done"
                 : told.error().maybe_executed ? "perhaps"
                                               : "failed")
             << '\n';
    }
    bool close() { return bool(out_.flush()); }

private:
    std::mutex mutex_;
    std::ofstream out_;
};

struct common
{
    cas::client& client;
    figures& counted;
    diary& noted;
    std::string certificate;
    cas::secret_string key;
    std::chrono::steady_clock::time_point until;
};

/// Counts a call; a failure has to be an error that can be true.
template <typename T>
void count(figures& counted, cas::outcome<T> const& told, bool is_read)
{
    ++counted.calls;
    counted.reads += is_read ? 1 : 0;
    counted.good_reads += is_read && told ? 1 : 0;
    if (is_read && !told)
        counted.note_failed_read(told.error());
    if (!told && (!told.error().code || told.error().attempts < 0 || (is_read && told.error().maybe_executed)))
    {
        ++counted.wrong_results;
        std::cerr << "no true error: " << told.error() << std::endl;
    }
}

void check_token(figures& counted, cas::outcome<echo_answer> const& told, std::string const& token)
{
    if (told && told->token != token)
    {
        ++counted.crossed_answers;
        std::cerr << "crossed: asked for " << token << ", got " << told->token << std::endl;
    }
}

asio::awaitable<void> certificate_life(common& with, std::string name)
{
    cas::create_user_certificate const upload{cas::certificate_name{name}, cas::certificate_pem{with.certificate},
                                              cas::private_key_pem{with.key}};
    auto const created = co_await with.client.async_call(upload);
    count(with.counted, created, false);
    with.noted.note("added", name, created);
    if (!created || !created->cert_id)
        co_return;
    cas::describe_user_certificate_detail const look{*created->cert_id};
    auto const detail = co_await with.client.async_call(look);
    count(with.counted, detail, true);
    if (detail && detail->name != name)
    {
        ++with.counted.crossed_answers;
        std::cerr << "crossed: asked for " << name << ", got " << detail->name << std::endl;
    }
    cas::delete_user_certificate const removal{*created->cert_id};
    auto const removed = co_await with.client.async_call(removal);
    count(with.counted, removed, false);
    with.noted.note("deleted", name, removed);
}

asio::awaitable<void> work(common& with, int number, std::uint32_t seed)
{
    std::mt19937 chance{seed * 1000U + static_cast<std::uint32_t>(number)};
    for (std::uint64_t round = 0; std::chrono::steady_clock::now() < with.until; ++round)
    {
        auto const token = std::to_string(number) + '-' + std::to_string(round);
        auto const dice = chance() % 100;
        if (dice < 60)
        {
            soak_read const op{token};
            auto const told = co_await with.client.async_call(op);
            count(with.counted, told, true);
            check_token(with.counted, told, token);
        }
        else if (dice < 70)
        {
            cas::describe_user_certificate_list const op{1, 2};
            auto const told = co_await with.client.async_call(op);
            count(with.counted, told, true);
            if (told && (told->show_size != 2 || told->certificate_list.size() > 2))
                ++with.counted.crossed_answers;
        }
        else if (dice < 95)
        {
            soak_write const op{token};
            auto const told = co_await with.client.async_call(op);
            count(with.counted, told, false);
            check_token(with.counted, told, token);
            with.noted.note("write", token, told);
        }
        else
            co_await certificate_life(with, "soak-" + token);
    }
}

long resident_kib()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:"))
            return std::strtol(line.c_str() + 6, nullptr, 10);
    return 0;
}

long open_sockets()
{
    long found = 0;
    for (auto const& each : std::filesystem::directory_iterator{"/proc/self/fd"})
    {
        std::error_code gone;
        if (std::filesystem::read_symlink(each.path(), gone).string().starts_with("socket:"))
            ++found;
    }
    return found;
}

/// Holds what the client was told against the server's book. Returns how many writes were carried out twice.
std::uint64_t compare(std::string const& told_file, std::string const& book_file, figures& counted,
                      std::map<std::string, std::uint64_t>& totals)
{
    std::map<std::string, int> done;
    std::uint64_t twice = 0;
    std::string what;
    std::string name;
    for (std::ifstream book{book_file}; book >> what >> name;)
        if (what == "faults" || what == "open")
            totals[what] = std::strtoull(name.c_str(), nullptr, 10);
        else if (++done[what + ' ' + name] == 2)
        {
            ++twice;
            std::cerr << "carried out twice: " << what << ' ' << name << std::endl;
        }
    std::string told;
    for (std::ifstream diary{told_file}; diary >> what >> name >> told;)
    {
        bool const was_done = done.contains(what + ' ' + name);
        if ((told == "done" && !was_done) || (told == "failed" && was_done))
        {
            ++counted.wrong_results;
            std::cerr << "wrong result: " << what << ' ' << name << ' ' << told << std::endl;
        }
    }
    return twice;
}

struct server_process
{
    pid_t pid = -1;
    int control = -1;
    std::string endpoint{};
    std::string ca_pem{};
};

server_process start_server(std::string const& book, std::uint32_t seed)
{
    int ready[2];
    int control[2];
    if (::pipe(ready) != 0 || ::pipe(control) != 0)
        throw std::runtime_error("no pipe");
    server_process made;
    made.pid = ::fork(); // before there is any thread
    if (made.pid == -1)
        throw std::runtime_error("no process");
    if (made.pid == 0)
    {
        ::close(ready[0]);
        ::close(control[1]);
        std::exit(serve(ready[1], control[0], book, seed));
    }
    ::close(ready[1]);
    ::close(control[0]);
    made.control = control[1];
    std::string greeting;
    char piece[4096];
    for (ssize_t size = 0; (size = ::read(ready[0], piece, sizeof piece)) > 0;)
        greeting.append(piece, static_cast<std::size_t>(size));
    ::close(ready[0]);
    auto const line = greeting.find('\n');
    if (line == std::string::npos)
        throw std::runtime_error("the server did not start");
    made.endpoint = "https://localhost:" + greeting.substr(0, line);
    made.ca_pem = greeting.substr(line + 1);
    return made;
}

int soak(std::chrono::seconds length, std::uint32_t seed)
{
    auto const folder = std::filesystem::temp_directory_path() / ("aliyun_cas_soak_" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    auto const book = (folder / "book").string();
    auto const told = (folder / "told").string();
    auto const server = start_server(book, seed);
    auto const sockets_before = open_sockets();

    figures counted;
    diary noted{told};
    std::atomic<long> rss_warm = 0;
    long rss_end = 0;
    {
        cas::client_options options;
        options.endpoint = server.endpoint;
        options.tls.ca_pem = server.ca_pem;
        options.deadline = 5s * support::slowness;
        options.connect_timeout = 500ms * support::slowness;
        options.limits.first_byte = 500ms * support::slowness;
        options.quota = cas::quota_options::unlimited();
        options.retry.first_backoff = 5ms;
        options.retry.longest_backoff = 50ms;
        options.max_connections = 32;
        options.max_body_size = std::size_t{256} * 1024;
        asio::io_context context;
        cas::client client{context, support::test_credentials(), options};
        auto const pair = support::make_throwaway_certificate("soak.example.com");
        common with{.client = client,
                    .counted = counted,
                    .noted = noted,
                    .certificate = pair.cert,
                    .key = pair.key,
                    .until = std::chrono::steady_clock::now() + length};
        for (int number = 0; number < coroutines; ++number)
            asio::co_spawn(asio::make_strand(context), work(with, number, seed),
                           [](std::exception_ptr problem)
                           {
                               if (problem)
                                   std::rethrow_exception(problem);
                           });
        std::vector<std::thread> running;
        for (int at = 0; at < threads; ++at)
            running.emplace_back([&context] { context.run(); });
        std::this_thread::sleep_for(length / 3); // by then the pool is full and every kind of fault has happened
        rss_warm = resident_kib();
        std::this_thread::sleep_until(with.until);
        rss_end = resident_kib();
        for (auto& thread : running)
            thread.join();
    }
    auto const leaked_here = open_sockets() - sockets_before;
    ::close(server.control);
    int ended = 0;
    ::waitpid(server.pid, &ended, 0);
    bool const kept = noted.close();

    std::map<std::string, std::uint64_t> totals;
    auto const twice = compare(told, book, counted, totals);
    std::filesystem::remove_all(folder);
    auto const leaked = static_cast<std::uint64_t>(std::max(0L, leaked_here)) + totals["open"];
    auto const growth = std::max(0L, rss_end - rss_warm);
    auto const good =
        counted.reads == 0 ? 0 : 100.0 * static_cast<double>(counted.good_reads) / static_cast<double>(counted.reads);
    for (auto const& [why, times] : counted.failed_reads)
        std::printf("%6d reads failed: %s\n", times, why.c_str());
    bool const server_fine = WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
    std::printf("%.0f calls a second, one reply in %.1f went wrong, %.2f %% of %llu reads succeeded; server %s\n",
                static_cast<double>(counted.calls) / static_cast<double>(length.count()),
                static_cast<double>(counted.calls) / static_cast<double>(std::max<std::uint64_t>(1, totals["faults"])),
                good, static_cast<unsigned long long>(counted.reads), server_fine ? "ended well" : "FAILED");
    std::ostringstream last;
    last << "{\"calls\":" << counted.calls << ",\"faults\":" << totals["faults"]
         << ",\"wrong_results\":" << counted.wrong_results << ",\"writes_executed_twice\":" << twice
         << ",\"crossed_answers\":" << counted.crossed_answers << ",\"leaked_connections\":" << leaked
         << ",\"rss_growth_kib\":" << growth << "}";
    std::puts(last.str().c_str());
    // A sanitizer keeps freed memory for a while; what must not be is growth with the number of calls.
    long const allowed = support::sanitized ? 64L * 1024 : 8L * 1024;
    double const least = counted.reads >= 20'000 ? 99 : 98; // chance weighs more in a short run
    bool const good_enough = kept && server_fine && counted.calls > 0 && good >= least && counted.wrong_results == 0 &&
                             twice == 0 && counted.crossed_answers == 0 && leaked == 0 && growth <= allowed;
    return good_enough ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
try
{
    auto const number = [&](int at, long otherwise)
    {
        long const given = argc > at ? std::strtol(argv[at], nullptr, 10) : otherwise;
        if (given <= 0)
            throw std::invalid_argument("usage: soak [SECONDS [SEED]]");
        return given;
    };
    return soak(std::chrono::seconds{number(1, 60)}, static_cast<std::uint32_t>(number(2, 1)));
}
catch (std::exception const& problem)
{
    std::cerr << "soak: " << problem.what() << '\n';
    return 2;
}
