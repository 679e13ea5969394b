// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The sources of credentials against real servers on loopback: instance metadata, a credentials URI, STS, files, and
// the chain of them all.

#include "support/scripted_server.hpp"
#include "support/session.hpp"

#include <aliyun/cas/credential_chain.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace aliyun::cas;
using support::answer;
using support::scripted_request;
using support::scripted_server;

namespace
{

constexpr char const* issued =
    R"({"Code":"Success","AccessKeyId":"STS.issued","AccessKeySecret":"issued-secret","SecurityToken":"issued-token",)"
    R"("Expiration":"2099-01-01T00:00:00Z"})";

// A server without TLS, on blocking sockets: one request a connection, and none of the library's code.
class plain_server
{
public:
    using script = std::function<std::optional<std::string>(scripted_request const&)>;

    /// @param play the whole answer; nothing: there is none, and the connection stays open
    explicit plain_server(script play) : play_(std::move(play)), thread_([this] { serve(); }) {}
    ~plain_server()
    {
        boost::asio::io_context context;
        boost::asio::ip::tcp::socket last(context);
        stopping_ = true;
        boost::system::error_code ignored;
        last.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    plain_server(plain_server const&) = delete;
    plain_server& operator=(plain_server const&) = delete;

    [[nodiscard]] std::string address() const
    {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    /// Not while one is being answered.
    [[nodiscard]] std::vector<scripted_request> const& requests() const { return requests_; }

private:
    void serve()
    {
        std::vector<boost::asio::ip::tcp::socket> left_open;
        while (true)
        {
            boost::system::error_code error;
            auto socket = acceptor_.accept();
            if (stopping_)
                return;
            scripted_request request;
            boost::asio::read_until(socket, boost::asio::dynamic_buffer(request.text), "\r\n\r\n", error);
            requests_.push_back(request);
            if (auto const reply = play_(request))
                boost::asio::write(socket, boost::asio::buffer(*reply), error);
            else
                left_open.push_back(std::move(socket));
        }
    }

    script play_;
    std::atomic<bool> stopping_{false};
    std::vector<scripted_request> requests_;
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_{
        context_, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
    std::thread thread_;
};

using support::http_text;

std::unique_ptr<scripted_server> sts_server()
{
    return std::make_unique<scripted_server>(
        [](scripted_request const& request)
        {
            if (request.param("RoleArn") == "acs:forbidden")
                return answer(403, R"({"Code":"NoPermission","Message":"You may not","RequestId":"R-0"})");
            return answer(200,
                          R"({"RequestId":"R-1","AssumedRoleUser":{"Arn":"a","AssumedRoleId":"1"},"Credentials":)"
                          R"({"AccessKeyId":"STS.role","AccessKeySecret":"role-secret","SecurityToken":"role-token",)"
                          R"("Expiration":"2099-01-01T00:00:00Z"}})");
        });
}

client_options sts_options(scripted_server const& server)
{
    auto options = sts_client_options();
    options.endpoint = server.endpoint();
    options.tls.ca_pem = server.ca_pem();
    return options;
}

struct warnings final : observer
{
    void on_warning(std::string_view text) noexcept override { texts.emplace_back(text); }
    std::vector<std::string> texts;
};

struct answered final : detail::credential_waiter
{
    void on_credentials(std::shared_ptr<detail::credential_answer const> answer) override { result = answer; }
    std::shared_ptr<detail::credential_answer const> result;
};

// Asks a source as a call would.
detail::credential_answer ask(credential_source const& source, std::shared_ptr<observer> sees = {})
{
    boost::asio::io_context context;
    auto const waiter = std::make_shared<answered>();
    detail::credential_asker const asker{context.get_executor(), std::move(sees)};
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    detail::credential_answer at_hand;
    at_hand.who = source.cache()->obtain(now, asker, waiter).who;
    if (at_hand.who)
        return at_hand;
    context.run();
    BOOST_REQUIRE(waiter->result);
    return *waiter->result;
}

std::string id_of(detail::credential_answer const& answer)
{
    return answer.who ? answer.who->access_key_id() : "none: " + answer.problem;
}

class scratch_folder
{
public:
    scratch_folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "aliyun_cas_XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~scratch_folder() { std::filesystem::remove_all(path_); }
    scratch_folder(scratch_folder const&) = delete;
    scratch_folder& operator=(scratch_folder const&) = delete;

    std::string write(std::string const& name, std::string const& text,
                      std::filesystem::perms mode = std::filesystem::perms::owner_read)
    {
        auto const file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
        std::filesystem::permissions(file, mode);
        return file.string();
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(credential_chain)

BOOST_AUTO_TEST_CASE(the_instance_metadata_is_asked_with_a_token)
{
    plain_server const server(
        [](scripted_request const& request)
        {
            if (request.text.starts_with("PUT /latest/api/token HTTP/1.1\r\n"))
                return http_text(200, "meta-token\n");
            if (request.field("X-aliyun-ecs-metadata-token") != "meta-token")
                return http_text(403, "");
            if (request.text.starts_with("GET /latest/meta-data/ram/security-credentials/ HTTP/1.1\r\n"))
                return http_text(200, "reader\n");
            if (request.text.starts_with("GET /latest/meta-data/ram/security-credentials/reader HTTP/1.1\r\n"))
                return http_text(200, issued);
            return http_text(404, "");
        });
    ecs_role_options options;
    options.metadata = server.address();
    options.v1 = metadata_v1::refused;
    auto const found = ask(credentials_from_ecs_role(options));
    BOOST_TEST(id_of(found) == "STS.issued");
    BOOST_TEST(found.who->security_token().value() == "issued-token");
    BOOST_TEST(found.who->expiration().has_value());
    auto const requests = server.requests();
    BOOST_REQUIRE_EQUAL(requests.size(), 3u);
    BOOST_TEST(requests[0].field("X-aliyun-ecs-metadata-token-ttl-seconds") == "21600");

    options.role = "absent";
    BOOST_TEST(id_of(ask(credentials_from_ecs_role(options))) == "none: the instance does not have the role `absent`");
    options.role = "bad\r\nX: y";
    BOOST_TEST(id_of(ask(credentials_from_ecs_role(options))) == "none: the role's name is none");
}

BOOST_AUTO_TEST_CASE(the_first_version_of_the_metadata_is_used_only_if_it_may_be)
{
    auto const server =
        plain_server([](scripted_request const& request)
                     { return request.text.starts_with("PUT") ? http_text(404, "") : http_text(200, issued); });
    ecs_role_options options;
    options.metadata = server.address();
    options.role = "reader";
    BOOST_TEST(id_of(ask(credentials_from_ecs_role(options))) == "STS.issued");
    options.v1 = metadata_v1::refused;
    BOOST_TEST(id_of(ask(credentials_from_ecs_role(options))) ==
               "none: its token is answered with the HTTP status 404");

    // A file that names the instance's role is no way around the variable.
    scratch_folder folder;
    auto const file = folder.write("credentials", "[default]\ntype=ecs_ram_role\nrole_name=reader\n");
    std::string forbidden = "false";
    default_credential_options chain;
    chain.ecs.metadata = server.address();
    chain.variable = [&](std::string_view name) -> char const*
    {
        return name == "ALIBABA_CLOUD_CREDENTIALS_FILE"  ? file.c_str()
               : name == "ALIBABA_CLOUD_IMDSV1_DISABLED" ? forbidden.c_str()
                                                         : nullptr;
    };
    BOOST_TEST(id_of(ask(default_credentials(chain))) == "STS.issued");
    forbidden = "true";
    BOOST_TEST(!ask(default_credentials(chain)).who);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_silent_or_away_costs_its_limit_and_no_more)
{
    plain_server const silent([](scripted_request const&) { return std::nullopt; });
    ecs_role_options options;
    options.metadata = silent.address();
    options.v1 = metadata_v1::refused;
    options.answer_limit = std::chrono::milliseconds(50);
    BOOST_TEST(id_of(ask(credentials_from_ecs_role(options))) == "none: it does not answer as it should in time");
    options.metadata = "http://127.0.0.1:1";
    BOOST_TEST(id_of(ask(credentials_from_ecs_role(options))) == "none: it cannot be reached: Connection refused");
}

BOOST_AUTO_TEST_CASE(what_a_credentials_uri_answers_is_told_without_its_contents)
{
    std::string body = issued;
    int status = 200;
    plain_server const server([&](scripted_request const&) { return http_text(status, body); });
    auto const uri = server.address() + "/credentials?for=me";
    BOOST_TEST(id_of(ask(credentials_from_uri(uri))) == "STS.issued");
    BOOST_TEST(server.requests().at(0).text.starts_with("GET /credentials?for=me HTTP/1.1\r\n"));
    for (auto const* const bad :
         {R"({"AccessKeySecret":"leaky-secret")", R"({"AccessKeyId":"id","AccessKeySecret":"leaky-secret"})",
          R"(leaky-secret)", R"({"Code":"leaky-secret"})", ""})
    {
        body = bad;
        auto const found = ask(credentials_from_uri(uri));
        BOOST_TEST(!found.who);
        BOOST_TEST(!found.problem.empty());
        BOOST_TEST(found.problem.find("leaky") == std::string::npos, found.problem);
    }
    status = 302;
    BOOST_TEST(id_of(ask(credentials_from_uri(uri))) == "none: it is answered with the HTTP status 302");
    status = 200;
    body = std::string(100'000, 'x');
    BOOST_TEST(id_of(ask(credentials_from_uri(uri))).find("the body has more than") != std::string::npos);
    for (auto const* const bad : {"https://localhost/", "http://", "http://user:pass@localhost/", "http://h/\r\nX: y"})
        BOOST_TEST(id_of(ask(credentials_from_uri(bad))).starts_with("none: it is not"), bad);
}

BOOST_AUTO_TEST_CASE(a_role_is_taken_with_a_signed_request)
{
    auto const sts = sts_server();
    role_options options{role_arn{"acs:reader"}};
    options.sts = sts_options(*sts);
    options.duration = std::chrono::seconds(900);
    options.external_id = "partner";
    auto const found = ask(credentials_from_role(credentials("base", "base-secret"), options));
    BOOST_TEST(id_of(found) == "STS.role");
    auto const request = sts->requests().at(0);
    BOOST_TEST(request.param("AccessKeyId") == "base");
    BOOST_TEST(!request.param("Signature").empty());
    BOOST_TEST(request.param("Version") == "2015-04-01");
    BOOST_TEST(request.param("DurationSeconds") == "900");
    BOOST_TEST(request.param("ExternalId") == "partner");

    role_options forbidden{role_arn{"acs:forbidden"}};
    forbidden.sts = sts_options(*sts);
    auto const refused = ask(credentials_from_role(credentials("base", "base-secret"), forbidden));
    BOOST_TEST(refused.problem.starts_with("the role could not be taken: "), refused.problem);
    BOOST_TEST(refused.problem.find("NoPermission") != std::string::npos, refused.problem);

    role_options untrusted{role_arn{"acs:reader"}};
    untrusted.sts = sts_options(*sts);
    untrusted.sts.tls.ca_pem = support::self_signed_identity("localhost").chain_pem;
    BOOST_TEST(!ask(credentials_from_role(credentials("base", "base-secret"), untrusted)).who);
}

BOOST_AUTO_TEST_CASE(a_role_is_taken_by_an_oidc_token_without_a_signature_and_not_in_a_url)
{
    auto const sts = sts_server();
    scratch_folder folder;
    oidc_role_options options{role_arn{"acs:reader"}, oidc_provider_arn{"acs:provider"},
                              folder.write("token", "the.oidc.token\n")};
    options.sts = sts_options(*sts);
    BOOST_TEST(id_of(ask(credentials_from_oidc(options))) == "STS.role");
    auto const request = sts->requests().at(0);
    BOOST_TEST(request.text.starts_with("POST / HTTP/1.1\r\n"));
    BOOST_TEST(request.param("OIDCToken") == "the.oidc.token");
    for (auto const* const absent : {"AccessKeyId", "Signature", "SignatureMethod", "SignatureNonce", "SecurityToken"})
        BOOST_TEST(request.text.find(absent) == std::string::npos, absent);
    options.token_file += ".absent";
    BOOST_TEST(id_of(ask(credentials_from_oidc(options))).find("cannot be read: No such file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(files_are_read_by_profile_and_those_that_others_may_read_are_warned_of)
{
    auto const sts = sts_server();
    scratch_folder folder;
    std::string const config = R"({"current":"plain","profiles":[
        {"name":"plain","mode":"AK","access_key_id":"file-id","access_key_secret":"file-secret","region_id":"x"},
        {"name":"token","mode":"StsToken","access_key_id":"t-id","access_key_secret":"s","sts_token":"t"},
        {"name":"role","mode":"RamRoleArn","access_key_id":"id","access_key_secret":"s","ram_role_arn":"acs:reader"},
        {"name":"chain","mode":"ChainableRamRoleArn","source_profile":"plain","ram_role_arn":"acs:reader"},
        {"name":"ring","mode":"ChainableRamRoleArn","source_profile":"ring","ram_role_arn":"acs:reader"},
        {"name":"sso","mode":"CloudSSO"}]})";
    credential_file_options options(folder.write("config.json", config));
    options.sts = sts_options(*sts);
    auto const sees = std::make_shared<warnings>();
    auto const by_profile = [&](std::string profile)
    {
        options.profile = std::move(profile);
        return id_of(ask(credentials_from_cli_configuration(options), sees));
    };
    BOOST_TEST(by_profile("") == "file-id");
    BOOST_TEST(by_profile("token") == "t-id");
    BOOST_TEST(by_profile("role") == "STS.role");
    BOOST_TEST(by_profile("chain") == "STS.role");
    BOOST_TEST(by_profile("ring").find("without an end") != std::string::npos);
    BOOST_TEST(by_profile("sso").find("profile `sso`: its `mode` is none that this library knows") !=
               std::string::npos);
    BOOST_TEST(by_profile("none").find("there is no profile `none`") != std::string::npos);
    BOOST_TEST(sees->texts.empty());

    using std::filesystem::perms;
    options.path = folder.write("open.json", config, perms::owner_read | perms::others_read);
    BOOST_TEST(by_profile("") == "file-id");
    BOOST_REQUIRE_EQUAL(sees->texts.size(), 1u);
    BOOST_TEST(sees->texts[0].find("open.json") != std::string::npos);

    credential_file_options ini(folder.write(
        "credentials", "# mine\n[other]\ntype = sts\n[default]\ntype=access_key\n access_key_id = ini-id \n"
                       "access_key_secret=ini=secret\n"));
    BOOST_TEST(id_of(ask(credentials_from_file(ini))) == "ini-id");
    ini.profile = "other";
    BOOST_TEST(id_of(ask(credentials_from_file(ini))).find("it lacks `access_key_id`") != std::string::npos);
    ini.path = folder.write("broken", "[default]\nleaky-secret\n");
    auto const broken = id_of(ask(credentials_from_file(ini)));
    BOOST_TEST(broken.find("line 2 is neither") != std::string::npos, broken);
    BOOST_TEST(broken.find("leaky") == std::string::npos, broken);
}

BOOST_AUTO_TEST_CASE(the_default_chain_keeps_its_order_and_says_why_each_source_had_none)
{
    scratch_folder folder;
    plain_server const server([](scripted_request const&) { return http_text(200, issued); });
    auto const variables = std::make_shared<std::map<std::string, std::string>>();
    auto& set = *variables;
    default_credential_options options;
    options.ecs.metadata = "http://127.0.0.1:1";
    options.variable = [variables](char const* name) -> char const*
    {
        auto const found = variables->find(name);
        return found == variables->end() ? nullptr : found->second.c_str();
    };
    set["HOME"] = folder.path();
    auto const none = ask(default_credentials(options)).problem;
    std::size_t at = 0;
    for (auto const* const part :
         {"environment: ALIBABA_CLOUD_ACCESS_KEY_ID is not set", "; OIDC: ALIBABA_CLOUD_ROLE_ARN is not set",
          "; CLI configuration: ", "config.json` cannot be read: No such file",
          "; credentials file: ", "; ECS instance: it cannot be reached: Connection refused",
          "; credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set"})
    {
        at = none.find(part, at);
        BOOST_REQUIRE_MESSAGE(at != std::string::npos, part << " is not in its place: " << none);
    }

    set["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
    BOOST_TEST(ask(default_credentials(options)).problem.find("_DISABLED is true") != std::string::npos);
    static_cast<void>(folder.write(".alibabacloud/credentials", "[default]\ntype=ecs_ram_role\n"));
    BOOST_TEST(ask(default_credentials(options)).problem.find("credentials`: the instance is not to be asked") !=
               std::string::npos); // whoever would ask it
    set["ALIBABA_CLOUD_CREDENTIALS_URI"] = server.address();
    auto const kept = default_credentials(options);
    BOOST_TEST(id_of(ask(kept)) == "STS.issued");
    static_cast<void>(folder.write(".alibabacloud/credentials",
                                   "[default]\ntype=access_key\naccess_key_id=ini-id\naccess_key_secret=s\n"));
    BOOST_TEST(id_of(ask(default_credentials(options))) == "ini-id");
    kept.cache()->refuse(*ask(kept).who);
    BOOST_TEST(id_of(ask(kept)) == "STS.issued"); // it does not become somebody else
    static_cast<void>(folder.write(
        ".aliyun/config.json",
        R"({"profiles":[{"name":"default","mode":"AK","access_key_id":"cli-id","access_key_secret":"s"}]})"));
    BOOST_TEST(id_of(ask(default_credentials(options))) == "cli-id");
    set["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "env-id";
    set["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "s";
    BOOST_TEST(id_of(ask(default_credentials(options))) == "env-id");
}

BOOST_AUTO_TEST_SUITE_END()
