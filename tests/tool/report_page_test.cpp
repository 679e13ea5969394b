// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.

#include "certificates/report_judgement.hpp"
#include "certificates/report_page.hpp"

#include <boost/test/unit_test.hpp>

namespace
{

using namespace certificates;
using std::chrono::year;

certificate ending(std::string const& day, std::string const& host = "www.example.com")
{
    certificate one;
    one.id = 17;
    one.name = "name-of-17";
    one.hosts = {host};
    one.issuer = "R11";
    one.end_date = day;
    return one;
}

std::string page_of(std::vector<certificate> const& all)
{
    report_options options;
    options.today = year{2026} / 11 / 25;
    return report_page(all, options);
}

bool has(std::string const& page, std::string const& text)
{
    return page.find(text) != std::string::npos;
}

std::string facet(std::string const& name, std::string const& value, int count)
{
    return "data-facet=\"" + name + "\" data-value=\"" + value + "\" data-count=\"" + std::to_string(count) + '"';
}

} // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(certificates_are_counted_by_what_is_left_to_them)
{
    auto const page = page_of({ending("2026-11-24"), ending("2026-11-25"), ending("2026-12-02"), ending("2026-12-03"),
                               ending("2026-12-25"), ending("2026-12-26"), ending("when it pleases")});
    BOOST_TEST(has(page, facet("state", "", 7)));
    BOOST_TEST(has(page, facet("state", "expired", 1)));
    BOOST_TEST(has(page, facet("state", "critical", 2)));
    BOOST_TEST(has(page, facet("state", "warning", 2)));
    BOOST_TEST(has(page, facet("state", "ok", 1)));
    BOOST_TEST(has(page, facet("state", "unknown", 1)));
}

BOOST_AUTO_TEST_CASE(the_timeline_has_a_bar_for_each_month_of_a_year)
{
    auto const page = page_of({ending("2026-11-20"), ending("2026-11-30"), ending("2027-01-01"), ending("2027-11-30"),
                               ending("2027-12-01"), ending("2031-02-28")});
    BOOST_TEST(has(page, facet("time", "expired", 1)));
    BOOST_TEST(has(page, facet("time", "2026-11", 1)));
    BOOST_TEST(has(page, facet("time", "2026-12", 0)));
    BOOST_TEST(has(page, facet("time", "2027-01", 1)));
    BOOST_TEST(has(page, facet("time", "2027-11", 1)));
    BOOST_TEST(has(page, facet("time", "later", 2)));
    BOOST_TEST(!has(page, "data-value=\"2027-12\""));
}

BOOST_AUTO_TEST_CASE(a_certificate_counts_once_for_each_of_its_domains)
{
    auto two = ending("2027-01-01", "a.example.com");
    two.hosts.push_back("b.example.com");
    two.hosts.push_back("*.example.org");
    auto const page = page_of({two, ending("2027-01-01", "c.example.com")});
    BOOST_TEST(has(page, facet("domain", "example.com", 2)));
    BOOST_TEST(has(page, facet("domain", "example.org", 1)));
    BOOST_TEST(has(page, facet("issuer", "R11", 2)));
}

BOOST_AUTO_TEST_CASE(no_text_of_the_account_is_markup)
{
    auto evil = ending("2027-01-01", "<b>'\"&.example.com");
    evil.name = "</script><script>alert(1)</script><!--";
    evil.issuer = "\" onmouseover=\"alert(2)";
    evil.fingerprint = "{{script}}";
    report_options options;
    options.today = year{2026} / 11 / 25;
    options.title = "<title>";
    options.account = "</p><script>alert(3)</script>";
    auto const page = report_page({evil}, options);
    for (auto const* const text :
         {"<script>alert", "</script><script>alert", "<b>'", "=\"\" onmouseover", "<!--", "<title><title>"})
        BOOST_TEST(!has(page, text), text);
    BOOST_TEST(has(page, "{{script}}")); // and it is not filled in a second time
}

BOOST_AUTO_TEST_CASE(an_account_without_certificates_has_a_page_too)
{
    auto const page = page_of({});
    BOOST_TEST(has(page, facet("state", "", 0)));
    BOOST_TEST(has(page, "</html>"));
}

BOOST_AUTO_TEST_CASE(a_registered_domain_is_told_by_its_form)
{
    BOOST_TEST(registered_domain("www.example.com") == "example.com");
    BOOST_TEST(registered_domain("*.Example.COM") == "example.com");
    BOOST_TEST(registered_domain("a.b.example.com.cn") == "example.com.cn");
    BOOST_TEST(registered_domain("example.co.uk") == "example.co.uk");
    BOOST_TEST(registered_domain("co.uk") == "co.uk");
    BOOST_TEST(registered_domain("com.example.net") == "example.net");
    BOOST_TEST(registered_domain("localhost") == "localhost");
    BOOST_TEST(registered_domain("192.0.2.1") == "192.0.2.1");
    BOOST_TEST(registered_domain("2001:db8::1") == "2001:db8::1");
    BOOST_TEST(registered_domain("") == "");
    BOOST_TEST(registered_domain(".com") == ".com");
}

BOOST_AUTO_TEST_SUITE_END()
