// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// Values that are hard to write, in each format.

#include <certificates/output.hpp>
#include <certificates/problem.hpp>
#include <certificates/terminal.hpp>

#include <boost/test/unit_test.hpp>

namespace
{

using namespace certificates;

schema sample()
{
    return {"sample",
            3,
            {{"name", "NAME", table_place::shown, metric_place::label},
             {"days", "DAYS", table_place::right, metric_place::value, "Days."},
             {"hosts", "HOSTS"}}};
}
row made(std::string name, cell days, std::vector<std::string> hosts)
{
    row one;
    one.cells = {std::move(name), std::move(days), std::move(hosts)};
    return one;
}
std::string written(output_format format, std::vector<row> const& rows, bool complete = true)
{
    settings common;
    common.format = format;
    string_sink sink;
    {
        output out(sample(), common, sink);
        for (auto const& one : rows)
            out.add(one);
        if (complete)
            out.complete();
    }
    return sink.text;
}

std::vector<row> const hard{made("a,\"b\"\n\\", std::int64_t{7}, {"x", "y"}), made("\x1b[31mred\xc3\xa9", {}, {})};

} // namespace

BOOST_AUTO_TEST_SUITE(tool_output)

BOOST_AUTO_TEST_CASE(json_escapes_and_says_whether_it_is_complete)
{
    BOOST_TEST(written(output_format::json, hard) ==
               "{\"schema\":\"sample/3\",\"rows\":[\n"
               "{\"name\":\"a,\\\"b\\\"\\n\\\\\",\"days\":7,\"hosts\":[\"x\",\"y\"]},\n"
               "{\"name\":\"\\u001b[31mred\xc3\xa9\",\"days\":null,\"hosts\":[]}\n"
               "],\"complete\":true}\n");
    BOOST_TEST(written(output_format::json, {}) == "{\"schema\":\"sample/3\",\"rows\":[],\"complete\":true}\n");
    BOOST_TEST(written(output_format::json, {}, false) == "{\"schema\":\"sample/3\",\"rows\":[],\"complete\":false}\n");
    BOOST_TEST(written(output_format::jsonl, {hard[1]}) ==
               "{\"schema\":\"sample/3\",\"name\":\"\\u001b[31mred\xc3\xa9\",\"days\":null,\"hosts\":[]}\n");
}

BOOST_AUTO_TEST_CASE(csv_quotes_what_needs_it)
{
    BOOST_TEST(written(output_format::csv, {hard[0]}) == "name,days,hosts\n\"a,\"\"b\"\"\n\\\",7,\"x,y\"\n");
}

BOOST_AUTO_TEST_CASE(a_metric_has_its_labels_escaped_and_none_is_told_in_part)
{
    BOOST_TEST(written(output_format::prometheus, {hard[0]}) ==
               "# HELP aliyun_certificates_days Days.\n# TYPE aliyun_certificates_days gauge\n"
               "aliyun_certificates_days{name=\"a,\\\"b\\\"\\n\\\\\"} 7\n");
    BOOST_TEST(written(output_format::prometheus, hard, false) == "");
}

BOOST_AUTO_TEST_CASE(a_table_shows_no_control_characters)
{
    BOOST_TEST(written(output_format::table, hard) == "NAME       DAYS  HOSTS\n"
                                                      "a,\"b\" \\       7  x +1\n"
                                                      "?[31mred\xc3\xa9     -  -\n");
}

BOOST_AUTO_TEST_CASE(fields_are_chosen_in_their_order_and_wrong_ones_refused)
{
    settings common;
    common.format = output_format::csv;
    common.fields = {"hosts", "name"};
    string_sink sink;
    output out(sample(), common, sink);
    out.add(made("n", {}, {"h"}));
    out.complete();
    BOOST_TEST(sink.text == "hosts,name\nh,n\n");
    common.fields = {"nothing"};
    BOOST_CHECK_THROW(output(sample(), common, sink), problem);
}

BOOST_AUTO_TEST_CASE(width_is_that_of_a_terminal)
{
    BOOST_TEST(display_width("abc") == 3U);
    BOOST_TEST(display_width("\xe8\xaf\x81\xe4\xb9\xa6") == 4U); // two characters of Chinese
    BOOST_TEST(cut_to_width("\xe8\xaf\x81\xe4\xb9\xa6x", 4) == "\xe8\xaf\x81…");
    BOOST_TEST(cut_to_width("abc", 3) == "abc");
    BOOST_TEST(cut_to_width("abcd", 3) == "ab…");
    BOOST_TEST(printable("a\tb\x7f\xff\xe2\x80\xae") == "a b?\xef\xbf\xbd?");
}

BOOST_AUTO_TEST_SUITE_END()
