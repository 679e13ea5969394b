// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The walk over a list that may change meanwhile, without I/O: which page to ask for next, what to hand out, when it
// ends.
//
// A pass reads the list from its start until as many entries have come as there are. Nothing is handed out twice: the
// ids seen are kept. A pass during which the number of entries changed or an entry came twice may have missed some, so
// that the list is walked again for those.

#include "../../outcome.hpp"
#include "../../paging.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace aliyun::ALIYUN_CAS_ABI::cas::detail
{

template <paged_operation Op>
class page_walk
{
public:
    using page = typename Op::response;
    using paging = typename Op::paging;
    using ticket = std::uint64_t;

    page_walk(Op op, page_options const& options)
        : op_(std::move(op)), options_(options), first_position_(op_.*paging::position), next_position_(first_position_)
    {
    }

    struct request
    {
        ticket number;
        Op op;
    };

    /// The next page to ask for, if any. A page that failed is asked for again only when somebody waits for it, and so
    /// is the first: it alone tells how many there are.
    [[nodiscard]] std::optional<request> wants(bool someone_waits)
    {
        if (ended_)
            return std::nullopt;
        for (auto& each : slots_)
            if (each.state == slot_state::failed)
                return someone_waits ? std::optional(ask(each)) : std::nullopt;
        if (slots_.empty() && !someone_waits && per_page_ == 0)
            return std::nullopt;
        if (slots_.size() >= limit())
            return std::nullopt;
        auto& added = slots_.emplace_back();
        added.position = next_position_;
        next_position_ = paging::next(next_position_, per_page_);
        return ask(added);
    }

    /// A page has come, or has failed to. One that is not wanted any more is dropped.
    void arrived(ticket number, outcome<page> result)
    {
        for (auto& each : slots_)
            if (each.number == number && each.state == slot_state::asked)
            {
                each.result.emplace(std::move(result));
                each.state = slot_state::here;
            }
    }

    /// What the reader gets now: a page with entries that are new, the failure of the next page, or nothing at the end.
    /// Empty if it must wait.
    [[nodiscard]] std::optional<outcome<std::optional<page>>> take()
    {
        using result = outcome<std::optional<page>>;
        while (!ended_)
        {
            if (std::exchange(gave_up_, false))
                return result(failure(errc::list_kept_changing));
            if (slots_.empty() || slots_.front().state != slot_state::here)
                return std::nullopt;
            auto& front = slots_.front();
            if (!*front.result)
            {
                // The walk stays on this page; what was prefetched behind it is kept.
                front.state = slot_state::failed;
                return result(std::exchange(front.result, std::nullopt)->error());
            }
            auto taken = std::move(**front.result);
            auto const position = front.position;
            slots_.pop_front();
            auto const count = account_for(taken, position);
            if (pass_is_over(count))
                end_pass();
            if (!(taken.*paging::entries).empty())
                return result(std::optional<page>(std::move(taken)));
        }
        return result(std::optional<page>());
    }

    /// How many entries the service says there are; 0 before the first page.
    [[nodiscard]] std::int64_t total() const noexcept { return total_; }
    /// How many different entries were handed out.
    [[nodiscard]] std::size_t received() const noexcept { return seen_.size(); }
    [[nodiscard]] int passes() const noexcept { return pass_; }

private:
    enum class slot_state
    {
        asked,
        here,
        failed
    };
    struct slot
    {
        ticket number = 0;
        std::int64_t position = 0;
        slot_state state = slot_state::asked;
        std::optional<outcome<page>> result;
    };

    request ask(slot& what)
    {
        what.number = ++last_ticket_;
        what.state = slot_state::asked;
        request wanted{what.number, op_};
        wanted.op.*paging::position = what.position;
        return wanted;
    }

    // How many pages may be asked for or kept at once.
    [[nodiscard]] std::size_t limit() const noexcept
    {
        if (per_page_ == 0)
            return 1;
        auto const left = std::max<std::int64_t>(1, (expected() - received_ + per_page_ - 1) / per_page_);
        return static_cast<std::size_t>(
            std::min<std::int64_t>(static_cast<std::int64_t>(std::max<std::size_t>(1, options_.window)), left));
    }

    // Takes out of a page what has been handed out before, and notes what it says about the list. How many entries it
    // had.
    std::int64_t account_for(page& taken, std::int64_t position)
    {
        auto& entries = taken.*paging::entries;
        auto const count = static_cast<std::int64_t>(entries.size());
        constexpr auto most = std::int64_t{1} << 53U; // sums of it do not overflow
        auto const total = std::clamp<std::int64_t>(taken.*paging::total, 0, most);
        if (first_of_pass_)
            first_of_pass_ = false;
        else if (total != total_)
            changed_ = true;
        total_ = total;
        received_ += count;

        bool anything_new = false;
        std::erase_if(entries,
                      [&](auto const& entry)
                      {
                          auto const [known, is_new] = seen_.try_emplace(entry.*paging::id, pass_);
                          if (!is_new && known->second == pass_)
                          {
                              changed_ = true;
                              return true;
                          }
                          anything_new = true;
                          ++different_;
                          new_in_pass_ += is_new;
                          known->second = pass_;
                          return !is_new;
                      });
        barren_pages_ = anything_new ? 0 : barren_pages_ + 1;

        if (per_page_ == 0)
            per_page_ = count;
        // What was asked for ahead assumed that pages are as long as the first: if this one is not, it starts
        // elsewhere.
        auto const behind = paging::next(position, count);
        if (!slots_.empty() && slots_.front().position != behind)
            slots_.clear();
        if (slots_.empty())
            next_position_ = behind;
        return count;
    }

    // How many entries a pass brings if none is missed: those from the first position on.
    [[nodiscard]] std::int64_t expected() const noexcept
    {
        return std::max<std::int64_t>(0, total_ - paging::before(first_position_, per_page_));
    }
    // Entries without a total: it was not told, and the list ends with a page that has none.
    [[nodiscard]] bool pass_is_over(std::int64_t last_count) const noexcept
    {
        return barren_pages_ == 2 || (received_ >= expected() && (total_ > 0 || last_count == 0));
    }

    // Ends the walk, or begins another pass. If the list has changed during every pass that was allowed, the reader is
    // told so once what has come is handed out; another series of passes may follow.
    void end_pass()
    {
        // A walk that begins at a short last page cannot know how many entries stand before it.
        // And one that brings nothing new after one that did not come to the total either: the total counts what is not
        // sent.
        bool const all_came = different_ == expected() || total_ == 0 ||
                              (barren_pages_ == 2 && paging::before(first_position_, 1) > 0) ||
                              (pass_ > 1 && new_in_pass_ == 0);
        bool const complete = !changed_ && all_came;
        if (complete && !(options_.verify && pass_ == 1))
        {
            ended_ = true;
            slots_.clear();
            return;
        }
        gave_up_ = !complete && passes_left_ <= 1;
        passes_left_ = gave_up_ ? options_.max_passes : passes_left_ - 1;
        if (gave_up_)
            per_page_ = 0; // so that nothing is asked for before somebody waits
        ++pass_;
        slots_.clear();
        next_position_ = first_position_;
        received_ = different_ = new_in_pass_ = 0;
        barren_pages_ = 0;
        changed_ = false;
        first_of_pass_ = true;
    }

    Op op_;
    page_options options_;
    std::int64_t first_position_;
    std::int64_t next_position_;
    std::deque<slot> slots_;
    ticket last_ticket_ = 0;

    std::int64_t per_page_ = 0;    // of the first page that has entries: 0 until it is here
    std::int64_t total_ = 0;       // 0: there is none, or the service does not tell
    std::int64_t received_ = 0;    // entries of this pass
    std::int64_t different_ = 0;   // entries of this pass that came once
    std::int64_t new_in_pass_ = 0; // those of them that no pass before had brought
    int barren_pages_ = 0;         // pages in a row that brought nothing new in this pass
    bool changed_ = false;
    bool first_of_pass_ = true;
    int pass_ = 1;
    int passes_left_ = options_.max_passes;
    bool gave_up_ = false; // and the reader has still to be told
    bool ended_ = false;
    std::unordered_map<std::int64_t, int> seen_; // id and the last pass that it came in
};

} // namespace aliyun::ALIYUN_CAS_ABI::cas::detail
