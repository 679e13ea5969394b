// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "journal.hpp"

#include "certificate.hpp"

#include <CLI/CLI.hpp>
#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace certificates
{
namespace
{

namespace fs = std::filesystem;

fs::path default_file()
{
    auto const* const state = std::getenv("XDG_STATE_HOME");
    auto const* const home = std::getenv("HOME");
    if (state != nullptr && *state == '/')
        return fs::path(state) / "aliyun-certificates" / "journal.sqlite";
    if (home == nullptr || *home == '\0')
        throw usage_problem("--journal: there is no home directory to keep it in; name a file");
    return fs::path(home) / ".local" / "state" / "aliyun-certificates" / "journal.sqlite";
}

[[noreturn]] void fail(fs::path const& file, std::string const& why)
{
    throw problem("journal " + file.string() + ": " + why);
}

// SQLite would make the file as the umask has it.
void make_private(fs::path const& file)
{
    std::error_code failed;
    if (file.has_parent_path() && !fs::exists(file.parent_path(), failed))
    {
        fs::create_directories(file.parent_path(), failed);
        if (failed)
            fail(file, failed.message());
        fs::permissions(file.parent_path(), fs::perms::owner_all, failed);
    }
    auto const descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        fail(file, std::generic_category().message(errno));
    ::close(descriptor);
}

// One run at a time; the system gives the lock back however a run ends.
int lock_beside(fs::path const& file, std::chrono::milliseconds patience, console* screen)
{
    auto const name = file.string() + ".lock";
    auto const descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        fail(file, std::generic_category().message(errno));
    auto const until = std::chrono::steady_clock::now() + patience;
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    {
        auto const why = errno;
        bool const is_held = why == EWOULDBLOCK || why == EINTR;
        if (!is_held || std::chrono::steady_clock::now() >= until)
        {
            ::close(descriptor);
            fail(file, is_held ? std::string("another run holds it") : std::generic_category().message(why));
        }
        if (auto* const told = std::exchange(screen, nullptr))
            told->note("journal " + file.string() + ": another run holds it; waiting");
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return descriptor;
}

std::int64_t seconds_now()
{
    return current_time().time_since_epoch().count();
}
std::chrono::sys_seconds instant(std::int64_t seconds)
{
    return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

constexpr auto tables = R"(
CREATE TABLE IF NOT EXISTS writes(
    number INTEGER PRIMARY KEY, place TEXT NOT NULL, action TEXT NOT NULL, fingerprint TEXT NOT NULL, name TEXT NOT NULL,
    cert_id INTEGER NOT NULL, domain TEXT NOT NULL, begun_at INTEGER NOT NULL, ended_at INTEGER, state TEXT NOT NULL,
    request_id TEXT, problem TEXT);
CREATE INDEX IF NOT EXISTS writes_by_place ON writes(place, action);
CREATE TABLE IF NOT EXISTS marks(
    place TEXT NOT NULL, cert_id INTEGER NOT NULL, fingerprint TEXT NOT NULL, successor TEXT NOT NULL,
    marked_at INTEGER NOT NULL, PRIMARY KEY(place, cert_id));
PRAGMA user_version=1;
)";

} // namespace

struct journal::database
{
    explicit database(fs::path const& file) : file_(file), handle(file.string(), SQLite::OPEN_READWRITE)
    {
        handle.setBusyTimeout(5000);
        auto const version = handle.execAndGet("PRAGMA user_version").getInt();
        if (version > 1)
            fail(file, "a later version of this program has written it");
        handle.exec("PRAGMA journal_mode=WAL");
        handle.exec("PRAGMA synchronous=FULL"); // what is written down is on the disk before the write begins
        if (version == 0)
            handle.exec(tables);
    }

    // What SQLite throws names no file.
    template <typename Function>
    auto run(Function const& function)
    {
        try
        {
            return function(handle);
        }
        catch (SQLite::Exception const& why)
        {
            fail(file_, why.what());
        }
    }

    fs::path file_;
    SQLite::Database handle;
};

journal::journal(fs::path file, std::string place, std::optional<std::chrono::milliseconds> patience, console* screen)
    : file_(file.empty() ? default_file() : std::move(file)), place_(std::move(place))
{
    make_private(file_);
    if (patience)
        lock_ = lock_beside(file_, *patience, screen);
    try
    {
        database_ = std::make_unique<database>(file_);
    }
    catch (SQLite::Exception const& why)
    {
        unlock();
        fail(file_, why.what());
    }
    catch (...)
    {
        unlock();
        throw;
    }
}

journal::~journal()
{
    database_.reset();
    unlock();
}

void journal::unlock() noexcept
{
    if (lock_ >= 0)
        ::close(lock_);
}

std::int64_t journal::begin(journal_entry const& what)
{
    return database_->run(
        [&](SQLite::Database& to)
        {
            SQLite::Statement insert(to, "INSERT INTO writes(place, action, fingerprint, name, cert_id, domain, "
                                         "begun_at, state) VALUES(?, ?, ?, ?, ?, ?, ?, 'begun')");
            SQLite::bind(insert, place_, what.action, what.fingerprint, what.name, what.cert_id, what.domain,
                         seconds_now());
            insert.exec();
            return static_cast<std::int64_t>(to.getLastInsertRowid());
        });
}

void journal::end(std::int64_t number, std::int64_t cert_id, std::string_view request_id,
                  std::optional<problem> const& failed)
{
    database_->run(
        [&](SQLite::Database& to)
        {
            SQLite::Statement update(to, "UPDATE writes SET cert_id=?, ended_at=?, state=?, request_id=?, problem=? "
                                         "WHERE number=?");
            SQLite::bind(update, cert_id, seconds_now(), failed ? "failed" : "done", std::string(request_id),
                         failed ? failed->what() : "", number);
            update.exec();
        });
}

std::map<std::string, std::string> journal::names() const
{
    return database_->run(
        [&](SQLite::Database& from)
        {
            std::map<std::string, std::string> found;
            // Of one that has failed for good the name is free again.
            SQLite::Statement select(from, "SELECT fingerprint, name FROM writes WHERE place=? AND action='upload' AND "
                                           "state<>'failed' ORDER BY number");
            select.bind(1, place_);
            while (select.executeStep())
                found[select.getColumn(0).getString()] = select.getColumn(1).getString();
            return found;
        });
}

std::map<std::string, std::chrono::sys_seconds> journal::uploads() const
{
    return database_->run(
        [&](SQLite::Database& from)
        {
            std::map<std::string, std::chrono::sys_seconds> found;
            SQLite::Statement select(from, "SELECT fingerprint, begun_at FROM writes WHERE place=? AND action='upload' "
                                           "AND state<>'failed' ORDER BY number");
            select.bind(1, place_);
            while (select.executeStep())
                found.emplace(select.getColumn(0).getString(), instant(select.getColumn(1).getInt64()));
            return found;
        });
}

bool journal::has_begun_to_delete(std::int64_t cert_id) const
{
    return database_->run(
        [&](SQLite::Database& from)
        {
            SQLite::Statement select(from, "SELECT 1 FROM writes WHERE place=? AND action='delete' AND cert_id=? "
                                           "LIMIT 1");
            select.bind(1, place_);
            select.bind(2, cert_id);
            return select.executeStep();
        });
}

std::map<std::int64_t, std::string> journal::in_use() const
{
    return database_->run(
        [&](SQLite::Database& from)
        {
            std::map<std::string, std::set<std::int64_t>> by_domain;
            SQLite::Statement select(from, "SELECT domain, cert_id, state FROM writes WHERE place=? AND action='bind' "
                                           "ORDER BY number");
            select.bind(1, place_);
            while (select.executeStep())
            {
                auto& ids = by_domain[select.getColumn(0).getString()];
                if (select.getColumn(2).getString() == "done")
                    ids.clear();
                ids.insert(select.getColumn(1).getInt64());
            }
            std::map<std::int64_t, std::string> found;
            for (auto const& [domain, ids] : by_domain)
                for (auto const id : ids)
                    found.emplace(id, domain);
            return found;
        });
}

void journal::mark(std::int64_t cert_id, std::string_view fingerprint, std::string_view successor)
{
    database_->run(
        [&](SQLite::Database& to)
        {
            SQLite::Statement insert(to, "INSERT OR IGNORE INTO marks VALUES(?, ?, ?, ?, ?)");
            SQLite::bind(insert, place_, cert_id, std::string(fingerprint), std::string(successor), seconds_now());
            insert.exec();
        });
}

std::map<std::int64_t, std::chrono::sys_seconds> journal::marks() const
{
    return database_->run(
        [&](SQLite::Database& from)
        {
            std::map<std::int64_t, std::chrono::sys_seconds> found;
            SQLite::Statement select(from, "SELECT cert_id, marked_at FROM marks WHERE place=?");
            select.bind(1, place_);
            while (select.executeStep())
                found.emplace(select.getColumn(0).getInt64(), instant(select.getColumn(1).getInt64()));
            return found;
        });
}

void declare_journal(CLI::App& app, std::string& into)
{
    app.add_option(
           "--journal", into,
           "Where it is written down what was begun and done, so that a run that was cut short can be run again "
           "[~/.local/state/aliyun-certificates/journal.sqlite]")
        ->type_name("FILE")
        ->group("Journal");
}

} // namespace certificates
