// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// Takes the steps of a plan, each written into the journal before and after.

#include "account.hpp"
#include "cdn.hpp"
#include "journal.hpp"
#include "output.hpp"
#include "plan.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace certificates
{

class executor
{
public:
    /// @param binder for plans that bind; nullptr: there is nothing to bind
    executor(account& service, journal& book, console& screen, output& out, cdn* binder = nullptr);

    /// What is in the account besides the plan's own uploads: it may be bound and take the place of others.
    void know(std::vector<certificate> const& account);

    /// Takes the steps in this order: uploads, bindings, marks, deletions. A binding or a mark whose upload has failed
    /// is not done.
    /// @param local the pairs of the uploads, by fingerprint
    /// @param done  steps that need not be taken any more
    void run(plan const& what, std::map<std::string, local_certificate const*> const& local,
             std::set<std::size_t> const& done = {});

    /// 0, 2 if some steps have failed, or the code of the first failure if all have.
    [[nodiscard]] exit_code code() const noexcept;
    /// For example `3 uploaded, 1 failed`.
    [[nodiscard]] std::string summary() const;
    /// Completes the output with the summary, and tells what the command ends with.
    [[nodiscard]] exit_code finish();

private:
    using step_places = std::vector<std::size_t>;

    void tell_idle(plan const& what, std::set<std::size_t> const& done);
    void upload_all(plan const& what, step_places const& places,
                    std::map<std::string, local_certificate const*> const& local);
    void bind_all(plan const& what, step_places const& places);
    void mark_all(plan const& what, step_places const& places);
    void delete_all(plan const& what, step_places const& places);
    /// Reads the certificates again that others are to be replaced by.
    void verify(plan const& what, step_places const& places);

    void tell(step const& one, std::optional<problem> const& failed);

    account& service_;
    journal& book_;
    console& screen_;
    output& out_;
    cdn* binder_;
    std::string place_;
    std::map<std::string, std::int64_t> ids_;   ///< by fingerprint, of what is in the account for sure
    std::map<std::string, std::string> failed_; ///< by fingerprint: why nothing may be replaced by it
    std::map<action, std::size_t> counts_;      ///< of what was done
    std::size_t idle_ = 0;
    std::size_t failures_ = 0;
    exit_code first_failure_ = exit_code::failed;
};

} // namespace certificates
