"""The rules that keep a discussion whole, safe and honest, each with the tests that hold it.

Every one was once broken by comment software that people use: most by the library that this one
is built on, the rest by crowds, robots and ill will. A rule is named after the test that it is
kept by (file and function): a test that goes without another in its place fails the suite, and
each run ends with how many of the rules it tested.
"""

# Trap: what happens where the rule is not kept → the tests of the rule.
Rules = dict[str, list[str]]

LIBRARY: Rules = {
    "Pages have no absolute URL, so permalinks lead nowhere": [
        "test_discussion::test_a_permalink_leads_to_the_right_page_of_the_discussion"
    ],
    "Mails link to http://example.com": [
        "test_mail_contents::test_all_links_of_a_mail_are_whole_and_lead_to_this_site"
    ],
    "Mail to moderators goes to the second letter of their address": [
        "test_of_the_library::test_the_librarys_mail_to_moderators_is_never_sent"
    ],
    "A hash that outgrows its field refuses every comment": [
        "test_of_the_library::test_the_form_carries_no_hash_of_the_library"
    ],
    "Settings are copied once, and warn of what is deprecated": [
        "test_of_the_library::test_the_library_was_started_with_our_settings_and_mail_with_djangos_own"
    ],
    "A mail that fails takes the comment with it, or vanishes unseen": [
        "test_mail_sending::test_a_comment_is_kept_when_its_mail_cannot_be_sent",
        "test_mail_sending::test_a_mail_goes_out_once_the_server_is_back",
    ],
    "Template tags that fail, or need a user": [
        "test_of_the_library::test_no_template_uses_tags_of_the_library"
    ],
    "Only superusers see what moderators should": [
        "test_queue_access::test_who_decides_sees_the_queue"
    ],
    "Lists and feeds publish what is held": [
        "test_threads::test_what_was_never_public_has_no_place",
        "test_comment_feeds::test_only_published_comments_stand_in_feeds",
    ],
    "The count and the thread disagree": [
        "test_discussion::test_the_heading_counts_what_can_be_read"
    ],
    "An API that fails, and flags without asking": [
        "test_isolation::test_the_known_addresses_of_xtd_are_not_there"
    ],
    "Every address has a second one that fails": [
        "test_of_the_library::test_no_address_has_a_second_one_with_a_suffix"
    ],
    "A reply to nothing, or too deep, is an error and leaves a row": [
        "test_models::test_a_refused_reply_leaves_no_row_in_any_table"
    ],
    "Comments of a deleted page are errors": [
        "test_of_the_library::test_the_addresses_of_a_comment_end_with_its_page"
    ],
    "A publication date in the future is an error": [
        "test_of_the_library::test_a_publication_date_in_the_future_is_no_error"
    ],
    "A form that was open too long loses the text": [
        "test_form_stamp::test_a_form_that_was_open_too_long_comes_back_with_the_text"
    ],
    "The link holds the whole comment, and is cut off": [
        "test_of_the_library::test_no_link_holds_what_was_written"
    ],
    "A key is a number before saving and text after": [
        "test_of_the_library::test_a_new_comment_is_what_it_is_when_it_is_read_again"
    ],
    "Plain mail is escaped like HTML": [
        "test_mail_contents::test_names_stand_in_plain_text_as_they_were_typed"
    ],
    "A repair command publishes what is held": [
        "test_of_the_library::test_the_librarys_repair_command_publishes_and_moves_nothing"
    ],
}

THREADS: Rules = {
    "Replies at once corrupt the thread, or die of a deadlock": [
        "test_concurrency::test_eight_writers_and_four_moderators_at_once_misplace_nothing"
    ],
    "Each save counts the replies again": ["test_models::test_saving_again_never_renumbers"],
    "Saving or approving a comment publishes what is held below it": [
        "test_models::test_publishing_a_parent_never_publishes_what_is_held_below",
        "test_actions::test_approving_a_parent_never_publishes_a_held_child",
    ],
    "Removing a comment floods the queue with its replies": [
        "test_models::test_removing_a_parent_leaves_its_replies_as_they_are",
        "test_actions::test_removing_a_parent_sends_no_child_back_to_the_queue",
    ],
    "Deleting a comment that was answered loses the answers": [
        "test_erase::test_a_notice_stays_where_others_answered",
        "test_purge::test_no_other_comment_is_ever_deleted",
    ],
}

SECURITY: Rules = {
    "A link is unpickled: code of a stranger runs": [
        "test_of_the_library::test_nothing_that_the_librarys_key_has_signed_is_ever_unpickled",
        "test_architecture::test_no_code_opens_a_door",
    ],
    "Links never end, and die when the key is changed": [
        "test_status_page::test_an_address_ends_after_a_year",
        "test_status_page::test_an_earlier_key_is_still_accepted",
        "test_confirming::test_after_a_change_of_the_key_links_and_cookies_still_hold",
    ],
    "A link in a mail holds an account's password hash": [
        "test_of_the_library::test_no_link_holds_what_was_written",
        "test_mail_contents::test_every_mail_has_one_address_and_knows_of_no_other",
    ],
    "Whatever has a number can be commented on": [
        "test_refusals::test_a_draft_is_not_there_to_comment_on",
        "test_refusals::test_a_private_post_is_not_there_to_comment_on",
        "test_refusals::test_a_page_without_a_discussion_takes_no_comment",
    ],
    "A form that was open takes comments after closing": [
        "test_refusals::test_words_for_a_post_that_was_closed_meanwhile_are_kept"
    ],
    "Comments of drafts and private pages are shown": [
        "test_refusals::test_comments_of_a_private_post_are_not_shown",
        "test_comment_feeds::test_nothing_under_a_page_that_not_everybody_may_read_stands_in_a_feed",
        "test_visibility::test_comments_of_a_post_that_is_hidden_are_never_found",
    ],
    "Reply and like pages show what is held or removed": [
        "test_refusals::test_what_was_never_public_cannot_be_answered_or_seen",
        "test_refusals::test_a_reply_to_what_was_removed_does_not_show_it",
        "test_likes::test_only_what_readers_see_can_be_liked",
    ],
    "A writer's e-mail address stands in the page": [
        "test_discussion::test_the_address_of_a_writer_is_never_shown",
        "test_comment_feeds::test_no_address_of_a_writer_stands_in_a_feed",
    ],
    "A confirmation works for ever, and after closing": [
        "test_confirming::test_a_link_ends_after_two_days",
        "test_confirming::test_what_changed_meanwhile_is_said_and_the_text_given_back",
    ],
    "A confirmation brings back what was erased": [
        "test_confirming::test_after_erasure_the_link_brings_nothing_back",
        "test_erase::test_no_link_brings_it_back_or_shows_it",
    ],
    "A confirmation that is used twice makes two comments": [
        "test_confirming::test_a_link_can_be_used_once",
        "test_confirming::test_of_two_presses_at_once_one_confirms",
    ],
    "A mail scanner that opens a link confirms or leaves": [
        "test_confirming::test_whatever_opens_the_link_without_the_button_changes_nothing",
        "test_leaving::test_looking_changes_nothing",
    ],
    "Replies to what is held, removed, or on another page": [
        "test_models::test_nothing_stands_below_what_nobody_can_read",
        "test_models::test_a_reply_stays_on_its_page",
    ],
    "Anybody can have an address flooded with mail": [
        "test_mail_sending::test_nobody_can_have_an_address_flooded_in_fifty_ways_at_once",
        "test_mail_contents::test_the_mail_to_an_unproven_address_says_nothing_that_its_sender_typed",
    ],
    "Somebody else's address is made to follow": [
        "test_following::test_whoever_asks_gets_a_link_and_follows_nothing_before",
        "test_following::test_an_account_cannot_have_another_address_written_to",
    ],
    "Mail without a way to leave at once": [
        "test_leaving::test_a_mail_program_leaves_with_one_request_and_nothing_else"
    ],
    "An account writes under another name": [
        "test_writing::test_somebody_signed_in_cannot_take_another_name"
    ],
    "A guest calls themselves the site's administrator": [
        "test_form_by_policy::test_a_guest_cannot_write_under_a_reserved_name",
        "test_names::test_official_words_are_refused_however_they_are_spelt",
        "test_names::test_the_name_of_somebody_who_speaks_here_is_taken",
    ],
    "Pressing again counts again, and it shows who pressed": [
        "test_likes::test_each_household_has_one_like",
        "test_likes::test_likes_of_one_person_cannot_be_put_together",
    ],
    "Another site can send the form": [
        "test_writing::test_the_form_is_guarded_against_other_sites",
        "test_likes::test_another_site_cannot_press_the_button",
        "test_leaving::test_no_other_form_about_mail_works_without_its_token",
    ],
    "The form leads to another site": [
        "test_of_the_library::test_no_form_leads_away_from_this_site"
    ],
    "What is typed runs": [
        "test_hostile_texts::test_no_text_of_two_thousand_becomes_more_than_harmless_html",
        "test_hostile_texts::test_in_a_browser_no_text_runs_and_nothing_leaves_the_site",
        "test_markup::test_any_text_gives_only_what_is_on_the_list",
    ],
    "Links earn spammers a rank, and open windows": [
        "test_markup::test_a_link_has_its_address_its_words_and_our_rel"
    ],
    "One address gives out ten thousand comments at once": [
        "test_threads::test_a_long_thread_shows_its_first_replies",
        "test_query_counts::test_a_post_costs_the_same_with_ten_hundred_and_a_thousand_comments",
    ],
    "Cleaning up loads every comment": ["test_purge::test_many_batches_leave_nothing_out"],
    "The library's own addresses are there": [
        "test_isolation::test_no_address_leads_to_a_view_of_xtd_or_django_comments"
    ],
    "What nobody confirmed stays for ever": [
        "test_purge::test_an_unconfirmed_comment_goes_after_seven_days"
    ],
    "The library's own following mails everybody": [
        "test_of_the_library::test_the_librarys_own_following_is_never_switched_on"
    ],
    "The same comment twice": [
        "test_writing::test_a_form_that_is_sent_twice_is_one_comment",
        "test_concurrency::test_one_form_sent_fifty_times_at_once_is_one_comment",
    ],
    "Mail about what was rolled back": [
        "test_actions::test_news_of_a_decision_waits_for_the_commit"
    ],
}

CROWDS: Rules = {
    "One form sent fifty times at once": [
        "test_concurrency::test_one_form_sent_fifty_times_at_once_is_one_comment"
    ],
    "Fifty visitors at once": [
        "test_concurrency::test_fifty_visitors_at_once_leave_fifty_comments_and_the_count_is_right"
    ],
    "Approving, deleting and replying at once": [
        "test_concurrency::test_approving_withdrawing_removing_and_replying_at_once_leaves_no_orphan"
    ],
    "A confirmation pressed twice, and after eight days": [
        "test_confirming::test_of_two_presses_at_once_one_confirms",
        "test_crowds_and_rates::test_a_confirmation_is_refused_after_eight_days",
    ],
    "A moderator's double-click": [
        "test_crowds_and_rates::test_a_moderators_double_click_is_logged_and_told_once"
    ],
    "The sixth comment in a minute": [
        "test_rates::test_the_sixth_comment_in_a_minute_is_refused",
        "test_crowds_and_rates::test_the_sixth_comment_in_a_minute_is_answered_with_when_to_return",
    ],
    "The same address, from everywhere": [
        "test_rates::test_an_email_address_is_counted_wherever_it_is_typed_and_however"
    ],
    "A rate for each process instead of one for all": [
        "test_rates::test_four_processes_share_one_count"
    ],
    "Guessing passwords, and names": [
        "test_login_throttle::test_after_so_many_failures_the_right_password_has_to_wait_too",
        "test_login_throttle::test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has",
        "test_login_throttle::test_an_unknown_name_takes_as_many_hashes_as_a_known_one",
    ],
    "A made-up X-Forwarded-For begins the count anew": [
        "test_crowds_and_rates::test_a_made_up_forwarded_address_does_not_begin_the_count_anew"
    ],
    "A household with 18 trillion IPv6 addresses": [
        "test_rates::test_all_addresses_of_an_ipv6_household_are_one"
    ],
    "Searches and feeds without end": [
        "test_limits::test_the_sixty_first_search_in_a_minute_is_refused_with_a_page",
        "test_rates::test_the_sixty_first_feed_in_a_minute_is_refused_with_a_line",
    ],
    "Reading is limited too": ["test_crowds_and_rates::test_reading_a_post_is_never_limited"],
    "A flood of spam fills the disk": [
        "test_rates::test_two_hundred_refused_posts_write_nothing",
        "test_crowds_and_rates::test_a_flood_on_one_page_stores_no_more_than_the_pages_rate",
    ],
    "A flood of spam slows the readers down": [
        "test_floods::test_a_flood_is_answered_without_a_query",
        "test_floods::test_others_are_read_while_one_household_floods",
    ],
    "kill -9 in the middle of writing": [
        "test_kill::test_no_acknowledged_comment_is_lost_when_workers_and_server_are_killed"
    ],
}

CHAPTERS: dict[str, Rules] = {
    "The library": LIBRARY,
    "Threads": THREADS,
    "Security": SECURITY,
    "Crowds and floods": CROWDS,
}


def results_by_rule(passed: set[str], failed: set[str]) -> dict[str, bool]:
    """For each trap whose tests ran, whether all of them passed; names like "file::function"."""
    return {
        f"{chapter}: {trap}": set(tests) <= passed and not set(tests) & failed
        for chapter, rules in CHAPTERS.items()
        for trap, tests in rules.items()
        if set(tests) & (passed | failed)
    }
