// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// `check` and `upload` with the files that people get wrong: each has its finding, with file, line and words; what
// `check` passes the service takes, and of the rest nothing is sent.

#include "support/bad_pairs.hpp"
#include "tool_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>

namespace
{

namespace json = boost::json;
using support::bad_pair;

// The program pairs by content and uploads the blocks alone, so that it need not find what the library does.
struct otherwise
{
    std::string_view about;
    std::string_view code; ///< what it says; empty: it passes
};
constexpr otherwise told_otherwise[] = {
    {"certificate and key in one file", ""},
    {"the key in place of the certificate", "no-certificate"},
    {"the certificate in place of the key", ""}, // certificates alone may be checked
    {"a certificate behind the key", ""},
    {"a public key", "unexpected-block"}, // what is in no key's place is looked at as a certificate
    {"prose in place of a key", "no-certificate"},
    {"parameters without a key", "unexpected-block"},
};

struct corpus : tool_test::tool_fixture
{
    corpus()
    {
        environment.erase("ALIYUN_CERTIFICATES_NOW"); // the files are made for today
        may_speak_of_keys();
    }

    void write_files(bad_pair const& pair)
    {
        write("cert.pem", pair.certificate);
        write("key.pem", pair.key);
        keep_secret(pair.key);
    }
    tool_test::ended check(bad_pair const& pair)
    {
        return run({"check", "cert.pem", "key.pem", "--name", pair.name, "--within", "30d", "-f", "jsonl"});
    }
};

std::vector<json::object> rows_of(std::string const& out)
{
    std::vector<json::object> rows;
    for (std::size_t at = 0, end = out.find('\n'); end != out.npos; at = end + 1, end = out.find('\n', at))
        if (auto line = json::parse(std::string_view(out).substr(at, end - at)); line.as_object().contains("code"))
            rows.push_back(std::move(line.as_object()));
    return rows;
}

std::string text_in(json::object const& row, char const* name)
{
    auto const* const value = row.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

BOOST_AUTO_TEST_SUITE(tool_corpus)

BOOST_FIXTURE_TEST_CASE(each_bad_file_has_its_finding, corpus)
{
    BOOST_TEST(support::bad_pairs().size() >= 60U);
    for (auto const& pair : support::bad_pairs())
    {
        write_files(pair);
        auto const came = check(pair);
        auto const* const other = std::find_if(std::begin(told_otherwise), std::end(told_otherwise),
                                               [&](otherwise const& one) { return one.about == pair.about; });
        bool const is_other = other != std::end(told_otherwise);
        std::string const code(is_other ? other->code : spelling(pair.expected));
        auto const rows = rows_of(came.out);
        auto const found = std::find_if(rows.begin(), rows.end(),
                                        [&](json::object const& row) { return text_in(row, "code") == code; });
        if (is_other && code.empty())
        {
            BOOST_TEST(came.code == 0, pair.about << ": " << came.out);
            continue;
        }
        BOOST_TEST((found != rows.end()), pair.about << ": no " << code << " in\n" << came.out << came.err);
        if (found == rows.end())
            continue;
        bool const is_error = grade_of(pair.expected) == aliyun::cas::pem_grade::error;
        BOOST_TEST(text_in(*found, "severity") == (is_error ? "error" : "warning"), pair.about);
        BOOST_TEST(!text_in(*found, "mend").empty(), pair.about);
        if (is_error)
            BOOST_TEST(came.code == 1, pair.about << " ended with " << came.code);
        if (is_other)
            continue;
        auto const [file, line] = support::place_of(pair);
        BOOST_TEST(text_in(*found, "file") == (file == "name" ? "--name" : file), pair.about);
        auto const* const at = found->if_contains("line");
        BOOST_TEST((at != nullptr && at->is_int64() ? at->as_int64() : 0) == static_cast<std::int64_t>(line),
                   pair.about << ": " << came.out);
        BOOST_TEST(text_in(*found, "problem").starts_with(pair.words), pair.about << ": " << came.out);
    }
}

BOOST_AUTO_TEST_CASE(what_check_passes_the_service_takes_and_of_the_rest_nothing_is_sent)
{
    std::size_t taken = 0;
    for (auto const& pair : support::bad_pairs())
    {
        if (pair.at == "name" || pair.about == "the certificate in place of the key")
            continue; // upload makes its names by itself; certificates alone may be checked, and not uploaded
        corpus tool;
        tool.write_files(pair);
        auto const passes = tool.check(pair).code == 0;
        taken += passes ? 1U : 0U;
        auto const came = tool.run({"upload", "cert.pem", "key.pem"});
        BOOST_TEST(came.code == (passes ? 0 : 1), pair.about << " ended with " << came.code << ": " << came.err);
        BOOST_TEST(tool.emulator.certificates() == (passes ? 1U : 0U), pair.about);
        auto const history = tool.emulator.history();
        auto const sent = std::count_if(history.begin(), history.end(),
                                        [](auto const& one) { return one.action == "CreateUserCertificate"; });
        BOOST_TEST(sent == (passes ? 1 : 0), pair.about);
    }
    BOOST_TEST_MESSAGE(support::bad_pairs().size() << " bad pairs, of which check and the service pass " << taken);
    BOOST_TEST(taken >= 10U); // those with warnings alone
}

BOOST_AUTO_TEST_SUITE_END()
